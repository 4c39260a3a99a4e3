"""The work of each day: reminders, the end of requests, and how fast a place answers."""

from typing import Any

import psycopg

from app.directory.requests import queries
from app.directory.requests.records import Response
from app.directory.requests.service import expire, remind
from app.directory.requests.vocabulary import REMINDERS
from app.platform import clock

Connection = psycopg.Connection[Any]
FEWEST = 5
"""Answers below which nothing is said of how fast a place answers."""


def do_what_is_due(connection: Connection) -> None:
    """Remind places that have not answered after 3 and 10 days, and end requests after 14."""
    parameters = {"now": clock.now(), "ages": list(REMINDERS)}
    for (number,) in connection.execute(queries.EXPIRED, parameters).fetchall():
        expire(connection, number)
    for row in connection.execute(queries.TO_REMIND, parameters).fetchall():
        remind(connection, Response.read(row[:-1]))


def usual_days(connection: Connection, place_id: str) -> int | None:
    """Return the days in which a place usually answers, the median of a year; None below five answers."""
    row = connection.execute(queries.ANSWER_DAYS, {"place_id": place_id, "now": clock.now()}).fetchone()
    if row is None or row[0] < FEWEST:
        return None
    return max(1, -int(-row[1] // 1))
