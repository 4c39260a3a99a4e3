"""Queryables of a resource: the properties that a filter may use, with their types."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import ColumnElement, SQLColumnExpression


class Kind(StrEnum):
    """The type of an expression in a filter."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "whole number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    INTERVAL = "interval"
    TEXTS = "array of texts"
    GEOMETRY = "geometry"

    @property
    def with_article(self) -> str:
        """The type as a sentence names it."""
        return f"an {self}" if self[0] in "aeiou" else f"a {self}"


_JSON_SCHEMA: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.NUMBER: {"type": "number"},
    Kind.INTEGER: {"type": "integer"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.TIMESTAMP: {"type": "string", "format": "date-time"},
    Kind.TEXTS: {"type": "array", "items": {"type": "string"}},
    Kind.GEOMETRY: {"x-ogc-role": "primary-geometry", "format": "geometry-point"},
}


@dataclass(frozen=True, eq=False)
class Queryable:
    """A property that filters may name.

    `column` is any SQL expression over the resource's listing. A geometry's is a plane `geometry` in
    EPSG:4326, longitude first, written as the index that serves it is; `geography` is the same for distances
    in metres.
    """

    name: str
    kind: Kind
    column: SQLColumnExpression[Any]
    title: str
    description: str = ""
    codes: tuple[str, ...] = ()
    """The values it takes, where they are of one of our vocabularies."""
    geography: SQLColumnExpression[Any] | None = None
    role: str | None = None
    """The property's role in OGC's schemas (`x-ogc-role`): `id`, `primary-instant`, ..."""
    geometry_type: str = "point"
    """Type of a geometry in the words of OGC's `format`: `point`, `multipolygon`, ... or `any`."""

    @property
    def sql(self) -> ColumnElement[Any]:
        """The column as an element of a statement, which a mapped attribute is in all but its type."""
        return cast("ColumnElement[Any]", self.column)

    def json_schema(self) -> dict[str, Any]:
        """Return its JSON Schema, as `/queryables` of OGC API - Features Part 3 shows it."""
        schema: dict[str, Any] = {"title": self.title}
        if self.description:
            schema["description"] = self.description
        schema |= _JSON_SCHEMA[self.kind]
        if self.kind is Kind.GEOMETRY:
            schema["format"] = f"geometry-{self.geometry_type}"
        if self.codes and self.kind is Kind.TEXTS:
            schema["items"] = {"type": "string", "enum": list(self.codes)}
        elif self.codes:
            schema["enum"] = list(self.codes)
        if self.role:
            schema["x-ogc-role"] = self.role
        return schema


Queryables = Mapping[str, Queryable]
NONE: Queryables = MappingProxyType({})


def by_name(*queryables: Queryable) -> Queryables:
    """Return queryables by their names, which must differ."""
    named = {queryable.name: queryable for queryable in queryables}
    if len(named) != len(queryables):
        raise ValueError("Two queryables of one name.")
    return MappingProxyType(named)
