"""Views from which collections are read, in `app/migrations/sql/current/views/`.

Every one has `public_id`, `position`, `feature_head`, `feature_tail`, as listings have, and a column a
property. Places, equipment and organisations are the listings, flat.

A statement that names such a view costs PostgreSQL 0.3 ms to unfold it, more than a page of ten takes to be
read: the feature service reads places and organisations by `Flat`, from the listing itself.
"""

from datetime import date, datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import ColumnElement, FromClause, Text, func, literal_column
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.directory.common.columns import Point
from app.platform.database.base import Base


class Served:
    """Columns of every collection beside its properties."""

    public_id: Mapped[str] = mapped_column(Text(collation="C"))
    feature_head: Mapped[str]
    """The Feature up to and including `"properties":{`; `feature_tail` is the rest."""
    feature_tail: Mapped[str]


class Located:
    """Columns of what has an address."""

    position: Mapped[Any | None] = mapped_column(Point)
    address: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    commune_code: Mapped[str | None]
    commune: Mapped[str | None]
    department_code: Mapped[str | None]
    department: Mapped[str | None]
    region_code: Mapped[str | None]
    region: Mapped[str | None]
    epci_code: Mapped[str | None]
    position_precision: Mapped[str | None]


class Recorded:
    """Columns of where a record comes from."""

    fictional: Mapped[bool]
    source: Mapped[str]
    source_record_id: Mapped[str]
    sources: Mapped[str]
    licence: Mapped[str]
    fetched_at: Mapped[datetime]
    source_updated_on: Mapped[date | None]
    vanished_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


VIEW = {"info": {"is_view": True}}
"""Mark of a view; the migrations compare tables only."""


class CollectedThirdPlace(Served, Located, Recorded, Base):
    """Third places, flat."""

    __tablename__ = "collection_third_place"

    third_place_id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text(collation="C"))
    name: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    opening_hours: Mapped[str | None]
    wheelchair: Mapped[str | None]
    website: Mapped[str | None]
    telephone: Mapped[str | None]
    description: Mapped[str | None]
    manager_kind: Mapped[str | None]
    siret: Mapped[str | None]
    equipment: Mapped[str | None]
    equipment_count: Mapped[int]
    equipment_absent: Mapped[str | None]
    publisher: Mapped[str | None]
    funded: Mapped[bool]
    programmes: Mapped[str | None]
    award_count: Mapped[int]
    award_amount: Mapped[float | None]
    award_year: Mapped[int | None]
    same_as: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]

    __table_args__ = VIEW


class CollectedEquipment(Served, Located, Base):
    """Equipment, flat: one row a place and type."""

    __tablename__ = "collection_equipment"

    third_place_id: Mapped[int] = mapped_column(primary_key=True)
    equipment_id: Mapped[int]
    public_id: Mapped[str] = mapped_column(Text(collation="C"))
    type: Mapped[str] = mapped_column(primary_key=True)
    type_group: Mapped[str | None]
    label_fr: Mapped[str]
    label_en: Mapped[str]
    quantity: Mapped[int | None]
    seats: Mapped[int | None]
    shareable: Mapped[str]
    conditions: Mapped[str | None]
    price: Mapped[str | None]
    qualification: Mapped[str | None]
    supervised: Mapped[bool | None]
    minimum_age: Mapped[int | None]
    price_hour: Mapped[float | None]
    price_half_day: Mapped[float | None]
    price_day: Mapped[float | None]
    consumables: Mapped[str | None]
    out_of_order_until: Mapped[date | None]
    raw_text: Mapped[str | None]
    confidence: Mapped[float]
    third_place: Mapped[str]
    third_place_name: Mapped[str]
    third_place_kind: Mapped[str]
    status: Mapped[str]
    wheelchair: Mapped[str | None]
    website: Mapped[str | None]
    telephone: Mapped[str | None]
    fictional: Mapped[bool]
    source: Mapped[str]
    licence: Mapped[str]
    updated_at: Mapped[datetime]

    __table_args__ = VIEW


class CollectedOrganisation(Served, Located, Recorded, Base):
    """Organisations, flat: one row a site."""

    __tablename__ = "collection_organisation"

    organisation_id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text(collation="C"))
    name: Mapped[str]
    trade_name: Mapped[str | None]
    kind: Mapped[str]
    status: Mapped[str]
    siret: Mapped[str | None]
    siren: Mapped[str | None]
    nda: Mapped[str | None]
    uai: Mapped[str | None]
    apprenticeship_role: Mapped[str | None]
    networks: Mapped[str | None]
    equipment_status: Mapped[str]
    plans_to_invest: Mapped[bool | None]
    needs: Mapped[str | None]
    learners: Mapped[int | None]
    qualiopi: Mapped[bool | None]

    __table_args__ = VIEW


class CollectedMatch(Served, Base):
    """Matches of the newest run, flat: lines from sites to places."""

    __tablename__ = "collection_match"

    public_id: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    position: Mapped[Any | None] = mapped_column(Geometry("LINESTRING", srid=4326))
    plane: Mapped[Any | None] = mapped_column(Geometry(srid=4326))
    """The line, or the point of a site without a match: what the index is over."""
    run: Mapped[int]
    status: Mapped[str]
    rank: Mapped[int | None]
    organisation_id: Mapped[str]
    organisation: Mapped[str]
    siret: Mapped[str | None]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    commune_code: Mapped[str | None]
    department_code: Mapped[str | None]
    department: Mapped[str | None]
    region_code: Mapped[str | None]
    region: Mapped[str | None]
    epci_code: Mapped[str | None]
    third_place_id: Mapped[str | None]
    third_place: Mapped[str | None]
    distance_m: Mapped[float | None]
    approximate: Mapped[bool | None]
    score: Mapped[float | None]
    equipment: Mapped[str | None]
    needs_met: Mapped[str | None]
    needs_unmet: Mapped[str | None]
    learners: Mapped[int | None]
    reasons_fr: Mapped[str | None]
    reasons_en: Mapped[str | None]
    fictional: Mapped[bool]
    licence: Mapped[str]
    updated_at: Mapped[datetime]

    __table_args__ = VIEW


class CollectedCoverageOrigin(Served, Base):
    """Open organisations in their class of coverage, for the usual question."""

    __tablename__ = "collection_coverage_origin"

    organisation_id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text(collation="C"))
    position: Mapped[Any | None] = mapped_column(Point)
    name: Mapped[str]
    kind: Mapped[str]
    coverage: Mapped[str]
    nearest_id: Mapped[str | None]
    nearest: Mapped[str | None]
    distance_m: Mapped[float | None]
    equipment_status: Mapped[str]
    learners: Mapped[int | None]
    commune_code: Mapped[str | None]
    commune: Mapped[str | None]
    department_code: Mapped[str | None]
    department: Mapped[str | None]
    region_code: Mapped[str | None]
    region: Mapped[str | None]
    epci_code: Mapped[str | None]
    position_precision: Mapped[str | None]
    fictional: Mapped[bool]
    licence: Mapped[str]

    __table_args__ = VIEW


class TerritoryView(Served):
    """A level of territory."""

    @declared_attr
    def code(cls) -> Mapped[str]:  # noqa: N805
        """INSEE code, or SIREN of an EPCI."""
        return mapped_column(primary_key=True)

    name: Mapped[str]
    population: Mapped[int | None]


class CollectedCommune(TerritoryView, Base):
    """Communes and municipal arrondissements, as points."""

    __tablename__ = "collection_commune"
    __table_args__ = VIEW

    position: Mapped[Any | None] = mapped_column(Point)
    type: Mapped[str]
    parent_code: Mapped[str | None]
    postcodes: Mapped[str | None]
    department_code: Mapped[str | None]
    department: Mapped[str | None]
    region_code: Mapped[str | None]
    region: Mapped[str | None]
    epci_code: Mapped[str | None]
    epci: Mapped[str | None]


class CollectedEpci(TerritoryView, Base):
    """Intercommunal bodies, as points."""

    __tablename__ = "collection_epci"
    __table_args__ = VIEW

    position: Mapped[Any | None] = mapped_column(Point)
    communes: Mapped[int]


class CollectedDepartment(TerritoryView, Base):
    """Départements, as areas."""

    __tablename__ = "collection_department"
    __table_args__ = VIEW

    position: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", srid=4326))
    seat: Mapped[str]
    seat_name: Mapped[str | None]
    region_code: Mapped[str]
    region: Mapped[str]
    is_outline: Mapped[bool]


class CollectedRegion(TerritoryView, Base):
    """Régions, as areas."""

    __tablename__ = "collection_region"
    __table_args__ = VIEW

    position: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", srid=4326))
    seat: Mapped[str]
    seat_name: Mapped[str | None]
    is_outline: Mapped[bool]


class Flat:
    """Columns of a view over one listing, as expressions of that listing, so that a statement names no view.

    `computed` holds the columns that are not the listing's own of that name; a test compares all with the
    view.
    """

    def __init__(self, view: type[Base], listing: Any, **computed: Any) -> None:  # noqa: ANN401 - a declarative model
        self._table: FromClause = listing.__table__
        for name in view.__table__.columns.keys():  # noqa: SIM118 - the keys, not the columns
            setattr(self, name, computed[name] if name in computed else getattr(listing, name))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a column
        """Say which column there is not."""
        raise AttributeError(name)

    def __clause_element__(self) -> FromClause:
        """Return the listing's table, which SQLAlchemy selects from."""
        return self._table


def joined(array: Any) -> ColumnElement[str]:  # noqa: ANN401 - a column
    """Return the texts of an array joined by semicolons; null for none."""
    return func.nullif(func.array_to_string(array, literal_column("';'")), literal_column("''"))
