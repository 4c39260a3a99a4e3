"""The worker that sends the outbox: one over all processes, woken by the act that wrote a mail.

No mail is sent twice. A message is marked as `sending`, and that committed, before its text is handed to the
server. Where the worker dies or the connection breaks between that and the server's reply, nobody can know
whether it arrived: it is `doubtful`, and only the operator sends it again.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import psycopg

from app.platform import clock
from app.platform.database.connection import libpq_url
from app.platform.mail import queries
from app.platform.mail.letter import Letter, compose, joined
from app.platform.mail.transport import SmtpServer
from app.platform.secret_links import digest_of, new_secret

SENDER_LOCK = 0x6D61696C
LOOK = 30.0
"""Seconds between two looks where nothing wakes the worker: at what is due later, or for the lock."""
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""Waits after each attempt that the server refused for now; the last one again and again."""
PERMANENT = 500
"""First reply code of SMTP that says never."""
LONGEST_ERROR = 500
log = logging.getLogger(__name__)
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """The server that takes our mail, our address, and the address of the site in links."""

    server: SmtpServer
    sender: str
    public_url: str


def send_due(connection: psycopg.Connection[Row], post: Post) -> int:
    """Send what is due; return how many mails went out.

    `connection` is in autocommit mode and holds the lock.

    Raises
    ------
    OSError
        When the server cannot be reached or refuses us as a whole; what is left waits.

    """
    sent = 0
    connection.execute(queries.EXPIRE, {"now": clock.now()})
    connection.execute(queries.FORGET, {"now": clock.now()})
    if not connection.execute(queries.NEXT, {"now": clock.now()}).fetchone():
        return sent
    with post.server.dialogue() as smtp:
        while rows := connection.execute(queries.NEXT, {"now": clock.now()}).fetchall():
            sent += _send(connection, smtp, post, rows)
    return sent


def _send(connection: psycopg.Connection[Row], smtp: smtplib.SMTP, post: Post, rows: list[Row]) -> bool:
    ids = [row[0] for row in rows]
    _, message_id, recipient, _, _, _, can_wait, attempts = rows[0]
    token = new_secret() if can_wait else None
    unsubscribe = f"{post.public_url}/desabonnement/{token}" if token else None
    letter = joined([Letter.read(row[3], row[4], row[5]) for row in rows])
    mail = compose(letter, post.sender, recipient, message_id, unsubscribe)
    try:
        _expect(smtp.mail(post.sender))
        _expect(smtp.rcpt(recipient))
        digest = digest_of(token) if token else None
        connection.execute(queries.MARK, {"ids": ids, "digest": digest})
        _expect(smtp.data(mail))
    except smtplib.SMTPResponseException as error:
        _put_back(connection, ids, error, attempts)
        smtp.rset()
        return False
    except OSError as error:
        # Before it was marked, it still waits. Afterwards it may have arrived.
        connection.execute(queries.DOUBT_ONE, {"ids": ids, "error": str(error)[:LONGEST_ERROR]})
        raise
    connection.execute(queries.SENT, {"ids": ids, "now": clock.now()})
    return True


def _expect(reply: tuple[int, bytes]) -> None:
    code, words = reply
    if code not in {250, 251}:
        raise smtplib.SMTPResponseException(code, words)


def _put_back(
    connection: psycopg.Connection[Row], ids: list[int], error: smtplib.SMTPResponseException, attempts: int
) -> None:
    reply = error.smtp_error
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    connection.execute(
        queries.NOT_SENT,
        {
            "ids": ids,
            "status": "failed" if error.smtp_code >= PERMANENT else "waiting",
            "error": f"{error.smtp_code} {words}"[:LONGEST_ERROR],
            "due_at": clock.now() + BACKOFF[min(attempts, len(BACKOFF) - 1)],
        },
    )


class Sender(Thread):
    """Sends in the background of a server; any number may run, one of them at a time sends."""

    def __init__(self, url: str, post: Post, look: float = LOOK) -> None:
        super().__init__(name="mail", daemon=True)
        self._url = url
        self._post = post
        self._look = look
        self._stopped = Event()

    def run(self) -> None:
        """Send until `stop`."""
        while not self._stopped.is_set():
            try:
                self.work()
            except Exception:  # a database or a mail server away is tried again
                log.warning("mail was not sent", exc_info=True)
            self._stopped.wait(self._look)

    def work(self) -> None:
        """Send as long as this worker holds the lock; return at once where another has it."""
        with psycopg.connect(libpq_url(self._url), autocommit=True) as connection:
            if connection.execute(queries.TAKE_LOCK, [SENDER_LOCK]).fetchone() != (True,):
                return
            connection.execute(queries.LISTEN)
            connection.execute(queries.DOUBT)
            while not self._stopped.is_set():
                send_due(connection, self._post)
                for _ in connection.notifies(timeout=self._look, stop_after=1):
                    pass

    def stop(self) -> None:
        """End it after what it is doing."""
        self._stopped.set()
