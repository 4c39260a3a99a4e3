"""Statements on the day's secrets and the counters. Nothing is executed here."""

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

COUNT = """
WITH expired AS (DELETE FROM abuse_counter WHERE expires_at < %(now)s::timestamptz), slot AS (
  SELECT date_bin(make_interval(secs => %(seconds)s), %(now)s::timestamptz, 'epoch'::timestamptz) AS began
)
INSERT INTO abuse_counter AS counter (scope, key, window_start, count, expires_at)
SELECT %(scope)s, %(key)s, began, %(by)s, began + make_interval(secs => %(seconds)s) FROM slot
ON CONFLICT (scope, key, window_start) DO UPDATE SET count = counter.count + excluded.count
RETURNING count, ceil(extract(epoch FROM expires_at - %(now)s::timestamptz))::int
"""
"""Count `by` more in the window of `seconds` around `now`; return the count and the seconds left of it.

One statement, so that workers that count at the same moment each get a number of their own.
"""
