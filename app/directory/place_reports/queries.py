"""Statements on reports and abuse counters. Nothing is executed here."""

SECRETS = """
WITH expired AS (DELETE FROM daily_secret WHERE day < %(today)s::date - 1),
added AS (
  INSERT INTO daily_secret (day, secret) VALUES (%(today)s, %(secret)s) ON CONFLICT (day) DO NOTHING
  RETURNING day, secret
)
SELECT day, secret FROM added
UNION SELECT day, secret FROM daily_secret WHERE day >= %(today)s::date - 1
ORDER BY day
"""
"""Yesterday's secret and today's; `secret` becomes today's where there is none yet."""

COUNT_ONE = """
WITH expired AS (DELETE FROM abuse_counter WHERE expires_at < %(now)s::timestamptz), slot AS (
  SELECT date_bin(make_interval(secs => %(seconds)s), %(now)s::timestamptz, 'epoch'::timestamptz) AS began
)
INSERT INTO abuse_counter AS counter (scope, key, window_start, count, expires_at)
SELECT %(scope)s, %(key)s, began, 1, began + make_interval(secs => %(seconds)s) FROM slot
ON CONFLICT (scope, key, window_start) DO UPDATE SET count = counter.count + 1
RETURNING count, ceil(extract(epoch FROM expires_at - %(now)s::timestamptz))::int
"""
"""Count one more in the window of `seconds` around `now`; return the count and the seconds left of it.

One statement, so that workers that count at the same moment each get a number of their own.
"""

NAME_OF_PLACE = "SELECT name FROM third_place_listing WHERE public_id = %(public_id)s"

ADD_REPORT = """
INSERT INTO place_report (public_id, place_name, kind, message, submission)
VALUES (%(public_id)s, %(place_name)s, %(kind)s, %(message)s, %(submission)s)
ON CONFLICT (submission) DO NOTHING
RETURNING id
"""
"""No row when this very form was sent before."""

COLUMNS = ("id", "created_at", "status", "kind", "public_id", "place_name", "message", "closed_at", "note")

LIST_REPORTS = f"""
SELECT {", ".join(COLUMNS)} FROM place_report
WHERE (%(status)s::text IS NULL OR status = %(status)s)
  AND (%(public_id)s::text IS NULL OR public_id = %(public_id)s)
ORDER BY created_at, id
"""  # noqa: S608 - our own column names

ONE_REPORT = f"SELECT {', '.join(COLUMNS)} FROM place_report WHERE id = %(id)s"  # noqa: S608 - as above

CLOSE_REPORT = """
UPDATE place_report
SET status = 'closed', closed_at = coalesce(closed_at, now()), note = coalesce(%(note)s, note)
WHERE id = %(id)s RETURNING id
"""
