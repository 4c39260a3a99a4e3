"""Evaluation of opening rules on days, minute by minute."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby, product
from typing import NamedTuple

from app.directory.third_places.holidays import public_holidays
from app.directory.third_places.opening_rules import (
    DAY,
    Calendar,
    Holiday,
    Minutes,
    Rule,
    Separator,
    Span,
    State,
)

CLOSED_DAY = bytes(DAY)
"""The states of a day, a byte a minute of wall-clock time; summer time neither skips nor repeats an hour."""


class Day(NamedTuple):
    """Known times of a day: half-open, sorted, merged stretches in minutes since its 00:00."""

    open: tuple[Minutes, ...] = ()
    appointment: tuple[Minutes, ...] = ()
    """Open to whoever has made an appointment."""
    unknown: tuple[Minutes, ...] = ()
    is_doubtful: bool = False
    """Whether the rules contradict themselves; all of it is unknown then."""


UNKNOWN_DAY = Day(unknown=((0, DAY),))

Holding = tuple[tuple[bool, bool], ...]
"""For each rule: whether it is about the day, and about the day before, which may reach over."""


def days_of(rules: Sequence[Rule], days: Iterable[date], area: str) -> dict[date, Day]:
    """Return what the rules say of each day, with the public holidays of `area`.

    Few days differ in which rules hold, so that few are evaluated.
    """
    known: dict[frozenset[Holding], Day] = {}
    by_day = {}
    for day in days:
        cases = frozenset(_cases(rules, day, area))
        if cases not in known:
            known[cases] = _day([_drawn(rules, holding) for holding in cases])
        by_day[day] = known[cases]
    return by_day


def _cases(rules: Sequence[Rule], day: date, area: str) -> Iterable[Holding]:
    """Yield which rules hold: once, or for every way in which school holidays may fall."""
    before = day - timedelta(days=1)
    is_holiday, was_holiday = (each in public_holidays(each.year, area) for each in (day, before))
    hangs_on_school = any(Holiday.SCHOOL in rule.holidays for rule in rules)
    for is_school, was_school in product((False, True), repeat=2) if hangs_on_school else ((False, False),):
        yield tuple(
            (
                rule.holds(day, Calendar(is_holiday, is_school)),
                rule.holds(before, Calendar(was_holiday, was_school)),
            )
            for rule in rules
        )


def _drawn(rules: Sequence[Rule], holding: Holding) -> tuple[bytes, bool]:
    """Return the states of a day's minutes, and whether the rules contradict themselves."""
    line, is_doubtful = bytearray(CLOSED_DAY), False
    for rule, (holds_today, held_yesterday) in zip(rules, holding, strict=True):
        if holds_today and rule.separator is Separator.NORMAL and rule.state is not State.CLOSED:
            line, is_doubtful = bytearray(CLOSED_DAY), False
        reached = ((holds_today, 0), (held_yesterday, DAY))
        for span, shift in ((span, shift) for span in rule.spans for holds, shift in reached if holds):
            is_doubtful |= _draw(line, rule, span, shift)
    return (bytes([State.UNKNOWN]) * DAY if is_doubtful else bytes(line)), is_doubtful


def _draw(line: bytearray, rule: Rule, span: Span, shift: int) -> bool:
    """Write a span into a day, `shift` minutes after its own; return whether that makes no sense."""
    if span.is_contradictory:
        return not shift
    begin, end = max(span.begin - shift, 0), min(span.end - shift, DAY)
    if begin >= end:
        return False
    state = State.UNKNOWN if span.is_vague else rule.state
    before = line[begin:end]
    if rule.separator is Separator.FALLBACK:
        line[begin:end] = bytes(now or state for now in before)
        return False
    line[begin:end] = bytes([state]) * (end - begin)
    return state is State.OPEN and State.OPEN in before


def _agreed(lines: Sequence[bytes]) -> bytes:
    """Return what all say; unknown where they differ."""
    if len(set(lines)) == 1:
        return lines[0]
    return bytes(states[0] if len(set(states)) == 1 else State.UNKNOWN for states in zip(*lines, strict=True))


def _day(drawn: Sequence[tuple[bytes, bool]]) -> Day:
    spans: dict[int, list[Minutes]] = {state: [] for state in State}
    begin = 0
    for state, minutes in groupby(_agreed([line for line, _ in drawn])):
        end = begin + len(list(minutes))
        spans[state].append((begin, end))
        begin = end
    of_day, by_appointment, unknown = (
        tuple(spans[state]) for state in (State.OPEN, State.APPOINTMENT, State.UNKNOWN)
    )
    return Day(of_day, by_appointment, unknown, is_doubtful=any(doubt for _, doubt in drawn))
