"""Places that are written to by a form: their managers get the mail, and nobody sees an address."""

from typing import Any

import psycopg

from app.directory.people.manager_queries import MEMBERS
from app.platform import clock
from app.platform.services import database

Connection = psycopg.Connection[Any]
IS_RELAYED = f"""
SELECT EXISTS (SELECT FROM place_relay WHERE third_place_id IN ({MEMBERS})),
       EXISTS (SELECT FROM place_manager WHERE status = 'active' AND third_place_id IN ({MEMBERS}))
"""  # noqa: S608 - the statement of the records that are shown as one place
RELAY = """
INSERT INTO place_relay (third_place_id, since)
SELECT third_place_id, %(now)s FROM third_place_listing WHERE public_id = %(public_id)s
ON CONFLICT DO NOTHING
"""
END_RELAY = f"DELETE FROM place_relay WHERE third_place_id IN ({MEMBERS})"  # noqa: S608 - as above


def is_relayed(public_id: str) -> bool:
    """Return whether a place is written to by the form: a manager chose so, and somebody manages it."""
    row = database().fetch_one(IS_RELAYED, {"public_id": public_id})
    return bool(row and row[0] and row[1])


def relay(connection: Connection, public_id: str, *, is_wanted: bool) -> None:
    """Have a place written to by the form, or not any more."""
    statement = RELAY if is_wanted else END_RELAY
    connection.execute(statement, {"public_id": public_id, "now": clock.now()})
