"""Keys of the API: made, found, and the one of this request."""

import secrets
from dataclasses import dataclass

from flask import request

from app.directory.api_keys.queries import ADD, FIND
from app.platform import clock
from app.platform.database.connection import Database
from app.platform.secret_links import digest_of
from app.platform.throttle.quotas import CALLER

PREFIX = "plx_"
"""First characters of every key, by which programs that look for leaked secrets know it."""
SHOWN = len(PREFIX) + 4


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was sent with a request."""

    id: int
    person_id: int
    scopes: frozenset[str]


def make(database: Database, person_id: int, name: str, scopes: list[str]) -> str | None:
    """Make a key and return it; nobody can read it afterwards. None where they have as many as they may."""
    token = PREFIX + secrets.token_urlsafe(24)
    parameters = {
        "person_id": person_id,
        "name": name,
        "hint": token[:SHOWN],
        "digest": digest_of(token),
        "scopes": scopes,
        "now": clock.now(),
    }
    return token if database.fetch_one(ADD, parameters) else None


def find(database: Database, token: str) -> Key | None:
    """Return the key that a token is; None where it is none, or has ended."""
    row = database.fetch_one(FIND, {"digest": digest_of(token), "now": clock.now()})
    return Key(row[0], row[1], frozenset(row[2])) if row else None


def current_key() -> Key | None:
    """Return the key that this request was sent with."""
    key: Key | None = request.environ.get(CALLER)
    return key
