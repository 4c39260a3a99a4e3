"""Statements on webhooks. Nothing is executed here."""

from app.directory.webhooks.vocabulary import MOST

TELL = "SELECT tell_webhooks(%(event_id)s, %(kind)s, %(place_id)s, %(content)s, %(now)s)"

OWNER = "SELECT FROM person WHERE id = %(person_id)s FOR NO KEY UPDATE"
"""Two that are added at once are added one after the other: each counts what the one before it left."""
ADD = f"""
INSERT INTO webhook (person_id, url, secret, events, created_at)
SELECT %(person_id)s, %(url)s, %(secret)s, %(events)s, %(now)s
WHERE (SELECT count(*) FROM webhook WHERE person_id = %(person_id)s AND ended_at IS NULL) < {MOST}
RETURNING id
"""  # noqa: S608 - a number of ours
OF_PERSON = """
SELECT webhook.id, url, events, webhook.created_at,
       count(*) FILTER (WHERE status = 'waiting'), count(*) FILTER (WHERE status = 'failed'),
       max(sent_at), (array_agg(error ORDER BY delivery.id DESC) FILTER (WHERE error IS NOT NULL))[1]
FROM webhook LEFT JOIN webhook_delivery AS delivery ON delivery.webhook_id = webhook.id
WHERE person_id = %(person_id)s AND ended_at IS NULL GROUP BY webhook.id ORDER BY webhook.id
"""
ALL_OF_PERSON = """
SELECT url, events, created_at, ended_at FROM webhook WHERE person_id = %(person_id)s ORDER BY id
"""
END = """
UPDATE webhook SET ended_at = %(now)s WHERE id = %(id)s AND person_id = %(person_id)s AND ended_at IS NULL
"""

NEXT = """
SELECT delivery.id, webhook.id, url, secret, event_id, content, attempts, delivery.created_at
FROM webhook_delivery AS delivery JOIN webhook ON webhook.id = webhook_id
WHERE status = 'waiting' AND due_at <= %(now)s AND ended_at IS NULL AND NOT webhook.id = ANY (%(busy)s)
ORDER BY due_at, delivery.id LIMIT 1
"""
DONE = """
UPDATE webhook_delivery SET status = 'sent', attempts = attempts + 1, error = NULL, sent_at = %(now)s
WHERE id = %(id)s
"""
NOT_DONE = """
UPDATE webhook_delivery SET status = %(status)s, attempts = attempts + 1, error = %(error)s,
  due_at = %(due_at)s
WHERE id = %(id)s
"""
HOLD_BACK = """
UPDATE webhook_delivery SET due_at = greatest(due_at, %(due_at)s)
WHERE webhook_id = %(webhook_id)s AND status = 'waiting'
"""
"""A receiver that does not answer is not asked for each of its events."""
GONE = "UPDATE webhook SET ended_at = %(now)s WHERE id = %(id)s"
