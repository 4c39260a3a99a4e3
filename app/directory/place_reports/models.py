"""Reports of errors, and what keeps them from being a nuisance."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.place_reports.vocabulary import KINDS, LONGEST_MESSAGE, STATUSES
from app.platform.database.base import Base, one_of


class PlaceReport(Base):
    """An error that a visitor reported. Nothing says who the visitor was."""

    __tablename__ = "place_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str]
    """Public id of the place; no foreign key, so that a report outlives a place that its source withdraws."""
    place_name: Mapped[str]
    """As it was when the report was written."""
    kind: Mapped[str]
    message: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="new")
    note: Mapped[str | None]
    """Outcome, as the operator set it."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    closed_at: Mapped[datetime | None]
    submission: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """Digest of the form's token: a form that is sent twice is one report."""

    __table_args__ = (
        one_of("kind", KINDS),
        one_of("status", STATUSES),
        CheckConstraint(f"length(message) <= {LONGEST_MESSAGE}", name="message_length"),
        CheckConstraint("(closed_at IS NOT NULL) = (status = 'closed')", name="closed_at"),
        Index(None, "status", "created_at"),
        Index(None, "public_id"),
    )


class DailySecret(Base):
    """A random secret a day: it signs the day's forms and salts the day's digests of addresses.

    Every worker reads the same. It is deleted two days later, and with it any way to tell whose
    digest a counter's key was.
    """

    __tablename__ = "daily_secret"

    day: Mapped[date] = mapped_column(primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)


class AbuseCounter(Base):
    """Count of an act in a window of time; rows are deleted once they have expired."""

    __tablename__ = "abuse_counter"

    scope: Mapped[str] = mapped_column(primary_key=True)
    """Counts."""
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """Digest of the network address under the day's secret; never the address."""
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)
