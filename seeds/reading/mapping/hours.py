"""Opening hours of weekday columns, as people type them: `9h-12h30 / 14h à 18h`, `fermé`, two cells a day."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from seeds.reading.normalise.text import fold

_TIME = r"([01]?\d|2[0-4])\s*(?:[h:]\s*([0-5]\d)?|heures?)(?!\d)"
_MOMENT = re.compile(_TIME, re.IGNORECASE)
_BARE = re.compile(r"(?<![\d:h])([01]?\d|2[0-4])(?![\d:h])")
CLOSED = frozenset({"ferme", "fermee", "non", "closed", "off", "0", "x", "sans", "neant"})


def weekly_hours(cells: Mapping[str, Sequence[str]]) -> str:
    """Return a week in OpenStreetMap's syntax from the cells of each day; empty where none says anything.

    Raises
    ------
    ValueError
        When a cell cannot be read: a week is read whole or not.

    """
    days = {day: spans for day, texts in cells.items() if (spans := _day(texts)) is not None}
    if not any(days.values()):
        return ""
    rules: list[tuple[list[str], str]] = []
    for day, spans in days.items():
        if rules and rules[-1][1] == spans and _follows(rules[-1][0][-1], day):
            rules[-1][0].append(day)
        else:
            rules.append(([day], spans))
    return "; ".join(f"{_range(names)} {spans}" for names, spans in rules if spans)


ORDER = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def _follows(before: str, day: str) -> bool:
    return ORDER.index(day) == ORDER.index(before) + 1


def _range(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"


def _day(texts: Sequence[str]) -> str | None:
    """Return the times of a day; empty where it is closed, None where nothing is written."""
    written = [text for text in texts if text.strip() and text.strip() not in {"-", "/", "--", "?"}]
    if not written:
        return None
    if all(fold(text) in CLOSED for text in written):
        return ""
    moments = [one for text in written if fold(text) not in CLOSED for one in _moments(text)]
    if not moments or len(moments) % 2:
        raise ValueError(f"{' / '.join(written)!r} are no opening hours: write 9h-12h, 14h-18h")
    spans = [(moments[number], moments[number + 1]) for number in range(0, len(moments), 2)]
    if any(first >= last for first, last in spans) or any(
        before[1] > after[0] for before, after in pairwise(spans)
    ):
        raise ValueError(f"{' / '.join(written)!r} run backwards")
    return ",".join(f"{first}-{last}" for first, last in spans)


def _moments(text: str) -> list[str]:
    times = _MOMENT.findall(text)
    left = _MOMENT.sub(" ", text)
    if not times:
        times = [(hour, "") for hour in _BARE.findall(text)]
        left = _BARE.sub(" ", text)
    if re.sub(r"\b(?:de|a|à|et|puis|to|h)\b|[\s,;/|&+–—.\-()]", "", left.lower()):
        raise ValueError(f"{text!r} are no opening hours: write 9h-12h, 14h-18h")
    return [f"{int(hour):02}:{minute or '00'}" for hour, minute in times]
