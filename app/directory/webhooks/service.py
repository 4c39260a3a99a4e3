"""Adding webhooks."""

import base64
import secrets
from collections.abc import Mapping
from typing import Any

import psycopg

from app.directory.webhooks import queries
from app.directory.webhooks.delivery import PREFIX


def new_secret() -> str:
    """Return a key for signatures: 192 random bits."""
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def add(connection: psycopg.Connection[Any], values: Mapping[str, Any]) -> int | None:
    """Add a webhook within the caller's transaction; return its id, None where the person has too many."""
    connection.execute(queries.OWNER, values)
    row = connection.execute(queries.ADD, values).fetchone()
    return int(row[0]) if row else None
