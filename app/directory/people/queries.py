"""Statements on people. Nothing is executed here."""

SIGN_IN = """
INSERT INTO person (address, language, created_at, signed_in_at)
VALUES (%(address)s, %(language)s, %(now)s, %(now)s)
ON CONFLICT (address) DO UPDATE SET language = excluded.language, signed_in_at = excluded.signed_in_at
RETURNING id
"""
FIND = "SELECT id, address, language, created_at, signed_in_at FROM person WHERE id = %(id)s"
DELETE = (
    # Mails to others that name them: as a whole word, for one address may end another.
    r"""
UPDATE outbox_message SET subject = regexp_replace(subject, named.pattern, %(removed)s, 'g'),
  content = regexp_replace(content::text, named.pattern, %(removed)s, 'g')::jsonb
FROM (SELECT '(?<![\w.+-])' || regexp_replace(%(address)s, '([^a-z0-9@])', '\\\1', 'g') || '(?![\w-])'
      AS pattern) AS named
WHERE strpos(subject || content::text, %(address)s) > 0 AND recipient <> %(address)s
""",
    "DELETE FROM one_time_code WHERE address = %(address)s",
    "DELETE FROM outbox_message WHERE recipient = %(address)s",
    "DELETE FROM mail_refusal WHERE address = %(address)s",
    "DELETE FROM subscription WHERE address = %(address)s",
    "DELETE FROM subscription_link WHERE address = %(address)s",
    "UPDATE proposal SET address = NULL WHERE address = %(address)s",
    "DELETE FROM usage_request WHERE address = %(address)s",
    "DELETE FROM person WHERE id = %(id)s",
)
"""Everything that names somebody."""
MAILS = """
SELECT kind, subject, status, created_at, sent_at FROM outbox_message
WHERE recipient = %(address)s ORDER BY id
"""
REFUSES = "SELECT EXISTS (SELECT FROM mail_refusal WHERE address = %(address)s)"
ACCEPT_AGAIN = "DELETE FROM mail_refusal WHERE address = %(address)s"
END_ALL = """
DELETE FROM session USING person WHERE person.id = session.person_id AND person.address = %(address)s
"""
