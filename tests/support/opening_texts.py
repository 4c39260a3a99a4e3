"""Opening hours made up at random, in the subset of the syntax that `docs/opening-hours.md` names."""

from random import Random

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
COMMENTS = (
    '"sur rendez-vous"',
    '"fermé"',
    '"avec ou sans rendez-vous"',
    '"uniquement sur rendez-vous; appeler"',
)


def random_hours(rng: Random) -> str:
    """Return one to five rules."""
    text = _rule(rng)
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3, 4))):
        separator = rng.choice(("; ", "; ", ";", ", ", " || "))
        # Before a comma a rule says its times, else what follows could be more of its days.
        if separator == ", " and not text[-1].isdigit() and not text.endswith(("off", '"')):
            separator = "; "
        if separator == ", " and not _ends_with_times(text):
            separator = "; "
        text += separator + _rule(rng, has_days=separator == ", ")
    return text


def _ends_with_times(text: str) -> bool:
    last = text.replace("||", ";").split(";")[-1]
    return ":" in last or "off" in last or last.endswith('"')


def _rule(rng: Random, *, has_days: bool = False) -> str:
    if not has_days and rng.random() < 0.03:
        return rng.choice(("24/7", "24/7 off", '24/7 "sur rendez-vous"'))
    days = _selector(rng) if has_days or rng.random() < 0.93 else ""
    times = _times(rng) if rng.random() < 0.8 else ""
    state = rng.choice(("", "", "", "", "", "off", "off", "closed", "open", "unknown"))
    comment = rng.choice(COMMENTS) if rng.random() < 0.15 else ""
    words = " ".join(part for part in (days, times, state, comment) if part)
    return words or _times(rng)


def _selector(rng: Random) -> str:
    parts = []
    if rng.random() < 0.12:
        parts.append(_dates(rng))
    if rng.random() < 0.05:
        parts.append(rng.choice(("week 1-53/2", "week 2-52/2", "week 10", "week 1-20,30-53", "week 5,9-11")))
    if rng.random() < 0.9 or not parts:
        parts.append(_days(rng))
    return " ".join(parts)


def _dates(rng: Random) -> str:
    month, other = rng.choice(MONTHS), rng.choice(MONTHS)
    day, later = rng.randint(1, 28), rng.randint(1, 28)
    year = rng.choice((2026, 2027))
    return rng.choice(
        (
            month,
            f"{month}-{other}",
            f"{month},{other}",
            f"{month} {day}",
            f"{month} {day}-{other} {later}",
            f"{month} {min(day, later)}-{max(day, later)}",
            f"Dec 24-26,{month} {day}",
            f"{year} {month} {day}",
            f"{year} {month} {day}-{year + 1} {other} {later}",
            f"{year} {month} {day}-{other} {later}",
            f"{year}",
            f"{year}-2028",
            f"{year}+",
            f"{year} {month}",
        )
    )


def _days(rng: Random) -> str:
    weekdays = ",".join(_weekday(rng) for _ in range(rng.choice((1, 1, 1, 2, 3))))
    holidays = rng.choice(("PH", "PH", "PH", "SH", "PH,SH"))
    return rng.choice(
        (
            weekdays,
            weekdays,
            weekdays,
            weekdays,
            holidays,
            f"{weekdays},{holidays}",
            f"{holidays},{weekdays}",
            f"{holidays} {weekdays}",
            f"{weekdays} {holidays}",
        )
    )


def _weekday(rng: Random) -> str:
    first, last = rng.choice(DAYS), rng.choice(DAYS)
    if rng.random() < 0.12:
        return f"{first}[{rng.choice(('1', '2', '-1', '1,3', '2-4', '5', '-2,1'))}]"
    return rng.choice((first, f"{first}-{last}", "Mo-Fr", "Mo-Sa", "Sa-Su"))


def _times(rng: Random) -> str:
    if rng.random() < 0.04:
        return rng.choice(
            ("sunrise-sunset", "09:00-sunset", "(sunrise+01:00)-18:00", "09:00+", "10:00-16:00+")
        )
    if rng.random() < 0.05:
        return rng.choice(
            ("00:00-00:00,09:00-12:00", "09:00-12:00,11:00-14:00", "08:00-08:00", "00:00-24:00")
        )
    marks = sorted(rng.sample(range(0, 24 * 60, 15), rng.choice((2, 2, 4, 6))))
    spans = list(zip(marks[::2], marks[1::2], strict=True))
    if rng.random() < 0.1:
        begin = rng.randrange(18 * 60, 24 * 60, 30)
        # Half of those after midnight are written as on a clock, half as hours that go on.
        end = rng.randrange(24 * 60, 30 * 60, 30)
        spans = [(begin, end % (24 * 60) if rng.random() < 0.5 else end)]
    return ",".join(f"{_clock(begin)}-{_clock(end)}" for begin, end in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
