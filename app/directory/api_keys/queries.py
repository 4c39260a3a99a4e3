"""Statements on keys and kept replies. Nothing is executed here."""

MOST = 20
"""Keys of one person that have not ended."""
ADD = f"""
INSERT INTO api_key (person_id, name, hint, digest, scopes, created_at)
SELECT %(person_id)s, %(name)s, %(hint)s, %(digest)s, %(scopes)s, %(now)s
WHERE (SELECT count(*) FROM api_key WHERE person_id = %(person_id)s AND ended_at IS NULL) < {MOST}
RETURNING id
"""  # noqa: S608 - a number of ours
OF_PERSON = """
SELECT id, name, hint, scopes, created_at, last_used_at FROM api_key
WHERE person_id = %(person_id)s AND ended_at IS NULL ORDER BY id
"""
ALL_OF_PERSON = """
SELECT name, hint, scopes, created_at, last_used_at, ended_at FROM api_key
WHERE person_id = %(person_id)s ORDER BY id
"""
"""All that is kept of somebody's keys, those that have ended too."""
END = """
UPDATE api_key SET ended_at = %(now)s WHERE id = %(id)s AND person_id = %(person_id)s AND ended_at IS NULL
"""
FIND = """
WITH used AS (
  UPDATE api_key SET last_used_at = %(now)s
  WHERE digest = %(digest)s AND ended_at IS NULL
    AND (last_used_at IS NULL OR last_used_at < %(now)s::timestamptz - interval '1 hour')
)
SELECT id, person_id, scopes FROM api_key WHERE digest = %(digest)s AND ended_at IS NULL
"""
"""The key, and a note of its use once an hour: asking costs no write otherwise."""

FORGET_REPLIES = "DELETE FROM idempotent_reply WHERE created_at < %(now)s::timestamptz - interval '1 day'"
BEGIN_REPLY = """
INSERT INTO idempotent_reply (api_key_id, key, request_digest, created_at)
VALUES (%(api_key_id)s, %(key)s, %(request)s, %(now)s) ON CONFLICT DO NOTHING RETURNING key
"""
"""Of two at once the second waits for the first one's transaction."""
REPLY = """
SELECT request_digest, status, headers, body FROM idempotent_reply
WHERE api_key_id = %(api_key_id)s AND key = %(key)s
"""
KEEP_REPLY = """
UPDATE idempotent_reply SET status = %(status)s, headers = %(headers)s, body = %(body)s
WHERE api_key_id = %(api_key_id)s AND key = %(key)s
"""
