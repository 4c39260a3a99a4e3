"""Writing a mail into the outbox, within the transaction of the act that it tells of."""

import secrets
from datetime import datetime, time, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from app.platform import clock
from app.platform.mail.letter import Letter
from app.platform.mail.queries import PUT, WAKE

MORNING = time(7)
"""Time in Paris at which the notices of a day are sent."""
DOMAIN = "proxilieux.invalid"
"""Right-hand side of Message-IDs: unique is all that they must be."""
LONGEST_WAIT = timedelta(days=3)


def put(
    connection: psycopg.Connection[Any],
    kind: str,
    recipient: str,
    letter: Letter,
    *,
    can_wait: bool = False,
    lasts: timedelta = LONGEST_WAIT,
) -> None:
    """Write a mail; it is sent once the connection's transaction is committed, and never without.

    `lasts` is how long it is worth sending. A notice (`can_wait`) is not written to who refused notices.
    """
    now = clock.now()
    due_at = _next_morning(now) if can_wait else now
    connection.execute(
        PUT,
        {
            "message_id": f"<{secrets.token_hex(16)}@{DOMAIN}>",
            "kind": kind,
            "recipient": recipient,
            "language": letter.language,
            "subject": letter.subject,
            "content": Jsonb(letter.content()),
            "can_wait": can_wait,
            "due_at": due_at,
            "expires_at": due_at + lasts,
        },
    )
    connection.execute(WAKE)


def _next_morning(now: datetime) -> datetime:
    local = clock.paris_time(now)
    day = local.date() + timedelta(days=local.time() >= MORNING)
    return datetime.combine(day, MORNING, clock.PARIS)
