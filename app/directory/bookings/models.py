"""Tables of what can be booked, of bookings, and of what other calendars say is taken."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, func, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.bookings.vocabulary import (
    KINDS,
    LONGEST_HOURS,
    LONGEST_TITLE,
    MOST_SEATS,
    MOST_UNITS,
    STATUSES,
    TAKES,
)
from app.platform.database.base import Base, one_of


class Bookable(Base):
    """An item of several units, or a room with seats, that a place lets others book."""

    __tablename__ = "bookable"

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[str] = mapped_column(index=True)
    """Public id of the place; no foreign key: bookings outlive what a source withdraws."""
    kind: Mapped[str]
    equipment_type: Mapped[str | None]
    """Code of the type of equipment; null for a room."""
    name: Mapped[str]
    units: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    seats: Mapped[int | None] = mapped_column(SmallInteger)
    """People whom a room, or each unit, takes; null where unknown."""
    opening_hours: Mapped[str | None]
    """OpenStreetMap syntax, exceptions by date included; null for the place's own hours."""
    lead_minutes: Mapped[int] = mapped_column(server_default="0")
    """Least time between booking and its beginning."""
    longest_minutes: Mapped[int | None]
    """Longest booking; null for no bound."""
    buffer_minutes: Mapped[int] = mapped_column(server_default="0")
    """Time after each booking that is kept free."""
    is_sure: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether a booking by others counts at once; else it is held until a manager confirms it."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]
    """Time since which it is not offered any more; its bookings stay."""

    __table_args__ = (
        one_of("kind", KINDS),
        CheckConstraint("(equipment_type IS NULL) = (kind = 'room')", name="equipment_type"),
        CheckConstraint(f"units BETWEEN 1 AND {MOST_UNITS}", name="units"),
        CheckConstraint(f"seats BETWEEN 1 AND {MOST_SEATS}", name="seats"),
        CheckConstraint(f"length(opening_hours) <= {LONGEST_HOURS}", name="opening_hours"),
        CheckConstraint(
            "lead_minutes >= 0 AND longest_minutes > 0 AND buffer_minutes BETWEEN 0 AND 1440", name="minutes"
        ),
    )


class Reservation(Base):
    """An act of booking: some units of one bookable, at one time or in a series."""

    __tablename__ = "reservation"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    """Part of the UID of its calendar events, 128 random bits; the same for good."""
    sequence: Mapped[int] = mapped_column(server_default="0")
    """SEQUENCE of RFC 5545: counts the changes of its times and of its status."""
    bookable_id: Mapped[int] = mapped_column(ForeignKey("bookable.id"), index=True)
    quantity: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str]
    """Words for the calendar of the place: who, for what. Never public."""
    learners: Mapped[int | None] = mapped_column(SmallInteger)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Person who booked it, where they were signed in or used a key."""
    held_until: Mapped[datetime | None]
    """Time after which what is only held is free again."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint(f"quantity BETWEEN 1 AND {MOST_UNITS}", name="quantity"),
        CheckConstraint(f"length(title) <= {LONGEST_TITLE}", name="title"),
    )


class Booking(Base):
    """One unit that is taken for one occurrence of a reservation."""

    __tablename__ = "booking"

    id: Mapped[int] = mapped_column(primary_key=True)
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id", ondelete="CASCADE"))
    occurrence: Mapped[int] = mapped_column(SmallInteger)
    """Number of the occurrence within its series, from 1; it stays when the occurrence is moved."""
    bookable_id: Mapped[int] = mapped_column(ForeignKey("bookable.id"))
    unit: Mapped[int] = mapped_column(SmallInteger)
    during: Mapped[Any] = mapped_column(TSTZRANGE)
    """Time that was booked, half-open."""
    taken: Mapped[Any] = mapped_column(TSTZRANGE)
    """The same with the time after it that is kept free."""
    status: Mapped[str]

    __table_args__ = (
        one_of("status", STATUSES),
        CheckConstraint(
            "NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during) AND during <@ taken",
            name="during",
        ),
        Index("uq_booking_unit", "reservation_id", "occurrence", "unit", unique=True),
        ExcludeConstraint(
            ("bookable_id", "="),
            ("unit", "="),
            ("taken", "&&"),
            using="gist",
            where=text(f"status IN {TAKES}"),
            name="ex_booking_overlap",
        ),
    )


class BookingCalendar(Base):
    """The calendar of a place: its secret feed, and the other calendar that is read in as taken."""

    __tablename__ = "booking_calendar"

    place_id: Mapped[str] = mapped_column(primary_key=True)
    feed_digest: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    """Digest of the secret under which the detailed feed is read."""
    read_at: Mapped[datetime | None]
    """Time when the other calendar was read."""
    source_url: Mapped[str | None]
    """Address of the other calendar, read again every hour; null where it was sent as a file."""
    source_due_at: Mapped[datetime | None]
    """Time of the next reading."""
    source_failure: Mapped[str | None]
    """Reason why the last reading failed: `private`, `away`, `unreadable`."""


class BusyTime(Base):
    """A time that another calendar of the place says is taken: nothing of the place can be booked then."""

    __tablename__ = "busy_time"

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[str]
    during: Mapped[Any] = mapped_column(TSTZRANGE)

    __table_args__ = (Index(None, "place_id", "during", postgresql_using="gist"),)
