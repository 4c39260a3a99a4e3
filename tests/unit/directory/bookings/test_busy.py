"""Calendars of others that are read in as taken: what is too much for us is refused before it is expanded."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.directory.bookings import busy
from app.directory.bookings.busy import AT_ONCE, MOST_EVENTS, UnreadableError, read_busy
from app.directory.bookings.spans import Span

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
YEAR = Span(NOW - timedelta(days=31), NOW + timedelta(days=400))
EVENT = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:{}T080000Z\r\nDTEND:{}T090000Z\r\n{}END:VEVENT\r\n"
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
    "TZOFFSETTO:+0100\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def calendar(*parts: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\n{''.join(parts)}END:VCALENDAR\r\n".encode()


def event(rule: str = "", uid: object = 1, day: str = "20261201", more: str = "") -> str:
    return EVENT.format(uid, day, day, (f"RRULE:{rule}\r\n" if rule else "") + more)


def test_an_exception_belongs_to_its_series_and_what_is_cancelled_takes_nothing() -> None:
    moved = event(uid="a", day="20261209", more="RECURRENCE-ID:20261208T080000Z\r\n")
    others = event(uid="b", day="20261202", more="STATUS:CANCELLED\r\n"), event(uid="c", day="20261203")
    spans = read_busy(calendar(event("FREQ=WEEKLY;COUNT=3", "a"), moved, *others), PARIS, YEAR)
    assert [span.start.day for span in spans] == [1, 3, 9, 15]


def test_as_much_as_a_busy_house_has_is_read() -> None:
    past = [event(uid=number, day="20200101") for number in range(AT_ONCE + 1)]
    daily = [event("FREQ=DAILY", f"d{number}", "20200101") for number in range(2)]
    assert len(read_busy(calendar(*past, *daily), PARIS, YEAR)) == 431


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        # 5 MB of daily series: each of them has 431 occurrences.
        ([event("FREQ=DAILY", number, "20200101") for number in range(45_000)], "too_many"),
        ([event("FREQ=DAILY", number, "20200101") for number in range(500)], "too_many"),
        ([event(uid=number, day="19990101") for number in range(MOST_EVENTS + 1)], "too_many"),
        ([event("FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3,4,5,6,7,8,9")], "too_often"),
        ([event("FREQ=SECONDLY")], "too_often"),
        ([event("FREQ=WEEKLY", more="RRULE:FREQ=DAILY\r\n" * 5)], "too_often"),
        ([ZONE, event()], "too_often"),
        ([event().replace("20261201T", "2")], "unreadable"),
    ],
)  # fmt: skip
def test_what_is_too_much_is_refused(parts: list[str], reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_busy(calendar(*parts), PARIS, YEAR)


def test_events_without_a_rule_are_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy, "MOST_BUSY", 50)
    with pytest.raises(UnreadableError, match="too_many"):
        read_busy(calendar(*(event(uid=number) for number in range(51))), PARIS, YEAR)


def test_what_is_no_calendar_is_refused() -> None:
    with pytest.raises(UnreadableError, match="unreadable"):
        read_busy(calendar(event()).replace(b"VCALENDAR", b"X"), PARIS, YEAR)


def test_rules_that_never_come_true_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    never = [event("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", number) for number in range(500)]
    monkeypatch.setattr(busy, "SECONDS", 0.2)
    with pytest.raises(UnreadableError, match="too_many"):
        read_busy(calendar(*never), PARIS, YEAR)
