"""Selection of features: its filters, the SQL conditions that they mean, and the values of their parameters.

Requests with the same filters share one compiled SQL statement; only the parameters differ.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.platform import cql2
from app.platform.cql2.nodes import Node
from app.platform.cql2.queryables import NONE, Queryables
from app.platform.database import conditions as where
from app.platform.database.conditions import Column, Condition
from app.platform.database.connection import Database

NEAR, RADIUS, BBOX, BBOX_ANTIMERIDIAN = "near", "radius", "bbox", "bbox_antimeridian"
TEXT, CURSOR, CURSOR_LAST = "text", "cursor", "cursor_last"
OPEN_AT, OPEN_DURING = "open_at", "open_during"
OPEN_LOCAL = "open_local"
"""Parameter beside `open_at`: one of them is null."""
LICENCE = "licence"
"""The filter that promises one licence."""
VALID_ON = "valid_on"
"""A day on which something must hold; today where none is said."""
HAS_WORD = re.compile(r"[^\W_]")


_ONE_PLAN = {NEAR, RADIUS, CURSOR, CURSOR_LAST, "operating", "any_equipment", "in_order"}


class Filters(NamedTuple):
    """Key of a compiled SQL statement: filters and codes, without the values of parameters."""

    names: frozenset[str]
    """Filters present whose values are parameters."""
    words: int = 0
    """Number of words searched."""
    constants: frozenset[tuple[str, tuple[str, ...]]] = frozenset()
    """Filters whose values stand in the statement: codes of our own vocabularies.

    PostgreSQL can then plan once for a common type and once for a rare one, instead of planning anew
    at every request or planning blindly.
    """
    filter: Node | None = None
    """Filter in CQL2 without the values of its literals, which are parameters."""

    @property
    def depends_on_time(self) -> bool:
        """Whether the selection changes while the directory does not."""
        return bool({OPEN_AT, VALID_ON} & self.names) or any(
            name == OPEN_DURING for name, _ in self.constants
        )

    @property
    def has_one_plan(self) -> bool:
        """Whether the best plan is the same whatever the parameters."""
        return self.filter is None and self.names <= _ONE_PLAN


@dataclass(frozen=True)
class Resource:
    """A listing that serves Features, and the conditions that its filters mean."""

    listing: Any
    """The listing's model: public_id, position, search_text, feature_head, feature_tail."""
    conditions: Mapping[str, Callable[[], Condition]]
    """Conditions by filter name; each reads the parameters of the same name."""
    vocabulary_conditions: Mapping[str, Callable[[tuple[str, ...]], Condition]]
    """Conditions by filter name; each takes the requested codes, which the caller has checked."""
    queryables: Queryables = field(default_factory=lambda: NONE)
    """Queryables by name."""
    nearby_conditions: Mapping[str, Callable[[tuple[str, ...]], Condition]] = field(default_factory=dict)
    """Members of `vocabulary_conditions` that an index of positions answers too, in terms that it knows."""
    under_licence: str | None = None
    """The relation that a selection of one licence reads in place of the listing, with the same columns: each
    of its rows comes from records of one licence."""
    last: Callable[["Filters"], Condition | None] = field(default=lambda _filters: None)
    """Condition of rows that come after all others; None where filters leave no such rows, or no others."""
    has_points: bool = True
    """Whether every position is a point; lines are never searched for the nearest."""
    complete: Callable[[Mapping[str, Any], dict[str, Any]], None] = field(
        default=lambda _validated, _parameters: None
    )
    """Adds to the parameters of a statement what its filters ask for beside their values."""
    check: Callable[[Database, "Selection"], None] = field(default=lambda _database, _selection: None)
    """Refuses, by a marshmallow.ValidationError, a selection that the directory cannot answer."""
    shown_under: str | None = None
    """SQL of the public id under which a record is shown, by its own (`public_id`)."""

    @property
    def position(self) -> Column:
        """The position column."""
        return self.listing.position  # type: ignore[no-any-return]

    @property
    def public_id(self) -> Column:
        """The public id column, which breaks ties."""
        return self.listing.public_id  # type: ignore[no-any-return]

    def selection(self, parameters: Mapping[str, Any]) -> "Selection":
        """Return the selection that the validated parameters of a list, an export or a map mean."""
        selection = select(parameters, self)
        self.complete(parameters, selection.parameters)
        return selection

    def over(self, filters: "Filters", sql: str) -> str:
        """Return a statement over the listing as one over what a selection reads."""
        if self.under_licence is None or LICENCE not in filters.names:
            return sql
        return sql.replace(self.listing.__tablename__, self.under_licence)

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True)
class Selection:
    """One caller's selection."""

    filters: Filters
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def is_near(self) -> bool:
        """Whether an origin is given, so that results carry a distance and are ordered by it."""
        return NEAR in self.filters.names

    def after(self, cursor: Mapping[str, Any]) -> "Selection":
        """Return the selection from a cursor on, which is given as the parameters that it stands for."""
        parameters = dict(cursor)
        name = CURSOR_LAST if parameters.pop("after_is_last", False) else CURSOR
        return Selection(
            self.filters._replace(names=self.filters.names | {name}), {**self.parameters, **parameters}
        )


def words_of(text: str) -> list[str]:
    """Return what is searched: a dash or an ampersand between two words is no word."""
    return [word for word in text.split() if HAS_WORD.search(word)]


def select(parameters: Mapping[str, Any], resource: Resource) -> Selection:
    """Turn validated parameters into a selection.

    Place and text filters are common to every resource; the others go by the resource's own names.
    """
    names: set[str] = set()
    values: dict[str, Any] = {}
    constants: set[tuple[str, tuple[str, ...]]] = set()
    words: list[str] = []
    predicate: Node | None = None
    for name, value in parameters.items():
        if name == "lat":
            names.add(NEAR)
            values |= {"lat": value, "lon": parameters["lon"]}
        elif name == "radius_km":
            names.add(RADIUS)
            values["radius_m"] = value * 1000.0
        elif name == "bbox":
            west, south, east, north = value
            names.add(BBOX_ANTIMERIDIAN if west > east else BBOX)
            values |= {"west": west, "south": south, "east": east, "north": north}
        elif name == "q":
            names.add(TEXT)
            words = words_of(value) or [value]
            values |= {f"q{index}": word for index, word in enumerate(words)}
        elif name == "filter":
            predicate = value.predicate
            values |= value.parameters
        elif name in resource.vocabulary_conditions:
            constants.add((name, tuple(sorted(set(value)))))
        elif name in resource.conditions:
            names.add(name)
            values[name] = value
    return Selection(Filters(frozenset(names), len(words), frozenset(constants), predicate), values)


def selected(
    resource: Resource, filters: Filters, *, radius: bool = True, nearby: bool = False
) -> list[Condition]:
    """Return the conditions of filters. `radius=False` leaves the radius to the caller.

    `nearby=True` is for statements that start from an origin: what an index of positions can answer beside
    the position is asked so that it does.
    """
    conditions = [condition() for name, condition in resource.conditions.items() if name in filters.names]
    vocabulary = {**resource.vocabulary_conditions, **(resource.nearby_conditions if nearby else {})}
    conditions += [vocabulary[name](codes) for name, codes in sorted(filters.constants)]
    if filters.filter is not None:
        conditions.append(cql2.condition(filters.filter, resource.queryables))
    in_bbox = where.in_bbox if resource.has_points else where.intersects_bbox
    if BBOX in filters.names:
        conditions.append(in_bbox(resource.position, crosses_antimeridian=False))
    if BBOX_ANTIMERIDIAN in filters.names:
        conditions.append(in_bbox(resource.position, crosses_antimeridian=True))
    if TEXT in filters.names:
        conditions.append(where.text_matches(resource.listing.search_text, filters.words))
    if RADIUS in filters.names and radius:
        conditions.append(where.within(resource.position, where.number("radius_m")))
    elif NEAR in filters.names:
        conditions.append(resource.position.is_not(None))
    return conditions
