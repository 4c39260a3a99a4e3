"""Bookings a second over HTTP, beside the bare INSERT under the same constraint, and an empty route."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg

from app.directory.api_keys.keys import make
from app.platform.database.connection import Database, libpq_url
from app.platform.settings import default_workers
from tests.perf import load
from tests.perf.common import directory, empty_route
from tests.perf.nearest import measure, table
from tests.support.servers import served

PLACES, ITEMS, KEYS = 50, 50, 200
"""Each key may book 500 times a day."""
FLOOR = "bare INSERT under the same constraint, pgbench"
HTTP = "booking over HTTP, different items"
REFUSED = "booking over HTTP that is refused (409 with the next three times)"
FILL = """
INSERT INTO bookable (place_id, kind, equipment_type, name, units, is_sure, opening_hours)
SELECT (SELECT public_id FROM third_place_listing ORDER BY public_id LIMIT 1), 'equipment', 'laser_cutter',
       'Découpeuse ' || number, 1, true, '24/7'
FROM generate_series(1, %(items)s + 2) AS number;
"""
BARE = f"""
WITH next AS (SELECT nextval('bench_booking') AS n)
INSERT INTO booking (reservation_id, occurrence, bookable_id, unit, during, taken, status)
SELECT (SELECT min(id) FROM reservation), n % 30000, {ITEMS + 1}, 1 + n / 30000, span, span, 'confirmed'
FROM next CROSS JOIN LATERAL (
  SELECT tstzrange('2030-01-01'::timestamptz + n * interval '1 hour',
                   '2030-01-01'::timestamptz + (n + 1) * interval '1 hour') AS span
) AS time
"""  # noqa: S608 - a number of ours
SCRIPT = """
local keys = {{{keys}}}
local number, turn = {start}, {start}
request = function()
  number = number + 1
  local item = {first} + number % {items}
  local slot = math.floor(number / {items})
  local day = os.date("!%Y-%m-%d", {day} + 86400 * (math.floor(slot / 16) % 1400))
  local hour = 6 + slot % 16
  local body = string.format('{{"bookable": %d, "title": "bench", "schedule": '
    .. '{{"first": "%s", "start": "%02d:00", "end": "%02d:00"}}}}', item, day, hour, hour + 1)
  local key = "Bearer " .. keys[1 + turn % #keys]
  turn = turn + 1
  local headers = {{["Content-Type"] = "application/json", ["Authorization"] = key}}
  return wrk.format("POST", "/api/v1/bookings", headers, body)
end
"""


def run(rounds: int, seconds: int) -> str:
    """Measure, and return a Markdown table."""
    with ExitStack() as stack:
        url = stack.enter_context(directory(PLACES))
        keys = _fill(url)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        base = stack.enter_context(served(url, WEB_CONCURRENCY=str(default_workers())))
        empty = stack.enter_context(empty_route())
        booking = _Booking(base, keys, seconds, folder)
        works = {
            "empty Flask route": lambda: load.http_rate(empty, ["/"], seconds, folder),
            FLOOR: lambda: load.statement_rate(url, BARE, seconds, folder),
            HTTP: booking.made,
            REFUSED: booking.refused,
        }
        return table(measure(rounds, works), FLOOR, "bare INSERT")


class _Booking:
    """Bookings in their order: no two rounds want the same time."""

    def __init__(self, base: str, keys: list[str], seconds: int, folder: Path) -> None:
        self._base, self._keys, self._seconds, self._folder = base, keys, seconds, folder
        self._start = 0

    def made(self) -> float:
        """Return how many a second are made, each of another time."""
        rate = self._rate(first=1, items=ITEMS, start=self._start)
        self._start += int(rate * self._seconds * 1.5) + 10 * ITEMS
        return rate

    def refused(self) -> float:
        """Return how many a second are refused, all for one hour of one item."""
        return self._rate(first=ITEMS + 2, items=1, start=0, may_fail=True, step=0)

    def _rate(self, *, first: int, items: int, start: int, may_fail: bool = False, step: int = 1) -> float:
        script = SCRIPT.replace("number = number + 1", f"number = number + {step}")
        lua = script.format(
            keys=", ".join(f'"{key}"' for key in self._keys),
            start=start,
            first=first,
            items=items,
            day=1893456000,
        )
        return load.script_rate(self._base, lua, self._seconds, self._folder, may_fail=may_fail)


def _fill(url: str) -> list[str]:
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute(FILL, {"items": ITEMS})
        connection.execute("CREATE SEQUENCE bench_booking")
        connection.execute(
            "INSERT INTO reservation (uid, bookable_id, quantity, title) VALUES ('bench', %s, 1, '')",
            [ITEMS + 1],
        )
        connection.execute(
            "INSERT INTO person (address, language) SELECT number || '@bench.example', 'fr'"
            " FROM generate_series(1, %s) AS number",
            [KEYS],
        )
        people = connection.execute("SELECT id FROM person ORDER BY id").fetchall()
    database = Database(url)
    try:
        return [make(database, person, "bench", ["book"]) or "" for (person,) in people]
    finally:
        database.close()
