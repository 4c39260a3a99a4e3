"""Delivering events to webhooks, signed as Standard Webhooks says (https://www.standardwebhooks.com).

An event is delivered once at least: where the receiver took it and its reply was lost, it comes again, under
the same `webhook-id`. Nothing is ever delivered into a private network.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Any

import psycopg
import requests

from app.directory.webhooks import queries
from app.directory.webhooks.vocabulary import BACKOFF, FAILED, LASTS, WAITING
from app.platform import clock
from app.platform.outgoing.guarded import GuardedSession, PrivateAddressError, guarded_session

SECONDS = 10
GONE = 410
TAKEN = range(200, 300)
PREFIX = "whsec_"
LONGEST_ERROR = 200
Connection = psycopg.Connection[Any]


def new_secret() -> str:
    """Return a key for signatures: 192 random bits."""
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def signed(secret: str, event_id: str, moment: datetime, content: str) -> dict[str, str]:
    """Return the headers that say which event it is, when it was sent, and that it is ours."""
    timestamp = str(int(moment.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{event_id}.{timestamp}.{content}".encode(), hashlib.sha256).digest()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def deliver_due(connection: Connection, session: GuardedSession | None = None) -> int:
    """Deliver what is due; return how much was. Who does not answer is left alone until the next look.

    `connection` is in autocommit mode: no transaction is open while others are waited for.
    """
    client, delivered, away = session or guarded_session(), 0, list[int]()
    while row := connection.execute(queries.NEXT, {"now": clock.now(), "away": away}).fetchone():
        number, webhook, url, secret, event_id, content, attempts, created_at = row
        error, code = _post(client, url, signed(secret, event_id, clock.now(), content), content)
        if error is None:
            connection.execute(queries.DONE, {"id": number, "now": clock.now()})
            delivered += 1
            continue
        away.append(webhook)
        now = clock.now()
        due_at = now + BACKOFF[min(attempts, len(BACKOFF) - 1)]
        status = WAITING if due_at < created_at + LASTS and code is not None else FAILED
        parameters = {"id": number, "status": status, "error": error[:LONGEST_ERROR], "due_at": due_at}
        connection.execute(queries.NOT_DONE, parameters)
        if code == GONE:
            connection.execute(queries.GONE, {"id": webhook, "now": now})
    return delivered


def _post(
    session: GuardedSession, url: str, headers: dict[str, str], content: str
) -> tuple[str | None, int | None]:
    """Return what went wrong, None where nothing did, and the status; None where trying again is no use."""
    sent = {**headers, "Content-Type": "application/json", "User-Agent": "Proxilieux"}
    try:
        with (
            session.within(SECONDS),
            session.post(url, content.encode(), headers=sent, timeout=SECONDS, stream=True) as response,
        ):
            code = response.status_code
    except PrivateAddressError:
        return "the address leads into a private network", None
    except requests.RequestException as error:
        return f"no answer: {type(error).__name__}", 0
    return (None if code in TAKEN else f"the receiver answers {code}"), code
