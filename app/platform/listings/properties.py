"""The properties of a collection: what a column of its attribute table holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from app.platform.cql2.queryables import Kind, Queryable


@dataclass(frozen=True, slots=True)
class Property:
    """One property of every feature of a collection; null where unknown, if it may be unknown."""

    name: str
    kind: Kind
    title: str
    codes: tuple[str, ...] = ()
    """Values of the property, where they are a vocabulary."""
    is_nullable: bool = True

    def queryable(self, column: ColumnElement[Any]) -> Queryable:
        """Return the property as filters name it."""
        return Queryable(
            self.name, self.kind, column, self.title, codes=self.codes, role=_ROLES.get(self.name)
        )


_ROLES = {"updated_at": "primary-instant"}


def text(name: str, title: str, codes: Iterable[str] = (), *, nullable: bool = True) -> Property:
    """Return a property that holds text."""
    return Property(name, Kind.TEXT, title, tuple(codes), nullable)


def integer(name: str, title: str, *, nullable: bool = True) -> Property:
    """Return a property that holds whole numbers."""
    return Property(name, Kind.INTEGER, title, (), nullable)


def number(name: str, title: str, *, nullable: bool = True) -> Property:
    """Return a property that holds numbers."""
    return Property(name, Kind.NUMBER, title, (), nullable)


def boolean(name: str, title: str, *, nullable: bool = True) -> Property:
    """Return a property that is true or false."""
    return Property(name, Kind.BOOLEAN, title, (), nullable)


def day(name: str, title: str) -> Property:
    """Return a property that holds dates."""
    return Property(name, Kind.DATE, title)


def time(name: str, title: str, *, nullable: bool = True) -> Property:
    """Return a property that holds times."""
    return Property(name, Kind.TIMESTAMP, title, (), nullable)
