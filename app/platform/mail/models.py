"""The outbox, and the addresses that refused notices."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database.base import Base, one_of

STATUSES = ("waiting", "sending", "sent", "doubtful", "failed", "expired")
"""`doubtful`: the connection broke, or the worker died, after the message was handed over and before the
server confirmed it; only the operator sends it again."""


class OutboxMessage(Base):
    """A mail, written in the transaction of the act that it tells of."""

    __tablename__ = "outbox_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    """Message-ID of RFC 5322, the same at every attempt."""
    kind: Mapped[str]
    """Act that it tells of: `sign_in`, `test`, ..."""
    recipient: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    content: Mapped[Any] = mapped_column(JSONB)
    """Blocks of `app.platform.mail.letter`; emptied once it is sent, for they may hold secrets."""
    can_wait: Mapped[bool]
    """Whether it is a notice: sent in the morning, with the recipient's others of the day, unless refused."""
    status: Mapped[str] = mapped_column(server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str | None]
    """Reply of the server to the last attempt that failed."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """Time after which it is not worth sending any more."""
    sent_at: Mapped[datetime | None]
    unsubscribe_digest: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    """Digest of the secret in its List-Unsubscribe."""

    __table_args__ = (
        one_of("status", STATUSES),
        Index("ix_outbox_message_due", "due_at", postgresql_where=text("status = 'waiting'")),
        Index(None, "recipient"),
    )


class MailRefusal(Base):
    """An address that wants no notices; codes that it asks for itself still arrive."""

    __tablename__ = "mail_refusal"

    address: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
