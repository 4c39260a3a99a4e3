"""Writing an event for those who asked to be told, within the transaction of the act that it tells of."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

import psycopg

from app.directory.webhooks import queries
from app.directory.webhooks.vocabulary import BOOKING_CHANGED, BOOKING_MADE, REQUEST_ANSWERED, REQUEST_SENT
from app.platform import clock

__all__ = ["BOOKING_CHANGED", "BOOKING_MADE", "REQUEST_ANSWERED", "REQUEST_SENT", "put"]


def put(connection: psycopg.Connection[Any], kind: str, place_id: str, data: Mapping[str, Any]) -> None:
    """Write an event; it is delivered once the connection's transaction is committed, and never without."""
    now = clock.now()
    content = {"type": kind, "timestamp": now.isoformat(), "data": {"place": place_id, **data}}
    parameters = {
        "event_id": f"evt_{secrets.token_hex(16)}",
        "kind": kind,
        "place_id": place_id,
        "content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        "now": now,
    }
    if connection.execute(queries.PUT, parameters).rowcount:
        connection.execute(queries.WAKE)
