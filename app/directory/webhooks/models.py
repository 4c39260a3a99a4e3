"""Webhooks, and what is to be delivered to them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.webhooks.vocabulary import EVENTS, LONGEST_URL, STATUSES
from app.platform.database.base import Base, one_of


class Webhook(Base):
    """An address that is told what happens at the places that its person manages or moderates."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    url: Mapped[str]
    secret: Mapped[str]
    """Key of the signatures. It is needed for each, so that it is stored as it is; it was shown once."""
    events: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"length(url) <= {LONGEST_URL}", name="url"),
        CheckConstraint(
            f"events <@ '{{{','.join(EVENTS)}}}'::text[] AND cardinality(events) > 0", name="events"
        ),
    )


class WebhookDelivery(Base):
    """An event for one webhook, written in the transaction of the act that it tells of."""

    __tablename__ = "webhook_delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    event_id: Mapped[str]
    """Sent with each attempt, the same each time: who gets it twice knows it by this."""
    content: Mapped[str]
    """The body, byte for byte as it is signed."""
    status: Mapped[str] = mapped_column(server_default=text("'waiting'"))
    attempts: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("status", STATUSES),
        Index("ix_webhook_delivery_due", "due_at", postgresql_where=text("status = 'waiting'")),
        Index(None, "webhook_id"),
    )
