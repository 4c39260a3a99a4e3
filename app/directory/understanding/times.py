"""Days and hours as people type them: `samedi 14h`, `lun-ven`, `ce soir`, `tomorrow morning`."""

import re
from dataclasses import dataclass, replace

from app.directory.third_places.opening_periods import EVENING_CODE, WEEKEND, WORKDAYS

NOW = "now"
MORNING, AFTERNOON = "morning", "afternoon"
_DAYS = {
    "monday": "lundis?|lun|mondays?",
    "tuesday": "mardis?|mar|tuesdays?",
    "wednesday": "mercredis?|mer|wednesdays?",
    "thursday": "jeudis?|jeu|thursdays?",
    "friday": "vendredis?|ven|fridays?",
    "saturday": "samedis?|sam|saturdays?",
    "sunday": "dimanches?|dim|sundays?",
    "today": "aujourd ?'? ?hui|today",
    "tomorrow": "demain|tomorrow",
}
_SHORT = re.compile(r"(?:lun|mar|mer|jeu|ven|sam|dim)\.?")
"""Abbreviations that are words of their own or names of towns (Mer): days only beside an hour or a dot."""
_PARTS = {
    MORNING: "matin(?:ee)?|morning",
    AFTERNOON: "apres[ -]?midi|aprem|afternoon",
    EVENING_CODE: "soir(?:ee)?|evening|tonight",
}
_HOUR = (
    r"(?:(?:a|vers|des|at|@) ?)?(?:"
    r"(?P<hour>[01]?[0-9]|2[0-4]) ?(?:heures?|hrs?|h|:)(?: ?(?P<minute>[0-5][0-9]))?"
    r"|(?P<twelve>1[0-2]|[1-9]) ?(?P<half>am|pm)|(?P<noon>midi|noon))(?![a-z0-9])"
)
_DAY = "|".join(f"(?P<{code}>{words})" for code, words in _DAYS.items())
_PART = "|".join(f"(?P<{code}_part>{words})" for code, words in _PARTS.items())
_BEFORE = r"(?<![a-z0-9])(?:(?:le|la|les|on|ce|this|du|every) )?"
_WHEN = re.compile(
    rf"{_BEFORE}(?:{_DAY})(?![a-z0-9])\.?(?:[ ,]+(?:(?:en|in the|le) )?(?:{_PART})(?![a-z0-9]))?"
    rf"(?:[ ,]+{_HOUR})?"
)
_HOUR_ALONE = re.compile(rf"(?<![a-z0-9]){_HOUR}")
_PART_ALONE = re.compile(rf"{_BEFORE}(?:(?:en|in the) )?(?:{_PART})(?![a-z0-9])")
_SPANS = (
    (
        re.compile(
            r"(?<![a-z0-9])(?:(?:le|les|ce|this|on the|en|en fin de) )?"
            r"(?:week[ -]?ends?|fin de semaine)(?![a-z0-9])"
        ),
        WEEKEND,
    ),
    (
        re.compile(
            r"(?<![a-z0-9])(?:(?:du )?lun(?:di|\.)?(?: ?[-\u2013] ?| au | a )ven(?:dredi|\.)?(?![a-z0-9])"
            r"(?:[ ,]+en journee)?|en (?:journee|semaine)|(?:la|les jours de) semaine|jours ouvr(?:es|ables)"
            r"|(?:on )?weekdays?|monday to friday)(?![a-z0-9])"
        ),
        WORKDAYS,
    ),
    (
        re.compile(r"(?<![a-z0-9])(?:(?:en ce moment|maintenant|tout de suite|right now|now))(?![a-z0-9])"),
        NOW,
    ),
    (re.compile(r"(?<![a-z0-9])tonight(?![a-z0-9])"), EVENING_CODE),
)
NOON = "12:00"
MIDNIGHT = 24
TWELVE = 12


@dataclass(frozen=True, slots=True)
class When:
    """A day, a part of it or an hour."""

    day: str | None
    """A code of `opening_periods.PERIODS`, or `now`."""
    hour: str | None = None
    """HH:MM, on that day."""


def find_when(folded: str) -> tuple[int, int, When] | None:
    """Return the first time that a folded text names, with the start and end of its words."""
    for pattern, code in _SPANS:
        if match := pattern.search(folded):
            return match.start(), match.end(), When(code)
    for match in _WHEN.finditer(folded):
        day = next(code for code in _DAYS if match[code])
        hour = _hour(match)
        is_short = _SHORT.fullmatch(match[day]) and match.end(day) < len(folded)
        if _SHORT.fullmatch(match[day]) and hour is None and not (is_short and folded[match.end(day)] == "."):
            continue
        part = next((code for code in _PARTS if match[f"{code}_part"]), None)
        return match.start(), match.end(), When(_code(day, part), hour)
    if match := _PART_ALONE.search(folded):
        part = next(code for code in _PARTS if match[f"{code}_part"])
        return match.start(), match.end(), When(_code("today", part), None)
    match = _HOUR_ALONE.search(folded)
    hour = _hour(match) if match else None
    return (match.start(), match.end(), When("today", hour)) if match and hour else None


def together(one: When, other: When) -> When | None:
    """Return two times as one: an hour beside its day, both days of a weekend; None where they are two."""
    if one.hour is None and other.hour is not None and other.day == "today":
        return replace(one, hour=other.hour)
    if {one.day, other.day} == {"saturday", "sunday"} and one.hour == other.hour is None:
        return When(WEEKEND)
    return None


def _code(day: str, part: str | None) -> str:
    if part is None:
        return day
    return EVENING_CODE if (day, part) == ("today", EVENING_CODE) else f"{day}_{part}"


def _hour(match: re.Match[str]) -> str | None:
    if match["noon"]:
        return NOON
    if match["twelve"]:
        hour = int(match["twelve"]) % TWELVE + (TWELVE if match["half"] == "pm" else 0)
        return f"{hour:02d}:00"
    if match["hour"] is None or int(match["hour"]) == MIDNIGHT:
        return None
    return f"{int(match['hour']):02d}:{match['minute'] or '00'}"
