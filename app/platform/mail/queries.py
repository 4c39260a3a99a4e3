"""Statements on the outbox. Nothing is executed here."""

PUT = """
INSERT INTO outbox_message (
  message_id, kind, recipient, language, subject, content, can_wait, due_at, expires_at
)
SELECT %(message_id)s, %(kind)s, %(recipient)s, %(language)s, %(subject)s, %(content)s::jsonb, %(can_wait)s,
       %(due_at)s, %(expires_at)s
WHERE NOT (%(can_wait)s AND EXISTS (SELECT FROM mail_refusal WHERE address = %(recipient)s))
"""
WAKE = "NOTIFY outbox"
"""Wakes the worker, once the transaction is committed."""
LISTEN = "LISTEN outbox"

TAKE_LOCK = "SELECT pg_try_advisory_lock(%s)"
"""One worker sends, over all processes and machines; the lock goes with its connection."""
DOUBT = """
UPDATE outbox_message SET status = 'doubtful', error = 'the worker ended while it was sending'
WHERE status = 'sending'
"""
"""Run by who has just got the lock: nobody else is sending any more."""
DOUBT_ONE = """
UPDATE outbox_message SET status = 'doubtful', error = %(error)s
WHERE id = ANY(%(ids)s) AND status = 'sending'
"""
EXPIRE = """
UPDATE outbox_message SET status = 'expired', content = '[]' WHERE status = 'waiting' AND expires_at < %(now)s
"""
FORGET = "DELETE FROM outbox_message WHERE status <> 'waiting' AND created_at < %(now)s - interval '90 days'"
NEXT = """
WITH first AS (
  SELECT id, recipient, language, can_wait FROM outbox_message
  WHERE status = 'waiting' AND due_at <= %(now)s ORDER BY can_wait, due_at, id LIMIT 1
)
SELECT message.id, message.message_id, message.recipient, message.language, message.subject, message.content,
       message.can_wait, message.attempts
FROM outbox_message AS message JOIN first ON message.id = first.id OR (
  first.can_wait AND message.can_wait AND message.status = 'waiting' AND message.due_at <= %(now)s
  AND message.recipient = first.recipient AND message.language = first.language
)
ORDER BY message.id
"""
"""The next mail: one message, or all notices to one recipient that are due."""
MARK = """
UPDATE outbox_message
SET status = 'sending', unsubscribe_digest = %(digest)s
WHERE id = ANY(%(ids)s) AND status = 'waiting'
"""
SENT = """
UPDATE outbox_message
SET status = 'sent', attempts = attempts + 1, sent_at = %(now)s, content = '[]', error = NULL
WHERE id = ANY(%(ids)s)
"""
NOT_SENT = """
UPDATE outbox_message
SET status = %(status)s, attempts = attempts + 1, error = %(error)s, due_at = %(due_at)s
WHERE id = ANY(%(ids)s)
"""

COLUMNS = (
  "id", "created_at", "status", "kind", "recipient", "language", "subject", "attempts", "error", "sent_at",
)  # fmt: skip
LIST = f"""
SELECT {", ".join(COLUMNS)}, content FROM outbox_message
WHERE %(status)s::text IS NULL OR status = %(status)s ORDER BY id DESC LIMIT %(limit)s
"""  # noqa: S608 - our own column names
ONE = f"SELECT {', '.join(COLUMNS)}, content FROM outbox_message WHERE id = %(id)s"  # noqa: S608 - as above
RESEND = """
UPDATE outbox_message SET status = 'waiting', due_at = now(),
  expires_at = greatest(expires_at, now() + interval '1 day')
WHERE id = %(id)s AND status IN ('doubtful', 'failed') AND content <> '[]' RETURNING id
"""

RECIPIENT_OF = "SELECT recipient FROM outbox_message WHERE unsubscribe_digest = %(digest)s LIMIT 1"
REFUSE = """
WITH refused AS (
  INSERT INTO mail_refusal (address)
  SELECT DISTINCT recipient FROM outbox_message WHERE unsubscribe_digest = %(digest)s
  ON CONFLICT (address) DO UPDATE SET address = excluded.address RETURNING address
)
UPDATE outbox_message AS message SET status = 'expired', content = '[]'
FROM refused WHERE message.recipient = refused.address AND message.can_wait AND message.status = 'waiting'
"""
"""Refuse notices for good; those that wait are not sent either."""
