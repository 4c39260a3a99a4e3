"""`Idempotency-Key`: a request that is sent twice acts once, and both get the same reply, for a day."""

import hashlib
from collections.abc import Callable

import psycopg
from flask import Response, request
from psycopg.types.json import Jsonb
from werkzeug.exceptions import BadRequest, UnprocessableEntity

from app.directory.api_keys import queries
from app.directory.api_keys.keys import Key
from app.platform import clock

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
LONGEST = 255
KEPT = ("Content-Type", "Location", "ETag")
"""Headers that are given again."""
OTHER_REQUEST = "This Idempotency-Key came with another request before. Send a new key with a new request."
Connection = psycopg.Connection[tuple[object, ...]]


def once(connection: Connection, key: Key, act: Callable[[], Response]) -> Response:
    """Act and keep the reply, in the connection's transaction; or give the kept one.

    Where acting fails, nothing is kept. Without the header every request acts.

    Raises
    ------
    werkzeug.exceptions.UnprocessableEntity
        When the same key came with another request.

    """
    name = request.headers.get(HEADER)
    if name is None:
        return act()
    if not 1 <= len(name) <= LONGEST or not name.isprintable():
        raise BadRequest(f"{HEADER} must have 1 to {LONGEST} printable characters.")
    stated = f"{request.method} {request.full_path}\n".encode() + request.get_data(cache=True)
    parameters = {
        "api_key_id": key.id,
        "key": name,
        "request": hashlib.sha256(stated).digest(),
        "now": clock.now(),
    }
    connection.execute(queries.FORGET_REPLIES, parameters)
    if connection.execute(queries.BEGIN_REPLY, parameters).fetchone() is None:
        return _again(connection, parameters)
    response = act()
    headers = {name: response.headers[name] for name in KEPT if name in response.headers}
    kept = {
        "status": response.status_code,
        "headers": Jsonb(headers),
        "body": response.get_data(as_text=True),
    }
    connection.execute(queries.KEEP_REPLY, {**parameters, **kept})
    return response


def _again(connection: Connection, parameters: dict[str, object]) -> Response:
    row = connection.execute(queries.REPLY, parameters).fetchone()
    assert row is not None  # noqa: S101 - it was in the way
    request_digest, status, headers, body = row
    if request_digest != parameters["request"]:
        raise UnprocessableEntity(OTHER_REQUEST)
    response = Response(body, status, headers)  # type: ignore[arg-type]
    response.headers[REPLAYED] = "true"
    return response
