"""Training organisations and apprenticeship centres (CFA), what they need, and their listing."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.common.columns import Flattened, Located, Point, Provenance, Tiled
from app.directory.organisations.identifiers import (
    NDA_PATTERN,
    SIREN_PATTERN,
    SIRET_PATTERN,
    UAI_PATTERN,
)
from app.directory.organisations.vocabulary import EQUIPMENT_STATUSES, KIND_CODES, STATUSES, SUPPORT_CODES
from app.platform.database.base import Base, one_of


class Organisation(Provenance, Located, Base):
    """One site (SIRET) of a training organisation or CFA; the SIREN groups the sites of one body."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text(collation="C"), unique=True)
    siret: Mapped[str | None] = mapped_column(index=True)
    siren: Mapped[str | None] = mapped_column(index=True)
    nda: Mapped[str | None] = mapped_column(index=True)
    """Numéro de déclaration d'activité."""
    uai: Mapped[str | None] = mapped_column(index=True)
    """Unité administrative immatriculée."""
    name: Mapped[str]
    trade_name: Mapped[str | None]
    kind: Mapped[str]
    apprenticeship_role: Mapped[str | None]
    """The Référentiel's `nature`: responsable, formateur or responsable_formateur."""
    networks: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    status: Mapped[str] = mapped_column(server_default="open")
    qualiopi: Mapped[bool | None]
    """Certified or not; null where the source says nothing."""
    equipment_status: Mapped[str] = mapped_column(server_default="unknown")
    plans_to_invest: Mapped[bool | None]
    merged_into: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )
    """The record under which this other record of the same site is shown; null for a site of its own."""
    source_updated_on: Mapped[date | None]
    """Date of the last declaration or answer, where the source says so."""
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        *Provenance.provenance_constraints(),
        *Located.location_constraints(),
        one_of("kind", KIND_CODES),
        one_of("status", STATUSES),
        one_of("equipment_status", EQUIPMENT_STATUSES),
        CheckConstraint(f"siret ~ '^{SIRET_PATTERN}$'", name="siret"),
        CheckConstraint(
            f"siren ~ '^{SIREN_PATTERN}$' AND (siret IS NULL OR left(siret, 9) = siren)", name="siren"
        ),
        CheckConstraint(f"nda ~ '^{NDA_PATTERN}$'", name="nda"),
        CheckConstraint(f"uai ~ '^{UAI_PATTERN}$'", name="uai"),
        CheckConstraint("merged_into <> id", name="merged_into"),
    )


class OrganisationNeed(Base):
    """Equipment that an organisation declared to need."""

    __tablename__ = "organisation_need"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    type_code: Mapped[str] = mapped_column(ForeignKey("equipment_type.code"), primary_key=True)
    quantity: Mapped[int | None]
    learners: Mapped[int | None]
    """Learners who need it at the same time."""

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("learners > 0", name="learners"),
    )


class OrganisationSupport(Base):
    """A field in which an organisation said that it needs support, or that it does not."""

    __tablename__ = "organisation_support"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(primary_key=True)
    is_needed: Mapped[bool]

    __table_args__ = (one_of("field", SUPPORT_CODES),)


class OrganisationListing(Tiled, Flattened, Base):
    """Listing that lists, matches and exports read: one row a site, kept by triggers.

    Records of several sources with one SIRET are one row, under the record that the others are merged into.
    Nothing writes it but `app/migrations/sql/current/functions/refresh_organisation_listing.sql`; `triggers/`
    beside it says when.
    """

    __tablename__ = "organisation_listing"
    __flattened__ = (
        "fictional",
        "networks",
        "needs.type",
        "needs.quantity",
        "needs.learners",
        "sources.source",
        "sources.source_record_id",
    )

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    public_id: Mapped[str] = mapped_column(Text(collation="C"), unique=True)
    position: Mapped[Any | None] = mapped_column(Point)
    kind: Mapped[str]
    status: Mapped[str]
    equipment_status: Mapped[str]
    siret: Mapped[str | None] = mapped_column(index=True)
    nda: Mapped[str | None] = mapped_column(index=True)
    uai: Mapped[str | None] = mapped_column(index=True)
    licence: Mapped[str]
    need_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Types needed, with the groups they belong to."""
    need_types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Types needed, in the order of the vocabulary."""
    commune_code: Mapped[str | None]
    department_code: Mapped[str | None]
    region_code: Mapped[str | None]
    epci_code: Mapped[str | None]
    search_text: Mapped[str]
    name: Mapped[str]
    trade_name: Mapped[str | None]
    siren: Mapped[str | None]
    apprenticeship_role: Mapped[str | None]
    networks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    address: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    commune: Mapped[str | None]
    department: Mapped[str | None]
    region: Mapped[str | None]
    position_precision: Mapped[str | None]
    plans_to_invest: Mapped[bool | None]
    qualiopi: Mapped[bool | None]
    learners: Mapped[int | None]
    """The most learners who need one type of equipment at the same time."""
    source: Mapped[str]
    source_names: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Sources of all records of the site."""
    source_record_id: Mapped[str]
    source_updated_on: Mapped[date | None]
    fetched_at: Mapped[datetime]
    vanished_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    feature_head: Mapped[str]
    feature_tail: Mapped[str]
    collection_tail: Mapped[str]
    """`feature_tail` of the same Feature with flat properties, as the feature service serves it."""

    __table_args__ = (
        Index("ix_organisation_listing_position", "position", postgresql_using="gist"),
        Index("ix_organisation_listing_plane", text("(position::geometry)"), postgresql_using="gist"),
        Index(
            "ix_organisation_listing_tile_key",
            "tile_key",
            postgresql_include=["tile_column", "tile_row", "status", "kind", "organisation_id"],
        ),
        Index("ix_organisation_listing_need_codes", "need_codes", postgresql_using="gin"),
        Index(
            "ix_organisation_listing_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        Index(None, "region_code", "public_id"),
        Index(None, "department_code", "public_id"),
        Index(None, "epci_code", "public_id"),
        Index(None, "commune_code", "public_id"),
    )
