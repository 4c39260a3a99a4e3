"""The fields of a resource, each said once: filters, exported columns and collections are made from them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import SQLColumnExpression

from app.platform.cql2.queryables import Kind, Queryable, Queryables, by_name
from app.platform.database.conditions import on_plane
from app.platform.listings.columns import Column, ColumnType

GEOMETRY = "geometry"
"""Name of the geometry among the queryables."""
_ROLES = {"updated_at": "primary-instant"}
_COLUMN_TYPES = {
    Kind.TEXT: ColumnType.TEXT,
    Kind.TEXTS: ColumnType.TEXT,
    Kind.INTEGER: ColumnType.NUMBER,
    Kind.NUMBER: ColumnType.NUMBER,
    Kind.BOOLEAN: ColumnType.BOOLEAN,
    Kind.DATE: ColumnType.DATE,
    Kind.TIMESTAMP: ColumnType.TIME,
}


@dataclass(frozen=True, slots=True)
class Array:
    """A list as filters of a collection know it, whose features hold it as one text."""

    name: str
    label: str = ""
    """Without one, the field's."""
    vocabulary: tuple[str, ...] | None = None
    """Without one, the field's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a resource; null where unknown, if it may be unknown."""

    name: str
    type: Kind
    label: str
    """In English, as a sentence begins."""
    vocabulary: tuple[str, ...] = field(default=(), repr=False)
    """The values it takes, where they are one of our vocabularies."""
    nullable: bool = True
    filterable: bool = True
    """Whether filters of the API may name it."""
    collected: bool = True
    """Whether the features of the collection have it, as a property and for filters."""
    exported: bool = True
    """Whether it is a column of the flat table."""
    in_tiles: bool = False
    """Whether the features of tiles have it, as an attribute."""
    tile_name: str = ""
    """Its name there, where it is another."""
    description: str = ""
    """Of the exported column; without one, the label."""
    expression: Callable[[Any], SQLColumnExpression[Any]] | None = None
    """SQL over the listing; without it, the column of this name."""
    array: Array | None = None
    of: str = ""
    """Property of the Feature that the column is read from; without one, that of this name."""
    key: str | None = None
    """Key whose values the column joins, of each item of that property."""
    after: str | None = None
    """Column behind which this one stands in files, where it is another than the one before."""

    def queryable(self, listing: Any) -> Queryable:  # noqa: ANN401 - a declarative model
        """Return it as filters over a listing name it."""
        column = getattr(listing, self.name) if self.expression is None else self.expression(listing)
        return Queryable(self.name, self.type, column, self.label, codes=self.vocabulary, role=self.role)

    @property
    def role(self) -> str | None:
        """Its role in OGC's schemas (`x-ogc-role`)."""
        return _ROLES.get(self.name)

    @property
    def collected_type(self) -> Kind:
        """The type that features of a collection have it in: one value, a list being joined."""
        return Kind.TEXT if self.type is Kind.TEXTS else self.type

    @property
    def collected_vocabulary(self) -> tuple[str, ...]:
        """The values that features of a collection have it in."""
        return () if self.type is Kind.TEXTS else self.vocabulary

    @property
    def collected_label(self) -> str:
        """Title of the property in a collection."""
        if self.type is not Kind.TEXTS:
            return self.label
        return (
            f"{self.label}: codes joined by semicolons"
            if self.vocabulary
            else (f"{self.label}, joined by semicolons")
        )

    def column(self) -> Column:
        """Return it as a column of the flat table."""
        return Column(
            self.name,
            _COLUMN_TYPES[self.type],
            self.description or _within_a_sentence(self.label),
            self.of or self.name,
            is_list=bool(self.of) or self.type is Kind.TEXTS,
            key=self.key,
        )


Fields = Sequence[Field]


def text(name: str, label: str, vocabulary: Iterable[str] = (), **options: Any) -> Field:  # noqa: ANN401
    """Return a field that holds text."""
    return Field(name=name, type=Kind.TEXT, label=label, vocabulary=tuple(vocabulary), **options)


def texts(name: str, label: str, vocabulary: Iterable[str] = (), **options: Any) -> Field:  # noqa: ANN401
    """Return a field that holds a list of texts."""
    return Field(name=name, type=Kind.TEXTS, label=label, vocabulary=tuple(vocabulary), **options)


def integer(name: str, label: str, **options: Any) -> Field:  # noqa: ANN401
    """Return a field that holds whole numbers."""
    return Field(name=name, type=Kind.INTEGER, label=label, **options)


def number(name: str, label: str, **options: Any) -> Field:  # noqa: ANN401
    """Return a field that holds numbers."""
    return Field(name=name, type=Kind.NUMBER, label=label, **options)


def boolean(name: str, label: str, **options: Any) -> Field:  # noqa: ANN401
    """Return a field that is true or false."""
    return Field(name=name, type=Kind.BOOLEAN, label=label, **options)


def day(name: str, label: str, **options: Any) -> Field:  # noqa: ANN401
    """Return a field that holds dates."""
    return Field(name=name, type=Kind.DATE, label=label, **options)


def time(name: str, label: str, **options: Any) -> Field:  # noqa: ANN401
    """Return a field that holds times."""
    return Field(name=name, type=Kind.TIMESTAMP, label=label, **options)


def items(name: str, of: str, key: str, label: str, *, after: str | None = None) -> Field:
    """Return a column of what each item of a list says under one key; an empty text where it says nothing.

    The columns of one list have as many values each, in the same order. Nothing else has them.
    """
    return text(name, label, of=of, key=key, after=after, filterable=False, collected=False)


def queryables_of(listing: Any, fields: Fields, geometry_type: str = "point") -> Queryables:  # noqa: ANN401
    """Return what filters over a listing may name: id, geometry, and the fields that are filterable."""
    geometry = geometry_queryable(on_plane(listing.position), geometry_type, listing.position)
    named = (one.queryable(listing) for one in fields if one.filterable)
    return by_name(id_queryable(listing.public_id), geometry, *named)


def id_queryable(public_id: SQLColumnExpression[str]) -> Queryable:
    """Return the id as filters name it."""
    return Queryable("id", Kind.TEXT, public_id, "Id; stable across imports", role="id")


def geometry_queryable(
    plane: SQLColumnExpression[Any],
    geometry_type: str,
    geography: SQLColumnExpression[Any] | None = None,
) -> Queryable:
    """Return the geometry as filters name it."""
    return Queryable(
        GEOMETRY,
        Kind.GEOMETRY,
        plane,
        "Geometry",
        geography=geography,
        role="primary-geometry",
        geometry_type=geometry_type,
    )


def columns_of(fields: Fields) -> tuple[Column, ...]:
    """Return the flat table: the fields that are exported, in the order of the columns."""
    exported = [one for one in fields if one.exported]
    ordered: list[Field] = []
    waiting: dict[str, list[Field]] = {}
    for one in exported:
        if one.after is not None:
            waiting.setdefault(one.after, []).append(one)

    def place(one: Field) -> None:
        ordered.append(one)
        for following in waiting.get(one.name, ()):
            place(following)

    for one in exported:
        if one.after is None:
            place(one)
    return tuple(one.column() for one in ordered)


def _within_a_sentence(label: str) -> str:
    """Return a label with a small first letter, unless it begins with an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
