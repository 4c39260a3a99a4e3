"""Scenarios, as they are kept."""

import json
import secrets
from typing import Any

from app.platform.database.connection import Database, Row

ID_BYTES = 16
"""Random bytes of an id: 128 bits, as secret links have them."""
COLUMNS = "public_id, name, created_at, updated_at, version, criteria, edits"
INSERT = f"""
INSERT INTO scenario (public_id, name, criteria, edits)
VALUES (%(id)s, %(name)s, %(criteria)s::jsonb, %(edits)s::jsonb) RETURNING {COLUMNS}
"""  # noqa: S608 - our own columns
READ = f"SELECT {COLUMNS} FROM scenario WHERE public_id = %(id)s"  # noqa: S608
UPDATE = f"""
UPDATE scenario SET name = %(name)s, criteria = %(criteria)s::jsonb, edits = %(edits)s::jsonb,
  version = version + 1, updated_at = now()
WHERE public_id = %(id)s AND version = %(version)s RETURNING {COLUMNS}
"""  # noqa: S608
DELETE = "DELETE FROM scenario WHERE public_id = %(id)s RETURNING public_id"


def create(database: Database, name: str, criteria: dict[str, Any], edits: list[Any]) -> dict[str, Any]:
    """Keep a new scenario; return it."""
    values = _values(name, criteria, edits) | {"id": secrets.token_urlsafe(ID_BYTES)}
    return _scenario(database.fetch_all(INSERT, values)[0])


def read(database: Database, public_id: str) -> dict[str, Any] | None:
    """Return a scenario; None where there is none."""
    if not _can_be(public_id):
        return None
    row = database.fetch_one(READ, {"id": public_id})
    return None if row is None else _scenario(row)


def update(
    database: Database, public_id: str, version: int, name: str, criteria: dict[str, Any], edits: list[Any]
) -> dict[str, Any] | None:
    """Change the given version of a scenario; return it, None where it is no longer that version."""
    values = _values(name, criteria, edits) | {"id": public_id, "version": version}
    row = database.fetch_one(UPDATE, values)
    return None if row is None else _scenario(row)


def delete(database: Database, public_id: str) -> bool:
    """Forget a scenario; return whether there was one."""
    return _can_be(public_id) and database.fetch_one(DELETE, {"id": public_id}) is not None


def _can_be(public_id: str) -> bool:
    """Return whether a text can be an id; PostgreSQL takes neither NUL nor what is no character."""
    return public_id.isascii() and "\x00" not in public_id


def _values(name: str, criteria: dict[str, Any], edits: list[Any]) -> dict[str, Any]:
    return {"name": name, "criteria": json.dumps(criteria), "edits": json.dumps(edits)}


def _scenario(row: Row) -> dict[str, Any]:
    public_id, name, created_at, updated_at, version, criteria, edits = row
    return {
        "id": public_id,
        "name": name,
        "created_at": created_at.isoformat(),
        "updated_at": updated_at.isoformat(),
        "version": version,
        "criteria": criteria,
        "edits": edits,
    }
