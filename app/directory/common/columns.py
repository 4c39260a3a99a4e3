"""Columns that the tables of several resources share: provenance, address, position, square of the tiles."""

from datetime import datetime
from typing import Any, ClassVar

from geoalchemy2 import Geography
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.directory.common.licences import LICENCES
from app.platform.database.base import one_of

DEMONSTRATION_SOURCE = "demo"
"""The source of every fictional record."""

POSITION_PRECISIONS = ("address", "street", "commune_centroid")
"""Precision of a position; a distance from or to the centre of a commune is rough."""

Point = Geography("POINT", srid=4326, spatial_index=False)
"""A position on WGS 84, longitude first; distances on it are geodesic metres."""


class Provenance:
    """Source of a record and its id there, which the source gives only once."""

    source: Mapped[str]
    list: Mapped[str] = mapped_column(server_default="")
    """The publisher's list within a source that many may fill; empty elsewhere."""
    source_record_id: Mapped[str]
    """Begins with the list, where there is one (`list:record`)."""
    licence: Mapped[str]
    fetched_at: Mapped[datetime] = mapped_column(server_default=func.now())
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """Digest of the record as read, so that a second import can tell unchanged from updated."""
    vanished_at: Mapped[datetime | None]
    """Time at which the record was first missing from its source; it is marked, never deleted."""

    @declared_attr
    def import_run_id(cls) -> Mapped[int | None]:  # noqa: N805
        """Run that last wrote the record; null for demonstration data."""
        return mapped_column(ForeignKey("import_run.id", ondelete="SET NULL"), index=True)

    @staticmethod
    def provenance_constraints() -> tuple[Any, ...]:
        """Return the constraints every table with a provenance carries."""
        return (UniqueConstraint("source", "source_record_id"), one_of("licence", LICENCES))


class Tiled:
    """Position of a point in the square of Web Mercator, of which its tiles are parts (`geo.tiles`).

    All three are null where it has no position, key and row also beyond the square, towards the poles.
    """

    __tiled_by__ = "position"
    """The column with the point."""

    @declared_attr
    def tile_key(cls) -> Mapped[int | None]:  # noqa: N805
        """Column and row with their bits interleaved: a tile is a range of keys."""
        return mapped_column(BigInteger, Computed(f"tile_key({cls.__tiled_by__})", persisted=True))

    @declared_attr
    def tile_column(cls) -> Mapped[int | None]:  # noqa: N805
        """Column among 2^31, from the antimeridian eastwards."""
        return mapped_column(Computed(f"mercator_column({cls.__tiled_by__})", persisted=True))

    @declared_attr
    def tile_row(cls) -> Mapped[int | None]:  # noqa: N805
        """Row among 2^31, from the north."""
        return mapped_column(Computed(f"mercator_row({cls.__tiled_by__})", persisted=True))


class Flattened:
    """Columns of the flat table of a listing's Features beyond those of the listing."""

    __flattened__: ClassVar[tuple[str, ...]] = ()
    """Properties; `property.key` for what the items of a list say under one key."""

    @declared_attr
    def flat(cls) -> Mapped[Any]:  # noqa: N805
        """By property its text, or the texts of a list joined by semicolons; no key for what says nothing."""
        paths = ",".join(cls.__flattened__)
        written = f"flat_properties(feature_tail, '{{{paths}}}'::text[])"
        return mapped_column(JSONB, Computed(written, persisted=True), nullable=False)


class Located:
    """An address and a position, with how well the position is known."""

    address: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    position: Mapped[Any | None] = mapped_column(Point)
    position_precision: Mapped[str | None]

    @declared_attr
    def commune_code(cls) -> Mapped[str | None]:  # noqa: N805
        """INSEE code of the commune, when the directory knows that commune."""
        return mapped_column(ForeignKey("commune.code"))

    @declared_attr
    def department_code(cls) -> Mapped[str | None]:  # noqa: N805
        """INSEE code of the département; null outside the 101 (New Caledonia, for example)."""
        return mapped_column(ForeignKey("department.code"))

    @declared_attr
    def region_code(cls) -> Mapped[str | None]:  # noqa: N805
        """INSEE code of the région."""
        return mapped_column(ForeignKey("region.code"))

    @declared_attr
    def epci_code(cls) -> Mapped[str | None]:  # noqa: N805
        """SIREN of the EPCI (intercommunal body)."""
        return mapped_column(ForeignKey("epci.code"))

    @staticmethod
    def location_constraints() -> tuple[Any, ...]:
        """Return the constraints every located table carries."""
        return (
            one_of("position_precision", POSITION_PRECISIONS),
            CheckConstraint(
                "(position IS NULL) = (position_precision IS NULL)", name="position_has_precision"
            ),
            CheckConstraint(
                "position IS NULL OR (ST_X(position::geometry) BETWEEN -180 AND 180"
                " AND ST_Y(position::geometry) BETWEEN -90 AND 90)",
                name="position_on_earth",
            ),
            CheckConstraint("postcode ~ '^[0-9]{5}$'", name="postcode"),
        )


class ListedView:
    """Columns of every view by which records are listed and exported, beside their properties."""

    public_id: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    position: Mapped[Any | None] = mapped_column(Point)
    search_text: Mapped[str]
    feature_head: Mapped[str]
    """The Feature up to and including `"properties":{`; `feature_tail` is the rest."""
    feature_tail: Mapped[str]
    fictional: Mapped[bool]
    source: Mapped[str]
    source_record_id: Mapped[str]
    licence: Mapped[str]
    fetched_at: Mapped[datetime]
    vanished_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

    __table_args__ = {"info": {"is_view": True}}  # noqa: RUF012 - SQLAlchemy's own name
