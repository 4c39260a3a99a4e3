"""People."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database.base import Base, one_of

MANAGER_STATUSES = ("pending", "active", "refused", "ended")
PROOFS = ("domain", "published_address", "moderator", "named")
"""Grounds: an address of the website's domain, the published address, a moderator, a manager."""
MODERATED_LEVELS = ("region", "department")


class Person(Base):
    """Somebody who signed in: an address, and nothing else that they did not choose to tell."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    """E-mail address, in small letters."""
    language: Mapped[str]
    """Language of their mail: that of the page on which they last signed in."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    signed_in_at: Mapped[datetime] = mapped_column(server_default=func.now())
    siret: Mapped[str | None]
    """SIRET of their organisation, as their provider or they say it; empty once they took it away."""

    __table_args__ = (CheckConstraint("siret ~ '^([0-9]{14})?$'", name="siret"),)


class PersonIdentity(Base):
    """Somebody's number at an OpenID Connect provider, by which they are known there for good."""

    __tablename__ = "person_identity"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class PlaceManager(Base):
    """Somebody who manages a place, asks to, or did: rows are never deleted while the two exist."""

    __tablename__ = "place_manager"

    id: Mapped[int] = mapped_column(primary_key=True)
    third_place_id: Mapped[int] = mapped_column(ForeignKey("third_place.id", ondelete="CASCADE"), index=True)
    """The record that was shown when it was claimed; it counts for the place that shows it today."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    status: Mapped[str]
    proof: Mapped[str]
    message: Mapped[str] = mapped_column(server_default="")
    """Words of who claims it, for the moderator."""
    reason: Mapped[str] = mapped_column(server_default="")
    """Words of who refused it."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Moderator who decided, or manager who named or removed them."""
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("status", MANAGER_STATUSES),
        one_of("proof", PROOFS),
        Index(
            "uq_place_manager_current",
            "third_place_id",
            "person_id",
            unique=True,
            postgresql_where=text("status IN ('pending', 'active')"),
        ),
        Index("ix_place_manager_pending", "created_at", postgresql_where=text("status = 'pending'")),
    )


class Moderator(Base):
    """Somebody who decides for the places of a territory."""

    __tablename__ = "moderator"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    level: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    """Code of the région or département."""

    __table_args__ = (one_of("level", MODERATED_LEVELS),)


class PlaceConfirmation(Base):
    """A manager's word that all that is shown of a place holds, at that moment."""

    __tablename__ = "place_confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    third_place_id: Mapped[int] = mapped_column(ForeignKey("third_place.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Never shown; null once they deleted their account."""
    confirmed_at: Mapped[datetime]

    __table_args__ = (Index(None, "third_place_id", "confirmed_at"),)


class PlaceRelay(Base):
    """A place that is written to by a form only: its managers get the mail, and no address is shown."""

    __tablename__ = "place_relay"

    third_place_id: Mapped[int] = mapped_column(
        ForeignKey("third_place.id", ondelete="CASCADE"), primary_key=True
    )
    """The record that was shown when a manager chose so; it counts for the place that shows it today."""
    since: Mapped[datetime]
