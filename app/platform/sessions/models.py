"""Sessions and one-time codes. Secrets are stored as digests only."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database.base import Base, one_of

PURPOSES = ("sign_in", "claim", "request")
MOST_TRIES = 5


class Session(Base):
    """A browser in which somebody signed in."""

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    browser: Mapped[str]
    """Name of browser and system, for the list of one's sessions."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """Time of the last request, to some minutes."""
    expires_at: Mapped[datetime] = mapped_column(index=True)


class OneTimeCode(Base):
    """A code and a link that were sent to an address, and prove that somebody reads its mail."""

    __tablename__ = "one_time_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    subject: Mapped[str]
    """Public id of the place that is claimed; empty for a sign-in."""
    address: Mapped[str] = mapped_column(index=True)
    request_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """Digest of the secret in the address of the page on which the code is typed."""
    link_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    code_digest: Mapped[bytes] = mapped_column(LargeBinary)
    """HMAC of the code under the page's secret, so that nobody who reads this row can try a million codes."""
    next_path: Mapped[str]
    """Page that they wanted to see."""
    tries: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("purpose", PURPOSES),
        CheckConstraint(f"tries BETWEEN 0 AND {MOST_TRIES}", name="tries"),
    )


class KeptForm(Base):
    """A form that arrived without its session, until who typed it is signed in again."""

    __tablename__ = "kept_form"

    secret_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    path: Mapped[str]
    """Page that it was sent to."""
    fields: Mapped[Any] = mapped_column(JSONB)
    """Pairs of name and value."""
    created_at: Mapped[datetime] = mapped_column(index=True)
