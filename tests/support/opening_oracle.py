"""Opening hours, read slowly: one moment at a time, from the text, with a calendar written out by hand.

Shares nothing with the product. It is to be compared with, so it stays obvious rather than fast.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import product
from typing import NamedTuple
from zoneinfo import ZoneInfo

EASTER_SUNDAYS = {
    2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1),
    2030: (4, 21),
}  # fmt: skip
"""From the Church's tables."""
EVERYWHERE = "01-01 05-01 05-08 07-14 08-15 11-01 11-11 12-25"
AREAS = {
    "FR": "", "57": "12-26 friday", "67": "12-26 friday", "68": "12-26 friday",
    "971": "05-27", "972": "05-22", "973": "06-10", "974": "12-20", "976": "04-27", "977": "10-09",
    "978": "05-28", "986": "04-28 07-29", "987": "03-05 11-20 friday", "988": "09-24",
}  # fmt: skip
DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
CLOCK = r"[0-9]{1,2}:[0-9]{2}"
SUN = r"(?:\((?:sunrise|sunset|dawn|dusk)[+-][0-9:]+\)|sunrise|sunset|dawn|dusk)"
TIMES = re.compile(rf"(?:{CLOCK}|{SUN}).*")
DAY = 1440
Holidays = Callable[[date], tuple[bool, bool]]
"""Of a day: whether it is a public holiday, and whether it is one of schools."""


class Rule(NamedTuple):
    days: str
    times: list[tuple[int, int, bool]]
    """Begin, end, whether vague."""
    state: str
    separator: str


def is_public_holiday(day: date, area: str) -> bool:
    """Whether the law calls a day a holiday in an area."""
    month, number = EASTER_SUNDAYS[day.year]
    after_easter = (day - date(day.year, month, number)).days
    own = AREAS[area].split()
    return (
        day.strftime("%m-%d") in EVERYWHERE.split() + own
        or after_easter in {1, 39, 50}
        or (after_easter == -2 and "friday" in own)
    )


def state_at(hours: str, moment: datetime, zone: str, area: str) -> str:
    """`open`, `closed`, `appointment` or `unknown`: what hours say of a moment that has an offset."""
    local = moment.astimezone(ZoneInfo(zone))
    return state_of_minute(hours, local.date(), local.hour * 60 + local.minute, area)


def state_of_minute(hours: str, day: date, minute: int, area: str) -> str:
    """Say the same of a minute of a day on the wall's clock."""
    comments = re.findall(r'"[^"]*"', hours)
    text = re.sub(r'"[^"]*"', "@", hours)
    rules: list[Rule] = []
    for part in re.split(r"(?=;|\|\|)", text):
        for number, words in enumerate(split_additional(part.lstrip(";|"))):
            comment = "".join(comments.pop(0) for _ in range(words.count("@")))
            separator = "," if number else "||" if part.startswith("||") else ";"
            rule = read_rule(words, comment, separator)
            if number and rule.state != "closed" and rules[-1].separator == "||":
                rule = rule._replace(separator="||")
            rules.append(rule)
    # Nobody knows when the pupils are away: what is not the same either way is unknown.
    schools = product([False, True], repeat=2) if "SH" in text else [(False, False)]
    answers = {
        state_under(rules, day, minute, lambda d, s=school: (is_public_holiday(d, area), s[d == day]))
        for school in schools
    }
    return answers.pop() if len(answers) == 1 else "unknown"


def state_under(rules: list[Rule], day: date, minute: int, holidays: Holidays) -> str:
    """Walk through the rules that are left once a later one has replaced those before it."""
    left: list[Rule] = []
    for rule in rules:
        if holds(rule, day, holidays) and rule.separator == ";" and rule.state != "closed":
            left = []
        left.append(rule)
    candidates = {0, minute} | {begin for rule in left for begin, _, _ in rule.times}
    walks = {at: walk(left, day, at, holidays) for at in candidates if at < DAY}
    is_doubtful = any(doubt for _, doubt in walks.values()) or any(
        begin == end and holds(rule, day, holidays) for rule in left for begin, end, _ in rule.times
    )
    return "unknown" if is_doubtful else walks[minute][0]


def walk(rules: list[Rule], day: date, minute: int, holidays: Holidays) -> tuple[str, bool]:
    """Return the last word on a minute, and whether two of them said open."""
    state, doubt = "closed", False
    for rule in rules:
        for begin, end, is_vague in rule.times:
            for back in (0, 1):
                if holds(rule, day - timedelta(days=back), holidays) and begin <= minute + back * DAY < end:
                    said = "unknown" if is_vague else rule.state
                    if rule.separator == "||":
                        state = said if state == "closed" else state
                    else:
                        doubt = doubt or (said == "open" and state == "open")
                        state = said
    return state, doubt


def split_additional(text: str) -> list[str]:
    """Split at the commas that begin a rule: after times, a state or a comment, and not before a time."""
    rules = [""]
    for part in text.split(","):
        goes_on = not re.search(rf"{CLOCK}|{SUN}|@|24/7|open|off|closed|unknown", rules[-1])
        if rules == [""] or goes_on or re.match(rf"\s*({CLOCK}|{SUN})", part):
            rules[-1] += ("," if rules[-1] else "") + part
        else:
            rules.append(part)
    return rules


def read_rule(text: str, comment: str, separator: str) -> Rule:
    """Return the words of a rule's days, its times and its state."""
    word = re.search(r"\b(open|off|closed|unknown)\b", text)
    silent = "unknown" if comment else "open"
    state = word[1].replace("off", "closed") if word else silent
    if state == "unknown" and "rendez-vous" in comment and "sans" not in comment:
        state = "appointment"
    text = re.sub(r"\b(open|off|closed|unknown)\b|@", "", text).replace("24/7", "").strip()
    times = TIMES.search(text)
    days = text[: times.start()] if times else text
    spans = [read_span(span) for span in times[0].split(",")] if times else [[(0, DAY, False)]]
    return Rule(days.strip(" :"), [one for span in spans for one in span], state, separator)


def read_span(text: str) -> list[tuple[int, int, bool]]:
    """Return begin, end and whether it is vague; two of them where a closing time is only the earliest."""
    text = text.strip()
    if re.search(SUN, text):
        return [(0, DAY, True)]
    clocks = [int(clock[:-3]) * 60 + int(clock[-2:]) for clock in re.findall(CLOCK, text)]
    if len(clocks) == 1:
        return [(clocks[0], DAY, True)]
    begin, end = clocks
    if end < begin:
        end += DAY
    spans = [(begin, end, False)]
    if text.endswith("+"):
        spans.append((min(end, DAY), DAY, True))
    return spans


def holds(rule: Rule, day: date, holidays: Holidays) -> bool:
    """Whether a rule is about a day."""
    is_public, is_school = holidays(day)
    return holds_days(rule.days, day, is_public=is_public, is_school=is_school)


def holds_days(words: str, day: date, *, is_public: bool, is_school: bool) -> bool:
    """Whether the words of a rule's days name a day."""
    parts = re.fullmatch(rf"((?:[-+, 0-9]|{'|'.join(MONTHS)})*)(week[-/, 0-9]+)?(.*)", words)
    assert parts, words
    dated, weeks, named = parts.groups()
    return (
        holds_dates(dated.strip(), day)
        and (not weeks or any(holds_week(week, day) for week in weeks.removeprefix("week").split(",")))
        and holds_named(named.strip(" :"), day, is_public=is_public, is_school=is_school)
    )


def holds_dates(text: str, day: date) -> bool:
    """Whether years, months or dates name a day."""
    years = re.match(r"[0-9]{4}(?:-[0-9]{4}|\+)?(?:,[0-9]{4})*(?= [A-Z][a-z]{2}(?! ?[0-9])|$)", text)
    if years:
        text = text[years.end() :].strip()
        if not any(holds_year(year, day.year) for year in years[0].split(",")):
            return False
    return not text or any(holds_date(part.strip(), day) for part in text.split(","))


def holds_year(text: str, year: int) -> bool:
    if text.endswith("+"):
        return year >= int(text[:-1])
    first, _, last = text.partition("-")
    return int(first) <= year <= int(last or first)


def holds_date(text: str, day: date) -> bool:
    first, _, last = (part.strip() for part in text.partition("-"))
    year, month, number = read_date(first)
    to_year, to_month, to_number = read_date(last) if last else (None, month, number)
    to_month = to_month or month
    assert month
    assert to_month
    begin, end = (month, number or 1), (to_month, to_number or 31)
    at = (day.month, day.day)
    if year:
        to_year = to_year or (year + 1 if end < begin else year)
        return (year, begin) <= (day.year, at) <= (to_year, end)
    return begin <= at <= end if begin <= end else not end < at < begin


def read_date(text: str) -> tuple[int | None, int | None, int | None]:
    """Return year, month and day, each None where it is not said."""
    parts = re.fullmatch(r"([0-9]{4})? ?([A-Z][a-z]{2})? ?([0-9]{1,2})?", text)
    assert parts, text
    year, month, number = parts.groups()
    return year and int(year), month and MONTHS.index(month) + 1, number and int(number)


def holds_week(text: str, day: date) -> bool:
    span, _, step = text.strip().partition("/")
    first, _, last = span.partition("-")
    return day.isocalendar()[1] in range(int(first), int(last or first) + 1, int(step or 1))


def holds_named(text: str, day: date, *, is_public: bool, is_school: bool) -> bool:
    """Whether weekdays and holidays name a day; two lists with a space between must both."""
    text = re.sub(r"\s*,\s*", ",", text)
    return all(
        any(holds_name(name, day, is_public=is_public, is_school=is_school) for name in names.split(","))
        for names in joined(text).split()
    )


def joined(text: str) -> str:
    """Keep the commas inside square brackets from being those between days."""
    return re.sub(r"\[([^]]*)\]", lambda match: "[" + match[1].replace(",", "|") + "]", text)


def holds_name(name: str, day: date, *, is_public: bool, is_school: bool) -> bool:
    if name in {"PH", "SH"}:
        return is_public if name == "PH" else is_school
    ordinals = re.search(r"\[(.*)\]", name)
    first, _, last = re.sub(r"\[.*\]", "", name).partition("-")
    number = DAYS.index(first)
    wanted = [DAYS[number]]
    while last and wanted[-1] != last:
        number = (number + 1) % 7
        wanted.append(DAYS[number])
    if DAYS[day.weekday()] not in wanted:
        return False
    return not ordinals or any(holds_ordinal(one, day) for one in ordinals[1].split("|"))


def holds_ordinal(text: str, day: date) -> bool:
    same = [
        date(day.year, day.month, number)
        for number in range(1, calendar.monthrange(day.year, day.month)[1] + 1)
        if date(day.year, day.month, number).weekday() == day.weekday()
    ]
    if text.startswith("-"):
        return day == (same[-int(text[1:])] if int(text[1:]) <= len(same) else None)
    first, _, last = text.partition("-")
    return same.index(day) + 1 in range(int(first), int(last or first) + 1)
