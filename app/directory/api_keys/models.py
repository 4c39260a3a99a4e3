"""Keys of the API, and replies that are given again."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database.base import Base

SCOPES = ("read", "propose", "edit", "book")
"""Rights of a key: the quota of reading, proposals, changes of places that its person manages, bookings."""


class ApiKey(Base):
    """A key; whoever has it speaks for the person who made it, within its scopes."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    """Use that it is made for, in the words of who made it."""
    hint: Mapped[str]
    """Its first characters, to tell it from others."""
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """SHA-256 of the key, 192 random bits, which is shown once and not stored."""
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    """Time of its last use, to the hour."""
    ended_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint(f"scopes <@ '{{{','.join(SCOPES)}}}'::text[]", name="scopes"),)


class IdempotentReply(Base):
    """Reply to a request that named an `Idempotency-Key`, given again for a day."""

    __tablename__ = "idempotent_reply"

    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_key.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_digest: Mapped[bytes] = mapped_column(LargeBinary)
    """Digest of method, path and body: the same key with another request is refused."""
    status: Mapped[int | None]
    headers: Mapped[Any | None] = mapped_column(JSONB)
    body: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
