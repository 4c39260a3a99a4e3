"""Figures of the directory as the operator sees it, for `/metrics` and `proxilieux status`."""

from collections.abc import Callable

import psycopg

from app.platform.database.connection import Database, DatabaseAwayError, Row
from app.platform.observing.figures import Figure

PREFIX = "proxilieux_"
MEANINGS = {
    "database_up": "Whether the database answers and is migrated.",
    "database_bytes": "Size of the database.",
    "directory_version": "Number that every change of the directory raises.",
    "import_finished_timestamp_seconds": "When an import of the source last succeeded.",
    "import_failed": "Whether the last import of the source failed.",
    "outbox_messages": "Mails in the outbox by status.",
    "outbox_late_seconds": "Seconds since the longest waiting mail was due; 0: none is late.",
    "daily_job_age_seconds": "Seconds since the day on which a job of each day was last done, in whole days.",
}
LOOK = """
WITH now AS (SELECT clock_timestamp() AS now),
last AS (
  SELECT source, max(finished_at) FILTER (WHERE status = 'succeeded') AS succeeded,
         (array_agg(status ORDER BY id DESC) FILTER (WHERE status <> 'running'))[1] = 'failed' AS failed
  FROM import_run GROUP BY source
)
SELECT 'database_bytes', '', '', pg_database_size(current_database())::float8
UNION ALL SELECT 'directory_version', '', '', version FROM directory_state
UNION ALL SELECT 'import_finished_timestamp_seconds', 'source', source, extract(epoch FROM succeeded)
  FROM last WHERE succeeded IS NOT NULL
UNION ALL SELECT 'import_failed', 'source', source, failed::int FROM last WHERE failed IS NOT NULL
UNION ALL SELECT 'outbox_messages', 'status', status, count(*) FROM outbox_message GROUP BY status
UNION ALL SELECT 'outbox_late_seconds', '', '',
    coalesce(greatest(0, extract(epoch FROM max(now) - min(due_at))), 0)
  FROM now LEFT JOIN outbox_message ON status = 'waiting'
UNION ALL SELECT 'daily_job_age_seconds', 'task', job,
    86400 * ((max(now) AT TIME ZONE 'Europe/Paris')::date - max(day))
  FROM now, daily_run GROUP BY job
"""


def figures_of(database: Database) -> list[Figure]:
    """Return the figures of a database; of one that is away, only that it is."""
    return figures(database.fetch_all)


def figures(fetch_all: Callable[[str], list[Row]]) -> list[Figure]:
    """Return the figures that a function reads, which takes SQL."""
    try:
        rows = fetch_all(LOOK)
    except (DatabaseAwayError, psycopg.Error):
        return [_figure("database_up", "", "", 0)]
    return [_figure("database_up", "", "", 1), *(_figure(*row) for row in rows)]


def _figure(name: str, label: str, of: str, value: float) -> Figure:
    return Figure(PREFIX + name, MEANINGS[name], float(value), {label: of} if label else {})
