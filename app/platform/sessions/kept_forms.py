"""Forms that arrived without their session: kept for a day, so that nothing typed is lost."""

from flask import request
from psycopg.types.json import Jsonb
from werkzeug.datastructures import MultiDict

from app.platform import clock
from app.platform.secret_links import digest_of, new_secret
from app.platform.services import database
from app.platform.throttle.limits import HOUR, Limit, TooManyError, count
from app.platform.throttle.secrets import Secrets

KEEP = """
INSERT INTO kept_form (secret_digest, path, fields, created_at)
VALUES (%(digest)s, %(path)s, %(fields)s, %(now)s)
"""
FIND = """
SELECT fields FROM kept_form
WHERE secret_digest = %(digest)s AND path = %(path)s AND created_at > %(now)s::timestamptz - interval '1 day'
"""
LONGEST = 200_000
"""Characters of a form that is kept."""
PER_NETWORK_HOUR, IN_ALL_HOUR = 20, 500


def keep_form(*, leave_out: str) -> str | None:
    """Keep the form of this request, but for one field; return the secret under which it is found again.

    None where it is too long, or too many were kept.
    """
    fields = [[name, value] for name, value in request.form.items(multi=True) if name != leave_out]
    if sum(len(name) + len(value) for name, value in fields) > LONGEST:
        return None
    network = Secrets.read(database()).digest_of_address(request.remote_addr)
    try:
        count(
            database(),
            Limit("form:network", network, HOUR, PER_NETWORK_HOUR),
            Limit("form:all", b"", HOUR, IN_ALL_HOUR),
        )
    except TooManyError:
        return None
    secret = new_secret()
    written = Jsonb([[part.replace("\x00", "") for part in pair] for pair in fields])
    parameters = {"digest": digest_of(secret), "path": request.path, "fields": written, "now": clock.now()}
    with database().transaction() as connection:
        connection.execute(KEEP, parameters)
    return secret


def find_form(secret: str) -> MultiDict[str, str] | None:
    """Return the form that was kept for this page, or None where there is none any more."""
    parameters = {"digest": digest_of(secret), "path": request.path, "now": clock.now()}
    row = database().fetch_one(FIND, parameters)
    return MultiDict([(name, value) for name, value in row[0]]) if row else None
