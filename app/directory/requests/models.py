"""Requests to use places, and the answers of the places."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.requests.vocabulary import (
    MOST_LEARNERS,
    MOST_QUANTITY,
    REACHED,
    REQUEST_STATUSES,
    RESPONSE_STATUSES,
    SUPERVISIONS,
)
from app.platform.database.base import Base, one_of


class UsageRequest(Base):
    """A request of an organisation to use one to five places."""

    __tablename__ = "usage_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation: Mapped[str]
    contact: Mapped[str]
    """Name of who asks."""
    address: Mapped[str] = mapped_column(index=True)
    """E-mail address that answers go to; nothing is sent to a place before it is confirmed."""
    telephone: Mapped[str | None]
    language: Mapped[str]
    schedule: Mapped[Any] = mapped_column(JSONB)
    """A day or a series, in the hours of each place's own clock (`app.directory.bookings.series`)."""
    equipment_type: Mapped[str | None]
    """Code of the type of equipment; null for a room."""
    quantity: Mapped[int] = mapped_column(SmallInteger)
    learners: Mapped[int] = mapped_column(SmallInteger)
    level: Mapped[str]
    """Subject and level of what they learn, in the organisation's words."""
    supervision: Mapped[str]
    message: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="unconfirmed")
    submission: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """Digest of the form's token: a form that is sent twice is one request."""
    follow_digests: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary), server_default="{}")
    """Digests of the secrets in the links to the organisation's page."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    """Time when the address was confirmed, and the places were asked."""
    expires_at: Mapped[datetime]

    __table_args__ = (
        one_of("status", REQUEST_STATUSES),
        one_of("supervision", SUPERVISIONS),
        CheckConstraint("sent_at IS NOT NULL OR status IN ('unconfirmed', 'expired')", name="sent_at"),
        CheckConstraint(f"quantity BETWEEN 1 AND {MOST_QUANTITY}", name="quantity"),
        CheckConstraint(f"learners BETWEEN 1 AND {MOST_LEARNERS}", name="learners"),
        Index("ix_usage_request_follow_digests", "follow_digests", postgresql_using="gin"),
    )


class UsageResponse(Base):
    """The answer of one place to a request."""

    __tablename__ = "usage_response"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("usage_request.id", ondelete="CASCADE"))
    place_id: Mapped[str] = mapped_column(index=True)
    """Public id of the place, as it was asked."""
    place_name: Mapped[str]
    status: Mapped[str] = mapped_column(server_default=text("'waiting'"))
    reached: Mapped[str | None]
    """Addresses that the request went to; null before it was sent."""
    talk: Mapped[Any] = mapped_column(JSONB, server_default="[]")
    """Words of both, in their order: `{"by": "place" | "organisation", "text": ..., "at": ...}`."""
    schedule: Mapped[Any | None] = mapped_column(JSONB)
    """Time that the place proposed instead."""
    reservation_id: Mapped[int | None] = mapped_column(
        ForeignKey("reservation.id", ondelete="SET NULL"), index=True
    )
    follow_digests: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary), server_default="{}")
    """Digests of the secrets in the links to the place's page."""
    reminders: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    answered_at: Mapped[datetime | None]
    """Time of the place's first answer, whatever it was."""
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("status", RESPONSE_STATUSES),
        one_of("reached", REACHED),
        CheckConstraint("jsonb_typeof(talk) = 'array'", name="talk"),
        CheckConstraint("status <> 'proposed' OR schedule IS NOT NULL", name="schedule"),
        CheckConstraint(
            "(decided_at IS NOT NULL) = (status IN ('accepted', 'refused', 'withdrawn', 'expired'))",
            name="decided_at",
        ),
        Index("uq_usage_response_place", "request_id", "place_id", unique=True),
        Index("ix_usage_response_follow_digests", "follow_digests", postgresql_using="gin"),
    )
