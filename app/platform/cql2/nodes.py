"""A filter that was read: a predicate, which one SQL statement stands for, and the values of its literals."""

from dataclasses import dataclass, field
from typing import Any

from app.platform.cql2.queryables import Kind


@dataclass(frozen=True, slots=True)
class Property:
    """A queryable."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Value:
    """A literal: the parameter of this number."""

    number: int
    kind: Kind

    @property
    def parameter(self) -> str:
        """The name of the SQL parameter."""
        return f"cql{self.number}"


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function over its arguments."""

    name: str
    """As CQL2's JSON encoding writes it, in small letters: `and`, `=`, `isnull`, `s_intersects`, ..."""
    arguments: "tuple[Node, ...]"
    kind: Kind


Node = Property | Value | Call
"""Hashable: requests whose filters differ in literals alone share one compiled statement."""


@dataclass(frozen=True)
class Filter:
    """A filter, read and checked against the queryables of one resource."""

    predicate: Node
    parameters: dict[str, Any] = field(default_factory=dict, hash=False)
    """The literals by the names of their SQL parameters (`Value.parameter`)."""
