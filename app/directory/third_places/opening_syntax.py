"""Reads opening hours in the subset of OpenStreetMap's syntax that `docs/opening-hours.md` names."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from app.directory.third_places.opening_rules import (
    DAY,
    WHOLE_DAY,
    Dates,
    Holiday,
    Rule,
    Separator,
    Span,
    State,
    Weekdays,
    Weeks,
)

WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
STATES = {"open": State.OPEN, "off": State.CLOSED, "closed": State.CLOSED, "unknown": State.UNKNOWN}
FIRST_YEAR, LAST_YEAR = 1900, 9999
LAST_WEEK = 53
LAST_ORDINAL = 5
TOKEN = re.compile(
    r"""\s*(?:
      (?P<comment>"[^"]*")
    | (?P<always>24/7(?![0-9:]))
    | (?P<time>[0-9]{1,2}:[0-9]{2}(?![0-9:]))
    | (?P<number>[0-9]+)
    | (?P<event>(?:sunrise|sunset|dawn|dusk)\b
        |\(\s*(?:sunrise|sunset|dawn|dusk)\s*[+-]\s*[0-9]{1,2}:[0-9]{2}\s*\))
    | (?P<word>[a-z]+)
    | (?P<symbol>\|\||[;,\-+\[\]/:])
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
APPOINTMENT = re.compile(r"\b(?:rendez[\s-]?vous|r\.?d\.?v\b|appointments?\b)", re.IGNORECASE)
WITHOUT_APPOINTMENT = re.compile(r"\b(?:sans|without|no|pas de)\b", re.IGNORECASE)

T = TypeVar("T")
Token = tuple[str, str]
END: Token = ("end", "")


class NotUnderstoodError(ValueError):
    """Hours that are written otherwise than in the subset."""


def is_by_appointment(comment: str | None) -> bool:
    """Return whether a comment asks for an appointment; "avec ou sans rendez-vous" does not."""
    return bool(comment and APPOINTMENT.search(comment) and not WITHOUT_APPOINTMENT.search(comment))


def parse(hours: str) -> tuple[Rule, ...]:
    """Read opening hours.

    Raises
    ------
    NotUnderstoodError
        When anything in them lies outside the subset.

    """
    return _Reader(_tokens(hours)).rules()


def _tokens(hours: str) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    while position < len(hours):
        match = TOKEN.match(hours, position)
        if match is None or match.lastgroup is None:
            raise NotUnderstoodError(f"not understood from {hours[position:]!r} on")
        text = match[match.lastgroup]
        tokens.append((match.lastgroup, text if match.lastgroup == "comment" else text.lower()))
        position = match.end()
    return tokens


class _Reader:
    """Takes tokens one after the other."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def rules(self) -> tuple[Rule, ...]:
        rules = [self._rule(Separator.NORMAL)]
        while self._peek() != END:
            kind, text = self._next()
            if kind != "symbol" or text not in set(Separator):
                raise NotUnderstoodError(f"a rule does not end before {text!r}")
            rule = self._rule(Separator(text))
            if rule.separator is Separator.ADDITIONAL and rule.state is not State.CLOSED:
                # What adds to a fallback is one; what closes is heeded wherever it stands.
                rule = replace(rule, separator=_adding_to(rules[-1].separator))
            rules.append(rule)
        return tuple(rules)

    def _rule(self, separator: Separator) -> Rule:
        start = self._at
        is_always = self._takes("always")
        rule = Rule(separator) if is_always else self._selection(separator)
        spans = None if is_always else self._spans()
        has_state = self._peek()[0] == "comment" or self._peek()[1] in STATES
        state, comment = self._state()
        if self._at == start:
            raise NotUnderstoodError("a rule says nothing")
        if self._peek() == ("symbol", ",") and not (is_always or spans or has_state):
            # `Dec 24, Mo off`: nobody knows whether the first half is a rule.
            raise NotUnderstoodError("a rule goes on after its days without times")
        return replace(rule, spans=spans or WHOLE_DAY, state=state, comment=comment)

    def _selection(self, separator: Separator) -> Rule:
        """Return a rule of the days that follow."""
        start = self._at
        years, dates, weeks = self._years(), self._dates(), self._weeks()
        if years and any(one.end < one.begin for one in dates):
            raise NotUnderstoodError("a stretch over New Year in given years")
        weekdays, holidays, needs_both = self._days()
        if self._at > start:
            self._takes_symbol(":")
        return Rule(separator, years, dates, weeks, weekdays, holidays, needs_both)

    # Which days

    def _years(self) -> tuple[tuple[int, int], ...]:
        if not self._is_year() or self._is_date_of_a_year():
            return ()
        return self._list(self._year_range, self._is_year)

    def _year_range(self) -> tuple[int, int]:
        first = self._year()
        if self._takes_symbol("+"):
            return first, LAST_YEAR
        last = self._year() if self._takes_symbol("-") else first
        return _ordered(first, last)

    def _dates(self) -> tuple[Dates, ...]:
        if not self._is_month() and not self._is_date_of_a_year():
            return ()
        dates = self._list(self._date_range, lambda: self._is_month() or self._is_date_of_a_year())
        if len({one.years is None for one in dates}) > 1:
            raise NotUnderstoodError("some dates have a year and some have none")
        return dates

    def _date_range(self) -> Dates:
        year = self._year() if self._is_year() else None
        month = self._month()
        if self._peek()[0] != "number":
            last = self._month() if self._takes_symbol("-") else month
            return Dates((month, 1), (last, LONGEST_MONTHS[last - 1]))
        begin = end = (month, self._day_of(month))
        last_year = year
        if self._takes_symbol("-"):
            last_year = self._year() if self._is_year() else year
            month = self._month() if self._is_month() else month
            end = (month, self._day_of(month))
            if last_year == year and year is not None and end < begin:
                last_year = year + 1
        if (year is None) != (last_year is None):
            raise NotUnderstoodError("only the end of a stretch has a year")
        if year is None or last_year is None:
            return Dates(begin, end)
        _ordered(year, last_year)
        return Dates(begin, end, (year, last_year))

    def _weeks(self) -> tuple[Weeks, ...]:
        if not self._takes("word", "week"):
            return ()
        return self._list(self._week_range, lambda: self._peek()[0] == "number")

    def _week_range(self) -> Weeks:
        first = self._number(1, LAST_WEEK)
        last = self._number(1, LAST_WEEK) if self._takes_symbol("-") else first
        step = self._number(1, LAST_WEEK) if self._takes_symbol("/") else 1
        return Weeks(*_ordered(first, last), step)

    def _days(self) -> tuple[tuple[Weekdays, ...], frozenset[Holiday], bool]:
        (weekdays, holidays), (more_weekdays, more_holidays) = self._day_list(), self._day_list()
        if not more_weekdays and not more_holidays:
            return weekdays, holidays, False
        # `PH Su`: one list is of holidays only, the other of weekdays only.
        if bool(weekdays) == bool(holidays) or bool(weekdays) == bool(more_weekdays):
            raise NotUnderstoodError("two lists of days")
        if more_weekdays and more_holidays:
            raise NotUnderstoodError("two lists of days")
        return weekdays or more_weekdays, holidays or more_holidays, True

    def _day_list(self) -> tuple[tuple[Weekdays, ...], frozenset[Holiday]]:
        if not self._is_day():
            return (), frozenset()
        items = self._list(self._day_item, self._is_day)
        weekdays = tuple(item for item in items if isinstance(item, Weekdays))
        return weekdays, frozenset(item for item in items if isinstance(item, Holiday))

    def _day_item(self) -> Weekdays | Holiday:
        _, name = self._next()
        if name.upper() in set(Holiday):
            if self._peek() in {("symbol", "+"), ("symbol", "-")}:
                raise NotUnderstoodError("days after a holiday")
            return Holiday(name.upper())
        first = WEEKDAYS.index(name)
        if self._takes_symbol("["):
            return Weekdays(frozenset({first}), self._ordinals())
        if not self._takes_symbol("-"):
            return Weekdays(frozenset({first}))
        kind, name = self._next()
        if kind != "word" or name not in WEEKDAYS:
            raise NotUnderstoodError(f"{name!r} is no day of the week")
        length = (WEEKDAYS.index(name) - first) % 7 + 1
        return Weekdays(frozenset((first + offset) % 7 for offset in range(length)))

    def _ordinals(self) -> frozenset[int]:
        ordinals: set[int] = set()
        while True:
            sign = -1 if self._takes_symbol("-") else 1
            first = self._number(1, LAST_ORDINAL)
            last = self._number(first, LAST_ORDINAL) if sign == 1 and self._takes_symbol("-") else first
            ordinals.update(sign * number for number in range(first, last + 1))
            if self._takes_symbol("]"):
                return frozenset(ordinals)
            if not self._takes_symbol(","):
                raise NotUnderstoodError("a list of ordinals does not end")

    # What of these days

    def _spans(self) -> tuple[Span, ...] | None:
        if not self._is_time():
            return None
        return tuple(span for spans in self._list(self._span, self._is_time) for span in spans)

    def _span(self) -> tuple[Span, ...]:
        begin = self._time()
        if self._takes_symbol("+"):
            return (Span(begin or 0, DAY, is_vague=True),)
        if not self._takes_symbol("-"):
            raise NotUnderstoodError("a time without an end")
        end = self._time()
        if begin is None or end is None:
            return (Span(0, DAY, is_vague=True),)
        if begin >= DAY or end > begin + DAY:
            raise NotUnderstoodError("a time beyond the day")
        if begin == end:
            return (Span(begin, begin, is_contradictory=True),)
        span = Span(begin, end if end > begin else end + DAY)
        if self._takes_symbol("+"):
            return span, Span(min(span.end, DAY), DAY, is_vague=True)
        return (span,)

    def _time(self) -> int | None:
        """Return minutes since 00:00; None for an hour of the sun."""
        kind, text = self._next()
        if kind == "event":
            return None
        if kind != "time":
            raise NotUnderstoodError(f"{text!r} is no time")
        hour, minute = map(int, text.split(":"))
        if minute > 59 or hour > 48:  # noqa: PLR2004 - of a clock; 26:00 is two at night
            raise NotUnderstoodError(f"{text} is no time")
        return hour * 60 + minute

    def _state(self) -> tuple[State, str | None]:
        """Return what is said of the times; a comment alone says neither open nor closed."""
        comment = self._comment()
        state = STATES.get(self._peek()[1])
        if state is not None:
            self._next()
            comment = comment or self._comment()
        elif comment is None:
            state = State.OPEN
        if state in {None, State.UNKNOWN}:
            state = State.APPOINTMENT if is_by_appointment(comment) else State.UNKNOWN
        return state or State.CLOSED, comment

    def _comment(self) -> str | None:
        return self._next()[1].strip('"').strip() if self._peek()[0] == "comment" else None

    # Tokens

    def _list(self, item: Callable[[], T], goes_on: Callable[[], bool]) -> tuple[T, ...]:
        items = [item()]
        while self._peek() == ("symbol", ","):
            self._at += 1
            if not goes_on():
                self._at -= 1
                break
            items.append(item())
        return tuple(items)

    def _peek(self, ahead: int = 0) -> Token:
        return self._tokens[self._at + ahead] if self._at + ahead < len(self._tokens) else END

    def _next(self) -> Token:
        token = self._peek()
        if token == END:
            raise NotUnderstoodError("it ends too early")
        self._at += 1
        return token

    def _takes(self, kind: str, text: str | None = None) -> bool:
        token = self._peek()
        taken = token[0] == kind and text in {None, token[1]}
        self._at += taken
        return taken

    def _takes_symbol(self, text: str) -> bool:
        return self._takes("symbol", text)

    def _number(self, low: int, high: int) -> int:
        kind, text = self._next()
        if kind != "number" or len(text) > 4 or not low <= int(text) <= high:  # noqa: PLR2004 - a year's digits
            raise NotUnderstoodError(f"{text!r} is no number from {low} to {high}")
        return int(text)

    def _year(self) -> int:
        return self._number(FIRST_YEAR, LAST_YEAR)

    def _month(self) -> int:
        if not self._is_month():
            raise NotUnderstoodError(f"{self._peek()[1]!r} is no month")
        return MONTHS.index(self._next()[1]) + 1

    def _day_of(self, month: int) -> int:
        return self._number(1, LONGEST_MONTHS[month - 1])

    def _is_year(self, ahead: int = 0) -> bool:
        kind, text = self._peek(ahead)
        return kind == "number" and len(text) == 4  # noqa: PLR2004 - a year's digits

    def _is_month(self, ahead: int = 0) -> bool:
        kind, text = self._peek(ahead)
        return kind == "word" and text in MONTHS

    def _is_date_of_a_year(self) -> bool:
        return self._is_year() and self._is_month(1) and self._peek(2)[0] == "number"

    def _is_day(self) -> bool:
        kind, text = self._peek()
        return kind == "word" and (text in WEEKDAYS or text.upper() in set(Holiday))

    def _is_time(self) -> bool:
        return self._peek()[0] in {"time", "event"}


def _adding_to(separator: Separator) -> Separator:
    return separator if separator is Separator.FALLBACK else Separator.ADDITIONAL


def _ordered(first: int, last: int) -> tuple[int, int]:
    if last < first:
        raise NotUnderstoodError(f"{last} comes before {first}")
    return first, last
