"""Counters against abuse, and the day's secrets that make addresses unreadable."""

from datetime import date, datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database.base import Base


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
    """Act that is counted: `report:address`, `sign-in:address`, ..."""
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """Digest of a network address under the day's secret, never the address; of a place its public id."""
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)
