"""Funded projects, each carried by a structure with its partners, and the listing that serves them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Numeric, Text, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.common.columns import ListedView, Located, Provenance
from app.directory.organisations.identifiers import SIRET_PATTERN
from app.directory.projects.vocabulary import PROJECT_PROGRAMME_CODES
from app.platform.database.base import Base, one_of


class Project(Provenance, Located, Base):
    """A project that a programme funds. Address and position are those of its carrier's seat."""

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text(collation="C"), unique=True)
    programme: Mapped[str]
    wave: Mapped[str | None]
    title: Mapped[str]
    carrier: Mapped[str]
    siret: Mapped[str | None] = mapped_column(index=True)
    """SIRET of the carrier."""
    partners: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    grant_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    """Euros, as the total cost."""
    total_cost: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    sector: Mapped[str | None]
    website: Mapped[str | None]
    region_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """Régions in which it works; empty where the source does not say."""
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        *Provenance.provenance_constraints(),
        *Located.location_constraints(),
        one_of("programme", PROJECT_PROGRAMME_CODES),
        CheckConstraint(f"siret ~ '^{SIRET_PATTERN}$'", name="siret"),
        CheckConstraint("grant_amount >= 0 AND total_cost >= 0", name="amounts"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
    )


class ProjectListing(ListedView, Base):
    """Projects as lists and exports read them; a view, for there are hundreds of projects at most.

    A consortium has no place: `position` is null.
    """

    __tablename__ = "project_listing"

    title: Mapped[str]
    programme: Mapped[str]
    wave: Mapped[str | None]
    carrier: Mapped[str]
    siret: Mapped[str | None]
    partners: Mapped[list[str]] = mapped_column(ARRAY(Text))
    grant_amount: Mapped[float | None]
    total_cost: Mapped[float | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    sector: Mapped[str | None]
    website: Mapped[str | None]
    region_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    regions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    seat_address: Mapped[str | None]
    seat_postcode: Mapped[str | None]
    seat_city: Mapped[str | None]
    seat_commune_code: Mapped[str | None]
    seat_department_code: Mapped[str | None]
    seat_region_code: Mapped[str | None]
