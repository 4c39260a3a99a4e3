"""Writing an event for those who asked to be told, within the transaction of the act that it tells of."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

import psycopg

from app.directory.webhooks import queries
from app.directory.webhooks.vocabulary import BOOKING_CHANGED, BOOKING_MADE, REQUEST_ANSWERED, REQUEST_SENT
from app.platform import clock

__all__ = ["BOOKING_CHANGED", "BOOKING_MADE", "REQUEST_ANSWERED", "REQUEST_SENT", "event", "put"]


Parameters = dict[str, Any]


def put(connection: psycopg.Connection[Any], kind: str, place_id: str, data: Mapping[str, Any]) -> None:
    """Write an event; it is delivered once the connection's transaction is committed, and never without."""
    connection.execute(
        queries.TELL, {**event(kind, place_id, data), "place_id": place_id, "now": clock.now()}
    )


def event(kind: str, place_id: str, data: Mapping[str, Any]) -> Parameters:
    """Return an event as the database writes it."""
    content = {"type": kind, "timestamp": clock.now().isoformat(), "data": {"place": place_id, **data}}
    return {
        "event_id": f"evt_{secrets.token_hex(16)}",
        "kind": kind,
        "content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
    }
