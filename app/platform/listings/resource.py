"""A collection: what it is called, what it is read from, and what each of its features says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Text, func, literal_column, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY

from app.platform.cql2.queryables import Kind, Queryable, Queryables, by_name
from app.platform.database.conditions import on_plane
from app.platform.listings.fields import (
    GEOMETRY,
    Array,
    Field,
    Fields,
    geometry_queryable,
    id_queryable,
)

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
    properties: Mapping[str, Field]
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
        return {
            name: queryable for name, queryable in self.queryables.items() if queryable.kind not in several
        }


def collection(
    collection_id: str,
    source: Any,  # noqa: ANN401 - a declarative model
    titles: tuple[str, str],
    descriptions: tuple[str, str],
    fields: Fields,
    geometry: GeometryKind = GeometryKind.POINT,
) -> Collection:
    """Return a collection of the collected fields; titles and descriptions are in French and in English."""
    collected = [one for one in fields if one.collected]
    arrays = (_array(source, one, one.array) for one in collected if one.array is not None)
    return Collection(
        collection_id,
        source,
        *titles,
        *descriptions,
        properties={one.name: one for one in collected},
        geometry=geometry,
        queryables=by_name(
            id_queryable(source.public_id),
            _geometry(source, geometry),
            *(_attribute(source, one) for one in collected),
            *sorted(arrays, key=lambda one: one.name),
        ),
    )


def _attribute(source: Any, one: Field) -> Queryable:  # noqa: ANN401 - a declarative model
    return Queryable(
        one.name,
        one.collected_type,
        getattr(source, one.name),
        one.collected_label,
        codes=one.collected_vocabulary,
        role=one.role,
    )


def _array(source: Any, one: Field, array: Array) -> Queryable:  # noqa: ANN401 - a declarative model
    """Return the queryable of a list that a column holds joined by semicolons, as an array."""
    joined = getattr(source, one.name)
    split = func.coalesce(func.string_to_array(joined, ";"), literal_column("'{}'::text[]"))
    return Queryable(
        array.name,
        Kind.TEXTS,
        type_coerce(split, ARRAY(Text)),
        array.label or one.label,
        codes=one.vocabulary if array.vocabulary is None else array.vocabulary,
    )


def _geometry(source: Any, geometry: GeometryKind) -> Queryable:  # noqa: ANN401 - a declarative model
    if geometry is GeometryKind.POINT:
        return geometry_queryable(on_plane(source.position), "point", source.position)
    return geometry_queryable(source.position, geometry.value.lower())
