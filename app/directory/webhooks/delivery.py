"""Delivering events to webhooks, signed as Standard Webhooks says (https://www.standardwebhooks.com).

An event is delivered once at least: where the receiver took it and its reply was lost, it comes again, under
the same `webhook-id`. Nothing is ever delivered into a private network.
"""

import base64
import hashlib
import hmac
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
import requests

from app.directory.webhooks import queries
from app.directory.webhooks.vocabulary import BACKOFF, FAILED, LASTS, WAITING
from app.platform import clock
from app.platform.outgoing.guarded import MayReach, PrivateAddressError, guarded_session, is_public

SECONDS = 10
AT_ONCE = 8
"""Receivers that are waited for at the same time."""
NO_ANSWER = 0
GONE = 410
TAKEN = range(200, 300)
PREFIX = "whsec_"
LONGEST_ERROR = 200
Connection = psycopg.Connection[Any]


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


class Due(NamedTuple):
    """An event that is to be delivered now."""

    id: int
    webhook_id: int
    url: str
    secret: str
    event_id: str
    content: str
    attempts: int
    created_at: datetime


def deliver_due(connection: Connection, may_reach: MayReach = is_public) -> int:
    """Deliver what is due, to eight receivers at once; return how much was.

    Who does not answer is left alone until the next look, and takes one of the eight until then.
    `connection` is in autocommit mode: no transaction is open while others are waited for.
    """
    delivered, away, running = 0, set[int](), dict[Future[tuple[str | None, int | None]], Due]()
    with ThreadPoolExecutor(AT_ONCE, "webhook") as senders:
        while True:
            while len(running) < AT_ONCE:
                busy = [*away, *(due.webhook_id for due in running.values())]
                row = connection.execute(queries.NEXT, {"now": clock.now(), "busy": busy}).fetchone()
                if row is None:
                    break
                due = Due(*row)
                headers = signed(due.secret, due.event_id, clock.now(), due.content)
                running[senders.submit(_post, may_reach, due.url, headers, due.content)] = due
            if not running:
                return delivered
            for sent in wait(running, return_when=FIRST_COMPLETED).done:
                due = running.pop(sent)
                if _keep(connection, due, *sent.result()):
                    delivered += 1
                else:
                    away.add(due.webhook_id)


def _keep(connection: Connection, due: Due, error: str | None, code: int | None) -> bool:
    """Write down what came of a delivery; return whether it was taken."""
    now = clock.now()
    if error is None:
        connection.execute(queries.DONE, {"id": due.id, "now": now})
        return True
    due_at = now + BACKOFF[min(due.attempts, len(BACKOFF) - 1)]
    status = WAITING if due_at < due.created_at + LASTS and code is not None else FAILED
    parameters = {"id": due.id, "status": status, "error": error[:LONGEST_ERROR], "due_at": due_at}
    connection.execute(queries.NOT_DONE, parameters)
    if code == NO_ANSWER:
        connection.execute(queries.HOLD_BACK, {"webhook_id": due.webhook_id, "due_at": due_at})
    if code == GONE:
        connection.execute(queries.GONE, {"id": due.webhook_id, "now": now})
    return False


def _post(
    may_reach: MayReach, url: str, headers: dict[str, str], content: str
) -> tuple[str | None, int | None]:
    """Return what went wrong, None where nothing did, and the status; None where trying again is no use."""
    session = guarded_session(may_reach)  # it is for one thread
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
        return f"no answer: {type(error).__name__}", NO_ANSWER
    return (None if code in TAKEN else f"the receiver answers {code}"), code
