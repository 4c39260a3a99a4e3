"""Statements on sessions and codes. Nothing is executed here."""

from app.platform.sessions.models import MOST_TRIES

ISSUE = """
WITH old AS (DELETE FROM one_time_code WHERE expires_at < %(now)s::timestamptz - interval '1 day')
INSERT INTO one_time_code (
  purpose, subject, address, request_digest, link_digest, code_digest, next_path, expires_at
)
VALUES (%(purpose)s, %(subject)s, %(address)s, %(request)s, %(link)s, %(code)s, %(next_path)s, %(expires_at)s)
"""
_OPEN = f"used_at IS NULL AND expires_at > %(now)s AND tries < {MOST_TRIES} AND purpose = %(purpose)s"
LOOK = f"""
SELECT subject, address, next_path FROM one_time_code
WHERE (request_digest = %(request)s OR link_digest = %(link)s) AND {_OPEN}
"""  # noqa: S608 - our own condition
TRY = f"""
UPDATE one_time_code
SET tries = tries + 1, used_at = CASE WHEN code_digest = %(code)s THEN %(now)s::timestamptz END
WHERE request_digest = %(request)s AND {_OPEN}
RETURNING used_at IS NOT NULL, subject, address, next_path, {MOST_TRIES} - tries
"""  # noqa: S608 - as above
"""Count a try and see whether it is right, in one statement: two at once are two tries."""
FOLLOW = f"""
UPDATE one_time_code SET used_at = %(now)s WHERE link_digest = %(link)s AND {_OPEN}
RETURNING true, subject, address, next_path, 0
"""  # noqa: S608 - as above

START = """
WITH old AS (DELETE FROM session WHERE expires_at < %(now)s)
INSERT INTO session (person_id, token_digest, browser, created_at, seen_at, expires_at)
VALUES (%(person_id)s, %(token)s, %(browser)s, %(now)s, %(now)s, %(now)s::timestamptz + interval '90 days')
"""
FIND = """
SELECT id, person_id, created_at, %(now)s::timestamptz - seen_at > interval '5 minutes' FROM session
WHERE token_digest = %(token)s AND expires_at > %(now)s
  AND seen_at > %(now)s::timestamptz - interval '30 days'
"""
SEE = "UPDATE session SET seen_at = %(now)s WHERE id = %(id)s"
END_THIS = "DELETE FROM session WHERE id = %(id)s"
END = "DELETE FROM session WHERE person_id = %(person_id)s AND id = %(id)s RETURNING id"
END_OTHERS = "DELETE FROM session WHERE person_id = %(person_id)s AND id <> %(id)s"
OF_PERSON = """
SELECT id, browser, created_at, seen_at FROM session
WHERE person_id = %(person_id)s AND expires_at > %(now)s
  AND seen_at > %(now)s::timestamptz - interval '30 days'
ORDER BY seen_at DESC, id
"""
