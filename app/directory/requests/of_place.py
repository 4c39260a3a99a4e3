"""Requests that one place got, for those who manage it."""

from dataclasses import dataclass
from datetime import datetime

import psycopg

from app.platform.database.connection import Row

OF_PLACE = """
SELECT usage_request.organisation, usage_request.sent_at, usage_response.status,
  (SELECT said.value->>'text'
   FROM jsonb_array_elements(usage_response.talk) WITH ORDINALITY AS said (value, number)
   WHERE said.value->>'by' = 'place' ORDER BY said.number DESC LIMIT 1)
FROM usage_response JOIN usage_request ON usage_request.id = usage_response.request_id
WHERE usage_response.place_id = %(place_id)s AND usage_request.sent_at IS NOT NULL
ORDER BY usage_request.sent_at DESC, usage_response.id DESC LIMIT %(limit)s
"""
"""The newest requests that a place got, with the place's own last words."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request as a place got it."""

    organisation: str
    sent_at: datetime
    status: str
    words: str | None
    """The place's own last words: where it refused, the reason."""


def received(connection: psycopg.Connection[Row], place_id: str, limit: int) -> list[Received]:
    """Return the newest requests that a place got, by its public id."""
    rows = connection.execute(OF_PLACE, {"place_id": place_id, "limit": limit}).fetchall()
    return [Received(*row) for row in rows]
