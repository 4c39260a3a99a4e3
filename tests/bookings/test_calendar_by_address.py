"""Another calendar that is read in as taken by its address, against a real server."""

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import pytest
from support.bookings import NOW, PLACE, add_bookable, add_place, connected, span
from support.clocks import stand_still
from support.rows import Rows, execute
from support.stand_in import StandIn, bomb, instead, misled, redirect, serving, status, well
from werkzeug import Request, Response

from app.directory.bookings import others
from app.directory.bookings.others import MOST_BYTES, NotReadError, fetch, follow, refresh_due, web_calendar
from app.directory.bookings.service import RefusedError, Wanted, book
from app.platform.outgoing.guarded import guarded_session

TIMES = "DTSTART:20261208T{:02}0000Z\r\nDTEND:20261208T{:02}0000Z\r\n"


def calendar(hour: int) -> str:
    event = f"BEGIN:VEVENT\r\nUID:a\r\n{TIMES.format(hour, hour + 1)}END:VEVENT\r\n"
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\n{event}END:VCALENDAR\r\n"


@dataclass
class Agenda(StandIn):
    """A server of calendars."""

    hour: int = 8

    def answer(self, request: Request) -> Response:  # noqa: ARG002 - one calendar
        return Response(calendar(self.hour), content_type="text/calendar")


@pytest.fixture
def agenda() -> Iterator[Agenda]:
    with serving(Agenda()) as server:
        yield server


@pytest.fixture
def url(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    stand_still(monkeypatch, NOW)
    add_place(empty_url)
    return empty_url


def anywhere(_address: object) -> bool:
    """Reach this machine too."""
    return True


def test_it_is_read_again_and_keeps_what_it_read_last(
    url: str, agenda: Agenda, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = add_bookable(url)
    with connected(url) as connection:
        follow(connection, PLACE, agenda.url)
        assert refresh_due(connection, anywhere) == 0  # it was read when it was given
        for hours, hour, behaviour, read in (
            (2, 8, None, 1),
            (4, 9, None, 1),
            (6, 9, status(404), 0),
            (8, 9, instead("x"), 0),
        ):
            stand_still(monkeypatch, NOW + timedelta(hours=hours))
            agenda.hour, agenda.behaves = hour, [behaviour] if behaviour else []
            assert refresh_due(connection, anywhere) == read
            taken = execute(url, "SELECT lower(during) FROM busy_time")
            assert [moment for (moment,) in taken] == [span(hour, day=1).start]
        assert execute(url, "SELECT source_failure FROM booking_calendar") == [("unreadable",)]
        with pytest.raises(RefusedError):
            book(connection, Wanted(number, (span(9, day=1),)))
        follow(connection, PLACE, None)
        book(connection, Wanted(number, (span(9, day=1),)))


def test_what_cannot_be_read_is_refused(agenda: Agenda) -> None:
    with pytest.raises(NotReadError, match="private"):
        fetch(agenda.url)
    agenda.behaves = [redirect("http://localhost:1/")]
    reachable = guarded_session(lambda address: str(address) == "127.0.0.1")
    for behaviour, reason in (
        (bomb(MOST_BYTES + 1), "away"),
        (status(500), "away"),
        (redirect("http://[::1]:1/"), "private"),
    ):
        agenda.behaves = [behaviour]
        with pytest.raises(NotReadError, match=reason):
            fetch(agenda.url, reachable)


def dripping(_: Response) -> Response:
    """An answer whose next byte always comes before one stops waiting for it."""
    drops = (b"a" for _ in iter(lambda: time.sleep(0.05), 1))
    return Response(drops, headers={"Content-Length": "4096"})


def test_nobody_is_kept_waiting_or_filled_up(agenda: Agenda, monkeypatch: pytest.MonkeyPatch) -> None:
    reachable = guarded_session(lambda _address: True)
    endless = Response((b"a" * 4096 for _ in iter(int, 1)), 302, headers={"Location": "/other"})
    agenda.behaves = [lambda _: endless, well]
    assert fetch(agenda.url, reachable).startswith(b"BEGIN:VCALENDAR")
    monkeypatch.setattr(others, "SECONDS", 1.0)
    for behaviour in (dripping, misled, redirect("/again")):
        agenda.behaves = [behaviour]
        started = time.monotonic()
        with pytest.raises(NotReadError, match="away"):
            fetch(agenda.url, reachable)
        assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("typed", "address"),
    [("webcal://a.example/b.ics", "https://a.example/b.ics"), (" https://a.example ", "https://a.example"),
     ("ftp://a.example", None), ("https://u:p@a.example", None), ("https://[", None), ("a.ics", None)],
)  # fmt: skip
def test_addresses_of_calendars(typed: str, address: str | None) -> None:
    assert web_calendar(typed) == address


class Last(Agenda):
    """A server of calendars that answers when all the others are being waited for."""

    def __init__(self, deaf: Sequence[socket.socket]) -> None:
        super().__init__()
        self._deaf = deaf
        self.waited_for = 0

    def answer(self, request: Request) -> Response:
        with ExitStack() as stack:
            for server in self._deaf:
                asker, _address = server.accept()
                stack.enter_context(asker).settimeout(5)
                asker.recv(4096)
                asker.settimeout(0)
                try:
                    asker.recv(1)
                except BlockingIOError:  # who asks has not gone
                    self.waited_for += 1
        return super().answer(request)


def test_calendars_that_do_not_answer_hold_up_no_other(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven take what is asked and say nothing; all of them are still waited for when the eighth answers."""
    monkeypatch.setattr(others, "SECONDS", 4.0)
    with ExitStack() as stack:
        connection = stack.enter_context(connected(url))
        deaf = tuple(stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _number in range(7))
        agenda = stack.enter_context(serving(Last(deaf)))
        with Rows.into(url) as rows:
            for number in range(len(deaf)):
                rows.place(public_id=f"tl-deaf-{number}")
        for number, server in enumerate(deaf):
            follow(connection, f"tl-deaf-{number}", f"http://127.0.0.1:{server.getsockname()[1]}/a.ics")
        follow(connection, PLACE, agenda.url)
        stand_still(monkeypatch, NOW + timedelta(hours=2))
        assert refresh_due(connection, anywhere) == 1
        assert agenda.waited_for == len(deaf)
    assert execute(url, "SELECT count(*) FROM busy_time") == [(1,)]
    assert execute(url, "SELECT count(*) FROM booking_calendar WHERE source_failure = 'away'") == [(7,)]
