"""Renews the expansions of opening hours, which reach over a window of days that moves on with the months."""

import logging
from datetime import date, timedelta
from threading import Event, Thread
from typing import Any

import psycopg

from app.directory.third_places.expansions import exception_rows, week_row, window
from app.directory.third_places.opening_hours import NOT_UNDERSTOOD, Expansion, expand, unknown_expansion
from app.platform import clock
from app.platform.database.connection import libpq_url

IMPORT_LOCK = 0x70726F78696C
"""The lock that every load holds (`seeds.loading.runs`): both write the same rows."""
INTERVAL = timedelta(hours=1)
"""Between two looks. There is something to do once a month, and after an upgrade."""
SOON = timedelta(minutes=1)
"""Until the first look, and until the next one where an import was at work or something failed."""
TAKE_LOCK = "SELECT pg_try_advisory_xact_lock(%s)"
STALE = (
    "opening_hours IS NOT NULL AND (expanded_from, expanded_until) IS DISTINCT FROM (%(from)s, %(until)s)"
    " AND (%(ids)s::int[] IS NULL OR id = ANY (%(ids)s::int[]))"
)
PATTERNS = f"SELECT DISTINCT opening_hours, timezone, holiday_area FROM third_place WHERE {STALE}"  # noqa: S608
PREPARE = """
CREATE TEMPORARY TABLE renewed (
  opening_hours text, timezone text, holiday_area text, open_minutes int4multirange,
  appointment_minutes int4multirange, unknown_minutes int4multirange, by_appointment boolean
) ON COMMIT DROP;
CREATE TEMPORARY TABLE renewed_day (
  opening_hours text, timezone text, holiday_area text, day date, open_minutes int4multirange,
  appointment_minutes int4multirange, unknown_minutes int4multirange
) ON COMMIT DROP;
"""
SETTINGS = "SET LOCAL statement_timeout = 0; SET LOCAL proxilieux.defer_listing = 'on'"
CHOOSE = f"""
CREATE TEMPORARY TABLE renewing ON COMMIT DROP AS
SELECT id,
  (place.open_minutes, place.appointment_minutes, place.unknown_minutes, place.by_appointment)
  IS DISTINCT FROM
  (renewed.open_minutes, renewed.appointment_minutes, renewed.unknown_minutes, renewed.by_appointment)
  AS changes
FROM third_place AS place JOIN renewed USING (opening_hours, timezone, holiday_area) WHERE {STALE}
"""  # noqa: S608
WRITE = """
UPDATE third_place AS place SET
  open_minutes = renewed.open_minutes, appointment_minutes = renewed.appointment_minutes,
  unknown_minutes = renewed.unknown_minutes, by_appointment = renewed.by_appointment,
  expanded_from = %(from)s, expanded_until = %(until)s
FROM renewed JOIN third_place AS named USING (opening_hours, timezone, holiday_area)
JOIN renewing ON renewing.id = named.id
WHERE place.id = named.id
"""
CLEAR = "DELETE FROM opening_exception USING renewing WHERE third_place_id = renewing.id"
FILL = """
INSERT INTO opening_exception (third_place_id, day, open_minutes, appointment_minutes, unknown_minutes)
SELECT id, day, renewed_day.open_minutes, renewed_day.appointment_minutes, renewed_day.unknown_minutes
FROM renewing JOIN third_place USING (id) JOIN renewed_day USING (opening_hours, timezone, holiday_area)
"""
FORGET = "DROP TABLE renewed, renewed_day, renewing"
LIST = "SELECT refresh_third_place_listing(ARRAY(SELECT id FROM renewing WHERE changes))"
log = logging.getLogger(__name__)


def renew(url: str, today: date | None = None) -> int | None:
    """Expand anew what is not expanded over the window of `today`; return how many places that were.

    Nothing is done, and None returned, while an import or another renewal is at work: the next one does it.
    """
    first, until = window(today or clock.now().date())
    parameters = {"from": first, "until": until, "ids": None}
    with psycopg.connect(libpq_url(url)) as connection:
        if connection.execute(TAKE_LOCK, [IMPORT_LOCK]).fetchone() != (True,):
            return None
        connection.execute(SETTINGS)
        patterns = connection.execute(PATTERNS, parameters).fetchall()
        return _write(connection, patterns, parameters) if patterns else 0


def renew_places(connection: psycopg.Connection[Any], ids: list[int]) -> None:
    """Expand the hours of some places anew, in the caller's transaction, which writes their listings."""
    first, until = window(clock.now().date())
    parameters = {"from": first, "until": until, "ids": ids}
    patterns = connection.execute(PATTERNS, parameters).fetchall()
    if patterns:
        _write(connection, patterns, parameters)


def _write(
    connection: psycopg.Connection[Any], patterns: list[tuple[str, str, str]], parameters: dict[str, Any]
) -> int:
    connection.execute(PREPARE)
    expansions = {
        pattern: _expansion(*pattern, parameters["from"], parameters["until"]) for pattern in patterns
    }
    cursor = connection.cursor()
    with cursor.copy("COPY renewed FROM STDIN") as copy:
        for pattern, expansion in expansions.items():
            copy.write_row((*pattern, *week_row(expansion)))
    with cursor.copy("COPY renewed_day FROM STDIN") as copy:
        for pattern, expansion in expansions.items():
            for row in exception_rows(expansion):
                copy.write_row((*pattern, *row))
    connection.execute(CHOOSE, parameters)
    renewed = connection.execute(WRITE, parameters).rowcount
    connection.execute(CLEAR)
    connection.execute(FILL)
    if connection.execute("SELECT FROM renewing WHERE changes LIMIT 1").fetchone() is not None:
        connection.execute(LIST)
    connection.execute(FORGET)
    return renewed


def _expansion(hours: str, timezone: str, area: str, first: date, until: date) -> Expansion:
    days = (until - first).days
    try:
        return expand(hours, timezone, first, days, area)
    except ValueError:  # what an earlier version could read
        log.warning("opening hours that are no more understood: %r", hours)
        return unknown_expansion(first, days, NOT_UNDERSTOOD)


class Renewer(Thread):
    """Renews in the background of a server, again and again; any number of them may run."""

    def __init__(self, url: str, interval: timedelta = INTERVAL) -> None:
        super().__init__(name="opening-hours", daemon=True)
        self._url = url
        self._interval = interval
        self._stopped = Event()

    def run(self) -> None:
        """Look again and again until `stop`."""
        pause = min(SOON, self._interval)
        while not self._stopped.wait(pause.total_seconds()):
            pause = self.look()

    def look(self) -> timedelta:
        """Renew what is to be renewed; return how long to wait before the next look."""
        soon = min(SOON, self._interval)
        try:
            count = renew(self._url)
        except Exception:  # what fails now, a database away, is tried again
            log.warning("opening hours were not renewed", exc_info=True)
            return soon
        if count is None:
            log.info("opening hours are not renewed yet: an import is at work")
            return soon
        log.info("opening hours renewed: %d", count)
        return self._interval

    def stop(self) -> None:
        """End it after what it is doing."""
        self._stopped.set()
