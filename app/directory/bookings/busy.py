"""The calendar of somebody else, read in as taken.

It comes from a file or an address that anybody may give, so that it is bounded before it is expanded: a small
file can hold thousands of series, and a series can have occurrences without end.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from math import prod
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from app.directory.bookings.spans import Span, merged

MOST_BUSY = 5000
"""Occurrences within the stretch of time that is read."""
MOST_EVENTS = 20_000
"""Events of a file, those of years ago with them: 4 s to read them."""
SECONDS = 10.0
"""Time that expanding may take: rules that never come true are tried up to the year 9999."""
AT_ONCE = 500
"""Events without a rule that are looked at together."""
TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
PARTS_OF_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
MOST_A_DAY, MOST_RULES = 24, 5
REPEATS = ("RRULE", "RDATE", "RECURRENCE-ID")
MIDNIGHT = datetime.min.time()


class UnreadableError(ValueError):
    """No calendar, or one that repeats too often, or holds too much, to be read."""


def read_busy(content: bytes, zone: ZoneInfo, within: Span) -> list[Span]:
    """Return when a calendar says that its owner is busy, in UTC, merged.

    Times without a zone are those of `zone`; a whole day is one there. Events that are cancelled or
    transparent take nothing.

    Raises
    ------
    UnreadableError
        For what is no calendar, or repeats within a day, or holds more than 20,000 events, or more than
        5,000 occurrences within the stretch, or takes more than 10 s to be expanded.

    """
    if content.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise UnreadableError("too_many")
    try:
        calendar = Calendar.from_ical(content)
        _check(calendar)
        spans = [
            Span(_utc(event["DTSTART"].dt, zone), _utc(event["DTEND"].dt, zone))
            for event in _occurrences(calendar, within)
            if event.get("STATUS") != "CANCELLED"
            and event.get("TRANSP") != "TRANSPARENT"
            and "DTEND" in event
        ]
    except UnreadableError:
        raise
    except Exception as error:  # the library raises whatever a broken file leads to
        raise UnreadableError("unreadable") from error
    return merged(span for span in spans if span.start < span.end)


def _occurrences(calendar: Any, within: Span) -> Iterator[Any]:  # noqa: ANN401 - components of the library
    """Expand one series after the other, so that it ends as soon as it is too much."""
    count, deadline = 0, time.monotonic() + SECONDS
    for events in _apart(calendar):
        one = Calendar(calendar)
        one.subcomponents = list(events)
        occurrences = recurring_ical_events.of(one).between(within.start, within.end)
        count += len(occurrences)
        if count > MOST_BUSY or time.monotonic() > deadline:
            raise UnreadableError("too_many")
        yield from occurrences


def _apart(calendar: Any) -> Iterator[Sequence[Any]]:  # noqa: ANN401 - as above
    """Return each series with its exceptions, then the events that happen once."""
    events = calendar.walk("VEVENT")
    times = Counter(str(event.get("UID")) for event in events)
    once, series = list[Any](), dict[str, list[Any]]()
    for event in events:
        uid = str(event.get("UID"))
        if times[uid] == 1 and not any(name in event for name in REPEATS):
            once.append(event)
        else:
            series.setdefault(uid, []).append(event)
    yield from series.values()
    for first in range(0, len(once), AT_ONCE):
        yield once[first : first + AT_ONCE]


def _check(calendar: Any) -> None:  # noqa: ANN401 - as above
    if calendar.name != "VCALENDAR":
        raise UnreadableError("unreadable")
    for component in calendar.walk():  # time zones have rules, too
        _check_rules(component)


def _check_rules(component: Any) -> None:  # noqa: ANN401 - as above
    rules = component.get("RRULE")
    rules = rules if isinstance(rules, list) else [rules] if rules else []
    for rule in rules:
        a_day = prod(len(rule.get(name, ())) or 1 for name in PARTS_OF_DAY)
        if TOO_OFTEN & {str(word).upper() for word in rule.get("FREQ", ())} or a_day > MOST_A_DAY:
            raise UnreadableError("too_often")
    if len(rules) > MOST_RULES:
        raise UnreadableError("too_often")


def _utc(moment: datetime | date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, MIDNIGHT)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
