"""Calendars of others that are read in as taken by their address, again every hour."""

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import psycopg
import requests

from app.directory.bookings import queries
from app.directory.bookings.busy import UnreadableError, read_busy
from app.directory.bookings.calendars import around_now, keep_busy
from app.directory.bookings.spans import Span
from app.platform import clock
from app.platform.outgoing.exchange import ExchangeError, exchange
from app.platform.outgoing.guarded import (
    GuardedSession,
    MayReach,
    PrivateAddressError,
    guarded_session,
    is_public,
)
from app.platform.outgoing.retry import TryAgainError

Connection = psycopg.Connection[Any]
OK = 200
MOST_BYTES = 5 * 1024 * 1024
SECONDS = 10.0
AGAIN = timedelta(hours=1)
AT_ONCE = 8
LONGEST_URL = 2000
PRIVATE, AWAY, UNREADABLE = "private", "away", "unreadable"
"""Reasons why a calendar was not read."""


class NotReadError(Exception):
    """The calendar could not be read; `reason` is one of the codes above."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def web_calendar(typed: str) -> str | None:
    """Return the address of a calendar as it is asked for; None for what is none. `webcal` is https."""
    address = typed.strip()
    if address.lower().startswith("webcal://"):
        address = "https://" + address[len("webcal://") :]
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return None
    is_one = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
    return address if is_one and len(address) <= LONGEST_URL else None


def fetch(url: str, session: GuardedSession | None = None) -> bytes:
    """Return what is at the address of a calendar.

    Raises
    ------
    NotReadError
        Where it leads into a private network, or does not answer with a calendar of 5 MB at most.

    """
    client = session or guarded_session()
    deadline = time.monotonic() + SECONDS
    try:
        with client.within(SECONDS):
            received = exchange(
                lambda: client.followed(url, SECONDS / 2), "calendar", MOST_BYTES, deadline=deadline
            )
    except PrivateAddressError as error:
        raise NotReadError(PRIVATE) from error
    except (ExchangeError, TryAgainError, requests.Timeout) as error:
        raise NotReadError(AWAY) from error
    if received.status != OK:
        raise NotReadError(AWAY)
    return received.body


def follow(connection: Connection, place_id: str, url: str | None) -> None:
    """Remember the address of a place's other calendar; without one, what was read is forgotten, too."""
    parameters = {"place_id": place_id, "url": url, "due": clock.now() + AGAIN}
    connection.execute(queries.FOLLOW_CALENDAR, parameters)
    if url is None:
        connection.execute(queries.FORGET_BUSY, parameters)


def refresh_due(connection: Connection, may_reach: MayReach = is_public) -> int:
    """Read the calendars whose time has come, asking for eight at once; return how many could be read.

    What cannot be read stays as it was read last, and holds up no other but one of the eight.
    `connection` is in autocommit mode: no transaction is open while others are waited for.
    """
    rows = iter(connection.execute(queries.DUE_CALENDARS, {"now": clock.now()}).fetchall())
    read, running = 0, dict[Future[bytes | NotReadError], tuple[str, str, str]]()
    with ThreadPoolExecutor(AT_ONCE, "calendar") as askers:
        while True:
            for place_id, url, timezone in islice(rows, AT_ONCE - len(running)):
                running[askers.submit(_fetched, may_reach, url)] = (place_id, url, timezone)
            if not running:
                return read
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                read += _keep(connection, *running.pop(done), done.result())


def _fetched(may_reach: MayReach, url: str) -> bytes | NotReadError:
    """Return what is at an address, or why nothing is."""
    try:
        return fetch(url, guarded_session(may_reach))  # a session is for one thread
    except NotReadError as error:
        return error


def _keep(
    connection: Connection, place_id: str, url: str, timezone: str, fetched: bytes | NotReadError
) -> bool:
    """Write down what a calendar takes, or why it was not read; return whether it was.

    Calendars are expanded one after the other: side by side, each would use up the others' seconds.
    """
    spans, failure = list[Span](), None
    if isinstance(fetched, NotReadError):
        failure = fetched.reason
    else:
        try:
            spans = read_busy(fetched, ZoneInfo(timezone), around_now())
        except UnreadableError:
            failure = UNREADABLE
    with connection.transaction():
        parameters = {"place_id": place_id, "url": url, "failure": failure, "due": clock.now() + AGAIN}
        # Who changed the address meanwhile gets nothing of the old one.
        is_same = connection.execute(queries.CALENDAR_READ, parameters).rowcount
        if is_same and failure is None:
            keep_busy(connection, place_id, spans)
    return failure is None
