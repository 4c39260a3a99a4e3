"""Columns of a table as a guess looks at them: vocabularies, marks between values, projections."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from statistics import median

from app.directory.common.extent import in_france
from app.directory.third_places.mediation_numerique import CHOICES
from seeds.reading.mapping.declaration import LAMBERT_93, FieldMapping
from seeds.reading.mapping.rules import is_ordered, pair, to_degrees
from seeds.reading.mapping.targets import degrees
from seeds.reading.normalise.numbers import decimal
from seeds.reading.normalise.text import fold

MOST_VALUES = 40
"""Distinct values of a vocabulary that is written out."""
SPLITS = ("|", ";", ",", "/", "\n", " - ")
CLOSE = 0.75
"""Likeness of a value with one of the standard from which on it is taken for it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with the values of the sample that say something."""

    name: str
    folded: str
    values: tuple[str, ...]
    blank: int
    """Rows without a value."""

    def share(self, fits: object) -> float:
        """Return which share of the values fits."""
        if not self.values or not callable(fits):
            return 0.0
        distinct = self.values[:200]
        return sum(bool(fits(value)) for value in distinct) / len(distinct)


def with_vocabulary(plain: FieldMapping, target: str, column: Column) -> FieldMapping:
    """Return a field with the mark between its values, and the standard's words for unknown ones."""
    allowed = {fold(value): value for value in CHOICES.get(target, ())}
    split = _split(column, set(allowed))
    pattern = "|".join(map(re.escape, split)) if split else None
    parts = {
        part.strip()
        for value in column.values
        for part in (re.split(pattern, value) if pattern else [value])
        if part.strip()
    }
    unknown = sorted(part for part in parts if fold(part) not in allowed)[:MOST_VALUES]
    vocabulary = {}
    if allowed:
        for part in unknown:
            close = get_close_matches(fold(part), allowed, n=1, cutoff=CLOSE)
            vocabulary[part] = allowed[close[0]] if close else ""
    return replace(plain, split=split if split != ("|",) else (), vocabulary=vocabulary)


def _split(column: Column, known: set[str]) -> tuple[str, ...]:
    def fitness(mark: str) -> tuple[int, int]:
        parts = [part for value in column.values for part in value.split(mark)]
        return (sum(fold(part) in known for part in parts), sum(mark in value for value in column.values))

    best = max(SPLITS, key=fitness)
    return (best,) if any(best in value for value in column.values) else ()


def order_of_pairs(column: Column) -> str:
    """Return the order of the coordinates in the cells of a column."""
    latitude_first = longitude_first = 0
    for value in column.values[:200]:
        values_found = pair(value)
        if values_found is None or is_ordered(value):
            continue
        first, second = decimal(values_found[0]), decimal(values_found[1])
        latitude_first += in_france(first, second)
        longitude_first += in_france(second, first)
    return "lon,lat" if longitude_first > latitude_first else "lat,lon"


SYSTEMS = (LAMBERT_93, 3857, 2975, 5490, 2972, 4471, 27572, *range(3942, 3951))
"""Projections of France, the likeliest first."""


def projection_of(x: Column, y: Column) -> int | None:
    """Return the projection in which two columns are points of France; None of degrees."""
    try:
        points = [(degrees(one), degrees(other)) for one, other in zip(x.values, y.values, strict=False)][:50]
    except ValueError:
        return None
    if not points or median(abs(one) for one, _other in points) <= 180:  # noqa: PLR2004 - degrees
        return None
    wanted = [3857] if {"3857", "mercator"} & set(f"{x.folded} {y.folded}".split()) else SYSTEMS
    return max(wanted, key=lambda crs: _share_in_france(points, crs)) if _any_in(points, wanted) else None


def of_column(target: str, column: Column, sure: float | None) -> FieldMapping:
    """Return a field that is read from one column."""
    plain = FieldMapping(columns=(column.name,), sure=sure)
    if target == "position":
        return replace(plain, rule="pair", order=order_of_pairs(column))
    if target in CHOICES or target == "typologie":
        return with_vocabulary(plain, target, column)
    return plain


def corrected_field(target: str, columns: Sequence[Column]) -> FieldMapping:
    """Return a field of the columns that a person named; several are joined, in the file's order."""
    if len(columns) == 1:
        return of_column(target, columns[0], None)
    plain = FieldMapping(columns=tuple(column.name for column in columns))
    if target != "position":
        return plain
    x, y = columns[:2]
    for one, other in ((x, y), (y, x)):
        if system := projection_of(one, other):
            return FieldMapping(columns=(one.name, other.name), rule="projected", crs=system)
    return FieldMapping(columns=(x.name, y.name), rule="degrees")


def _any_in(points: Sequence[tuple[float, float]], systems: Sequence[int]) -> bool:
    return any(_share_in_france(points, crs) > 0.9 for crs in systems)  # noqa: PLR2004


def _share_in_france(points: Sequence[tuple[float, float]], crs: int) -> float:
    transform = to_degrees(crs)
    return sum(
        in_france(latitude, longitude) for longitude, latitude in (transform(*one) for one in points)
    ) / len(points)
