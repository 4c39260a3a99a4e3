"""Régions, départements, EPCI and communes."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import Computed, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.common.columns import Point, Tiled
from app.platform.database.base import Base, one_of

Outline = Geometry("MULTIPOLYGON", srid=4326, spatial_index=False)

COMMUNE_TYPES = ("commune", "arrondissement")
"""`arrondissement`: the municipal arrondissements of Paris, Lyon and Marseille."""


class Territory:
    """Columns of every level of territory: code, name, population, outline."""

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    population: Mapped[int | None]
    centroid: Mapped[Any | None] = mapped_column(Point)


class Outlined:
    """A territory that may have an outline: the published one, and a light one for drawing."""

    outline: Mapped[Any | None] = mapped_column(Outline)
    drawing: Mapped[Any | None] = mapped_column(Outline)
    """The outline simplified with its neighbours, so that shared borders stay shared."""


class Region(Territory, Outlined, Base):
    """A région; `seat` is the INSEE code of its chef-lieu."""

    __tablename__ = "region"

    seat: Mapped[str]


class Department(Territory, Outlined, Base):
    """A département; `seat` is the INSEE code of its prefecture."""

    __tablename__ = "department"

    seat: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    timezone: Mapped[str]


class Epci(Territory, Tiled, Base):
    """An intercommunal body (établissement public de coopération intercommunale)."""

    __tablename__ = "epci"
    __tiled_by__ = "centroid"
    __table_args__ = (
        Index("ix_epci_tile_key", "tile_key"),
        # In the database it is in the collation C, as `ix_commune_code_c` is.
        Index("ix_epci_code_c", "code"),
    )


class Commune(Territory, Tiled, Base):
    """A commune, or a municipal arrondissement of Paris, Lyon or Marseille."""

    __tablename__ = "commune"
    __tiled_by__ = "centroid"

    type: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    postcodes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    department_code: Mapped[str | None] = mapped_column(ForeignKey("department.code"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    epci_code: Mapped[str | None] = mapped_column(ForeignKey("epci.code"), index=True)
    search_name: Mapped[str] = mapped_column(Computed("fold(name)", persisted=True))

    __table_args__ = (
        one_of("type", COMMUNE_TYPES),
        Index("ix_commune_postcodes", "postcodes", postgresql_using="gin"),
        Index(
            "ix_commune_search_name",
            "search_name",
            postgresql_using="gin",
            postgresql_ops={"search_name": "gin_trgm_ops"},
        ),
        Index("ix_commune_search_prefix", "search_name", postgresql_ops={"search_name": "text_pattern_ops"}),
        Index("ix_commune_tile_key", "tile_key"),
        Index("ix_commune_centroid", "centroid", postgresql_using="gist"),
        Index("ix_commune_plane", text("(centroid::geometry)"), postgresql_using="gist"),
        # In the database it is in the collation C; Alembic neither writes nor compares collations of indexes.
        Index("ix_commune_code_c", "code"),
    )
