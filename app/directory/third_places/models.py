"""Third places, and the listing that every public read of them goes through."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Integer, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, INT4MULTIRANGE, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.common.columns import Flattened, Located, Point, Provenance, Tiled
from app.directory.common.france import TIMEZONES
from app.directory.organisations.identifiers import SIRET_PATTERN
from app.directory.third_places.vocabulary import (
    DECIDERS,
    DUPLICATE_VERDICTS,
    KIND_CODES,
    MANAGER_KINDS,
    STATUSES,
    WHEELCHAIR,
)
from app.platform.database.base import Base, one_of


class ThirdPlace(Provenance, Located, Base):
    """A place open to others that may share equipment: fab lab, coworking space, library, ..."""

    __tablename__ = "third_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text(collation="C"), unique=True)
    """Stable across imports: derived from the source and the source's record id."""
    name: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="open")
    assumed: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """Values among `status` and `kind` that its source does not state."""
    opening_hours: Mapped[str | None]
    """OpenStreetMap syntax, in the place's own time zone."""
    timezone: Mapped[str] = mapped_column(server_default="Europe/Paris")
    open_minutes: Mapped[Any | None] = mapped_column(INT4MULTIRANGE)
    """Regular week, expanded from `opening_hours`: minutes since Monday 00:00, local time."""
    appointment_minutes: Mapped[Any | None] = mapped_column(INT4MULTIRANGE)
    """Minutes of the same week that are open by appointment."""
    unknown_minutes: Mapped[Any | None] = mapped_column(INT4MULTIRANGE)
    """Minutes of the same week neither known to be open nor to be closed."""
    by_appointment: Mapped[bool | None]
    """Whether any of the hours are by appointment; null where the hours are unknown."""
    holiday_area: Mapped[str] = mapped_column(server_default="FR")
    """Whose public holidays count (`app.directory.third_places.holidays`)."""
    expanded_from: Mapped[date | None] = mapped_column(index=True)
    """The first day whose exceptions are written."""
    expanded_until: Mapped[date | None] = mapped_column(index=True)
    """The first day whose exceptions are not written yet."""
    wheelchair: Mapped[str | None]
    website: Mapped[str | None]
    description: Mapped[str | None]
    equipment_absent: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """Types and groups of equipment that its source states the place not to have."""
    manager_kind: Mapped[str | None]
    siret: Mapped[str | None] = mapped_column(index=True)
    """SIRET of the structure that runs the place."""
    telephone: Mapped[str | None]
    """Telephone of the place, in international form (+33...)."""
    standard: Mapped[Any] = mapped_column(JSONB, server_default="{}")
    """Fields of the national standard for places of digital inclusion that no other column holds."""
    merged_into: Mapped[int | None] = mapped_column(
        ForeignKey("third_place.id", ondelete="SET NULL"), index=True
    )
    """The place under which this record of another source is shown; null for a place of its own."""
    shown_with: Mapped[int | None] = mapped_column(
        ForeignKey("third_place.id", ondelete="SET NULL"), index=True
    )
    """The same place under a licence that may not be mixed with this one's, in whose row both are shown; null
    where it is the one, or alone."""
    source_updated_on: Mapped[date | None]
    """Date of the publisher's last change of the record, where the source says so."""
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """Time of the record's last change here."""

    __table_args__ = (
        *Provenance.provenance_constraints(),
        *Located.location_constraints(),
        one_of("kind", KIND_CODES),
        one_of("status", STATUSES),
        CheckConstraint("assumed <@ '{status,kind}'::text[]", name="assumed"),
        # PostgreSQL raises for a name that it does not know, and every `open_at` would fail.
        one_of("timezone", TIMEZONES),
        one_of("wheelchair", WHEELCHAIR),
        one_of("manager_kind", MANAGER_KINDS),
        CheckConstraint(f"siret ~ '^{SIRET_PATTERN}$'", name="siret"),
        CheckConstraint("merged_into <> id", name="merged_into"),
        CheckConstraint(
            "shown_with <> id AND (merged_into IS NULL OR shown_with IS NULL)", name="shown_with"
        ),
        Index("ix_third_place_shown_id", text("coalesce(merged_into, id)")),
    )


class DuplicatePair(Base):
    """Two records that may be one place, with what was decided about them and why."""

    __tablename__ = "duplicate_pair"

    left_id: Mapped[int] = mapped_column(ForeignKey("third_place.id", ondelete="CASCADE"), primary_key=True)
    right_id: Mapped[int] = mapped_column(
        ForeignKey("third_place.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    verdict: Mapped[str]
    """`same`, `different`, or `review`: an operator has to look."""
    rule: Mapped[str]
    """Short name of the rule that found the pair."""
    score: Mapped[float]
    """Likeness of the two, 0 to 1."""
    explanation: Mapped[str]
    """Explanation for people: what agrees and what differs."""
    decided_by: Mapped[str]
    """`rule` or `operator`; what an operator decided no rule changes."""
    decided_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("left_id < right_id", name="order"),
        one_of("verdict", DUPLICATE_VERDICTS),
        one_of("decided_by", DECIDERS),
        CheckConstraint("score BETWEEN 0 AND 1", name="score"),
    )


class OpeningException(Base):
    """A day on which a place's hours differ from its regular week (holiday, season)."""

    __tablename__ = "opening_exception"

    third_place_id: Mapped[int] = mapped_column(
        ForeignKey("third_place.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    open_minutes: Mapped[Any] = mapped_column(INT4MULTIRANGE)
    """Minutes since the day's own 00:00, local time; empty when closed all day."""
    appointment_minutes: Mapped[Any] = mapped_column(INT4MULTIRANGE, server_default="{}")
    unknown_minutes: Mapped[Any] = mapped_column(INT4MULTIRANGE, server_default="{}")


class ThirdPlaceListing(Tiled, Flattened, Base):
    """Listing that lists, matches, exports and maps read: one row a place, kept by triggers.

    Records that were found to be one place are one row, under the place that the others are merged into or
    shown with. It holds the filters in the shape that indexes want and the GeoJSON Feature already written,
    so that PostgreSQL hands over text and nothing is rebuilt a request. Nothing writes it but
    `app/migrations/sql/current/functions/refresh_third_place_listing.sql`, from the rows of
    `compose_third_places.sql` beside it; `triggers/` says when.
    """

    __tablename__ = "third_place_listing"
    __flattened__ = (
        "opening_hours",
        "telephone",
        "description",
        "funded",
        "fictional",
        "equipment.type",
        "equipment.quantity",
        "equipment.seats",
        "equipment.shareable",
        "equipment.conditions",
        "equipment.price",
        "equipment.terms.qualification",
        "equipment.terms.supervised",
        "equipment.terms.price_hour",
        "equipment.terms.price_half_day",
        "equipment.terms.price_day",
        "equipment.terms.out_of_order_until",
        "equipment_absent",
        "programmes",
        "awards.programme",
        "awards.funder",
        "awards.year",
        "awards.amount",
        "sources.source",
        "sources.source_record_id",
        "sources.licence",
        "sources.publisher",
        "same_as",
    )

    third_place_id: Mapped[int] = mapped_column(
        ForeignKey("third_place.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    public_id: Mapped[str] = mapped_column(Text(collation="C"), unique=True)
    name: Mapped[str]
    position: Mapped[Any | None] = mapped_column(Point)
    kind: Mapped[str]
    status: Mapped[str]
    wheelchair: Mapped[str | None]
    licence: Mapped[str]
    equipment_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Types offered (everything but `shareable = no`), with the groups they belong to."""
    equipment_numbers: Mapped[list[int]] = mapped_column(
        ARRAY(Integer), Computed("equipment_numbers(equipment_codes)", persisted=True)
    )
    """The same codes as numbers, for the index that holds them beside the position."""
    equipment_ids: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    """The items that are shown: of each type, the surest reading of the records shown here."""
    equipment_absent: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """Types and groups that a record states the place not to have, and none that it has."""
    equipment_types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Types offered, in the order of the vocabulary."""
    programme_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    commune_code: Mapped[str | None]
    department_code: Mapped[str | None]
    region_code: Mapped[str | None]
    epci_code: Mapped[str | None]
    search_text: Mapped[str]
    timezone: Mapped[str]
    open_minutes: Mapped[Any | None] = mapped_column(INT4MULTIRANGE)
    hours_from_id: Mapped[int]
    """The record that the hours are from, whose exceptions hold."""
    appointment_minutes: Mapped[Any | None] = mapped_column(INT4MULTIRANGE)
    unknown_minutes: Mapped[Any | None] = mapped_column(INT4MULTIRANGE)
    by_appointment: Mapped[bool | None]
    opening_hours: Mapped[str | None]
    address: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    commune: Mapped[str | None]
    department: Mapped[str | None]
    region: Mapped[str | None]
    position_precision: Mapped[str | None]
    website: Mapped[str | None]
    telephone: Mapped[str | None]
    description: Mapped[str | None]
    manager_kind: Mapped[str | None]
    siret: Mapped[str | None]
    award_count: Mapped[int]
    """Awards that are known."""
    award_year: Mapped[int | None]
    """Year of the last award that is known."""
    award_amount: Mapped[Decimal | None]
    """Euros of all awards whose amount is known."""
    source: Mapped[str]
    publisher: Mapped[str | None]
    """Publisher of the record whose values are shown."""
    publishers: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """Publishers of all records that tell of the place."""
    is_shared: Mapped[bool] = mapped_column(server_default="false")
    """Whether records of several licences tell of the place."""
    source_names: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Sources of all records that tell of the place."""
    same_as: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Public ids of the same place under other licences."""
    source_record_id: Mapped[str]
    source_updated_on: Mapped[date | None]
    fetched_at: Mapped[datetime]
    vanished_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    feature_head: Mapped[str]
    """The Feature up to and including `"properties":{`; `feature_tail` is the rest."""
    feature_tail: Mapped[str]
    collection_tail: Mapped[str]
    """`feature_tail` of the same Feature with flat properties, as the feature service serves it."""
    confirmed_at: Mapped[datetime | None]
    """Time at which who runs the place last confirmed what is shown; null where it has changed since."""

    __table_args__ = (
        Index("ix_third_place_listing_position", "position", postgresql_using="gist"),
        Index(
            "ix_third_place_listing_position_equipment",
            "position",
            "equipment_numbers",
            postgresql_using="gist",
            postgresql_ops={"equipment_numbers": "gist__int_ops"},
        ),
        Index(
            "ix_third_place_listing_planned",
            "position",
            postgresql_using="gist",
            postgresql_where=text("status = 'planned'"),
        ),
        Index("ix_third_place_listing_plane", text("(position::geometry)"), postgresql_using="gist"),
        Index(
            "ix_third_place_listing_tile_key",
            "tile_key",
            postgresql_include=["tile_column", "tile_row", "status", "kind", "third_place_id"],
        ),
        Index("ix_third_place_listing_equipment_codes", "equipment_codes", postgresql_using="gin"),
        Index("ix_third_place_listing_programme_codes", "programme_codes", postgresql_using="gin"),
        Index(
            "ix_third_place_listing_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        Index("ix_third_place_listing_publishers", "publishers", postgresql_using="gin"),
        Index(
            "ix_third_place_listing_confirmed_at",
            "confirmed_at",
            postgresql_where=text("confirmed_at IS NOT NULL"),
        ),
        Index(None, "region_code", "public_id"),
        Index(None, "department_code", "public_id"),
        Index(None, "epci_code", "public_id"),
        Index(None, "commune_code", "public_id"),
        Index(None, "siret"),
    )
