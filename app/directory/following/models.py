"""Subscriptions."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database.base import Base, one_of

SEARCH, PLACE = "search", "place"
KINDS = (SEARCH, PLACE)


class Subscription(Base):
    """A search or a place that somebody follows, once they have confirmed it from their mail."""

    __tablename__ = "subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    language: Mapped[str]
    kind: Mapped[str]
    query: Mapped[str]
    """Query string of the finder, or public id of the place."""
    title: Mapped[str]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    told_until: Mapped[datetime | None]
    """Moment up to which changes were told."""

    __table_args__ = (one_of("kind", KINDS), UniqueConstraint("address", "kind", "query"))


class SubscriptionLink(Base):
    """The secret, as a digest, of a link in a mail that leads to the subscriptions of its recipient."""

    __tablename__ = "subscription_link"

    secret_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    address: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime]
