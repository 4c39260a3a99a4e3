"""Grants that public bodies publish, and the listing of those that reach a place."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, Numeric, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.common.columns import ListedView, Provenance
from app.directory.organisations.identifiers import SIRET_PATTERN
from app.platform.database.base import Base


class PublicGrant(Provenance, Base):
    """A grant as its funder publishes it.

    It reaches the places whose manager has the beneficiary's SIRET, and the one that a moderator confirmed.
    """

    __tablename__ = "public_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text(collation="C"), unique=True)
    funder: Mapped[str]
    funder_siret: Mapped[str | None]
    beneficiary: Mapped[str]
    siret: Mapped[str | None] = mapped_column(index=True)
    """SIRET of the beneficiary."""
    rna: Mapped[str | None]
    decided_on: Mapped[date | None]
    year: Mapped[int | None]
    reference: Mapped[str | None]
    purpose: Mapped[str | None]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    """Euros."""
    natures: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    payment_terms: Mapped[str | None]
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    aid_register: Mapped[str | None]
    """Identifier in the register of aid (idRAE)."""
    notified_eu: Mapped[bool | None]
    share: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    """Share of the purpose's cost, 0 to 1."""
    scheme: Mapped[str | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    confirmed_place: Mapped[str | None]
    """Public id of the place of which a moderator has said that its manager is the beneficiary; no import
    writes it. No foreign key: it outlives what a source withdraws, and follows a merge."""

    __table_args__ = (
        *Provenance.provenance_constraints(),
        CheckConstraint(f"siret ~ '^{SIRET_PATTERN}$'", name="siret"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("period_end >= period_start", name="period"),
        CheckConstraint("share BETWEEN 0 AND 1", name="share"),
        Index(None, "confirmed_place", postgresql_where=text("confirmed_place IS NOT NULL")),
    )


class GrantListing(ListedView, Base):
    """Grants that reach a place, as lists and exports read them. Money has no place: `position` is null."""

    __tablename__ = "grant_listing"

    funder: Mapped[str]
    funder_siret: Mapped[str | None]
    beneficiary: Mapped[str]
    siret: Mapped[str | None]
    decided_on: Mapped[date | None]
    year: Mapped[int | None]
    reference: Mapped[str | None]
    purpose: Mapped[str | None]
    amount: Mapped[float | None]
    natures: Mapped[list[str]] = mapped_column(ARRAY(Text))
    payment_terms: Mapped[str | None]
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    aid_register: Mapped[str | None]
    notified_eu: Mapped[bool | None]
    share: Mapped[float | None]
    scheme: Mapped[str | None]
    reached_by: Mapped[str]
    confirmed_place: Mapped[str | None]
    third_places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Public ids of the places that it reaches."""
    department_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    region_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
