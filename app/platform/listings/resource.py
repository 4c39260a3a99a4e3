"""A collection: what it is called, what it is read from, and what each of its features says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Text, func, literal_column, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from app.platform.cql2.queryables import Kind, Queryable, Queryables, by_name
from app.platform.database.conditions import on_plane
from app.platform.listings.properties import Property

GEOMETRY = "geometry"
"""Name of the geometry among the queryables."""
INSTANT = "updated_at"
"""Name of the property that `datetime` goes by; features of a collection without it are always current."""


class GeometryKind(Enum):
    """The type of every geometry of a collection, as GeoJSON names it."""

    POINT = "Point"
    LINESTRING = "LineString"
    MULTIPOLYGON = "MultiPolygon"


@dataclass(frozen=True, eq=False)
class Collection:
    """One collection of features. Compared by identity: statements are compiled once for each."""

    id: str
    source: Any
    """The model: public_id, position, feature_head, feature_tail and a column a property."""
    title_fr: str
    title_en: str
    description_fr: str
    description_en: str
    properties: Mapping[str, Property]
    geometry: GeometryKind
    queryables: Queryables = field(repr=False)

    @property
    def plane(self) -> ColumnElement[Any]:
        """The geometry in the plane of EPSG:4326, longitude first, as its index is written."""
        return self.queryables[GEOMETRY].sql

    @property
    def has_instant(self) -> bool:
        """Whether its features say when they last changed."""
        return INSTANT in self.properties

    @cached_property
    def attributes(self) -> Mapping[str, Queryable]:
        """The queryables of one value, each a query parameter of its own."""
        several = {Kind.GEOMETRY, Kind.TEXTS}
        return {name: found for name, found in self.queryables.items() if found.kind not in several}


def collection(
    collection_id: str,
    source: Any,  # noqa: ANN401 - a declarative model
    titles: tuple[str, str],
    descriptions: tuple[str, str],
    properties: tuple[Property, ...],
    *,
    geometry: GeometryKind = GeometryKind.POINT,
    lists: tuple[Queryable, ...] = (),
) -> Collection:
    """Return a collection; titles and descriptions are in French and in English.

    `lists` are queryables beside the properties: what features say as joined text, to be asked as arrays.
    """
    attributes = (one.queryable(getattr(source, one.name)) for one in properties)
    return Collection(
        collection_id,
        source,
        *titles,
        *descriptions,
        properties={one.name: one for one in properties},
        geometry=geometry,
        queryables=by_name(_id(source), _geometry(source, geometry), *attributes, *lists),
    )


def codes(
    name: str, joined: InstrumentedAttribute[Any], title: str, known: tuple[str, ...] = ()
) -> Queryable:
    """Return the queryable of codes that a column holds joined by semicolons, as an array."""
    array = func.coalesce(func.string_to_array(joined, ";"), literal_column("'{}'::text[]"))
    return Queryable(name, Kind.TEXTS, type_coerce(array, ARRAY(Text)), title, codes=known)


def _id(source: Any) -> Queryable:  # noqa: ANN401 - a declarative model
    return Queryable("id", Kind.TEXT, source.public_id, "Id; stable across imports", role="id")


def _geometry(source: Any, geometry: GeometryKind) -> Queryable:  # noqa: ANN401 - a declarative model
    plane, geography = source.position, None
    if geometry is GeometryKind.POINT:
        plane, geography = on_plane(source.position), source.position
    return Queryable(
        GEOMETRY,
        Kind.GEOMETRY,
        plane,
        "Geometry",
        geography=geography,
        role="primary-geometry",
        geometry_type=geometry.value.lower(),
    )
