"""A real SMTP server in this process, which keeps what it takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import psycopg
from aiosmtpd.controller import Controller
from support.clusters import eventually
from support.servers import free_port, served_here

from app.platform.database.connection import libpq_url
from app.platform.mail.sender import Post, Sender, send_due
from app.platform.mail.transport import SmtpServer
from app.platform.settings import Settings

SENDER = "annuaire@proxilieux.example"
PUBLIC_URL = "https://annuaire-des-tiers-lieux.proxilieux.example/une/longue/adresse"


@dataclass
class Mailbox:
    """What the server took, and what it is told to reply."""

    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    replies_to_rcpt: list[str] = field(default_factory=list)
    replies_to_data: list[str] = field(default_factory=list)
    """Given in turn, then 250. An empty one breaks the connection after the text was taken."""
    post: Post = field(default=None)  # type: ignore[assignment]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        reply = self.replies_to_rcpt.pop(0) if self.replies_to_rcpt else "250 OK"
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        reply = self.replies_to_data.pop(0) if self.replies_to_data else "250 OK"
        if not reply or reply.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
            self.recipients += envelope.rcpt_tos
        if not reply:
            server.transport.close()
        return reply or "250 OK"

    def wait_for(self, count: int) -> None:
        """Wait until so many mails have arrived."""
        eventually(lambda: len(self.mails) >= count)

    def text(self, index: int = -1) -> str:
        """The plain text of a mail."""
        body = self.mails[index].get_body(("plain",))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Listen on a free port of this machine."""
    mailbox = Mailbox()
    port = free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        mailbox.post = Post(SmtpServer.of(f"smtp://127.0.0.1:{port}"), SENDER, PUBLIC_URL)
        yield mailbox
    finally:
        controller.stop()


@contextmanager
def served_with_post(database_url: str, settings: Settings, port: int = 0) -> Iterator[str]:
    """Serve a database from this process, and send its mail to `settings.smtp`; yield the base URL."""
    assert settings.smtp is not None
    with served_here(database_url, settings, port=port) as base:
        sender = Sender(database_url, Post(settings.smtp, SENDER, base), look=0.1)
        sender.start()
        try:
            yield base
        finally:
            sender.stop()
            sender.join(10)


def deliver(url: str, mailbox: Mailbox) -> int:
    """Send what is due, as the worker does."""
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        return send_due(connection, mailbox.post)
