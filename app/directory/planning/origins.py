"""Origins in arrays: where they are, what they weigh, in which territories they lie."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.directory.planning.queries import COMMUNES, SEPARATOR, SITES
from app.directory.planning.selection import LEARNERS, ORGANISATIONS, PEOPLE
from app.directory.territories.vocabulary import LEVELS
from app.platform.database.connection import Database, unhurried
from geo.nearest import Floats, Integers
from geo.siting.instance import Points

NOWHERE = -1
"""Number of the territory of what lies in none."""


@dataclass(frozen=True)
class Territories:
    """Territory of one level that each origin lies in."""

    codes: list[str]
    number: Integers
    """Of each origin: position among `codes`, or `NOWHERE`."""

    @classmethod
    def read(cls, codes: list[str]) -> "Territories":
        """Return the codes of the origins as numbers; a code is empty where there is none."""
        names = sorted(set(codes) - {""})
        numbers = {name: number for number, name in enumerate(names)} | {"": NOWHERE}
        return cls(names, np.fromiter((numbers[code] for code in codes), np.int64, len(codes)))

    def only(self, rows: NDArray[Any]) -> "Territories":
        """Return the territories of some of the origins, by positions or by truths."""
        return replace(self, number=self.number[rows])

    def is_in(self, code: str) -> NDArray[np.bool_]:
        """Return which origins lie in a territory."""
        if code not in self.codes:
            return np.zeros(len(self.number), np.bool_)
        return np.asarray(self.number == self.codes.index(code))


@dataclass(frozen=True)
class Origins:
    """Origins of one weight, in the order of their ids."""

    weight_name: str
    ids: NDArray[Any]
    longitude: Floats
    """Degrees, WGS 84; NaN where the position is unknown."""
    latitude: Floats
    weight: Floats
    """1, learners, or people."""
    state: NDArray[Any]
    """Of organisations: what is known of their own equipment."""
    territories: Mapping[str, Territories]
    """By level."""
    unweighed: int = 0
    """Organisations that declare no number of learners, and are left out."""

    def __len__(self) -> int:
        """Return their number."""
        return len(self.ids)

    @property
    def has_position(self) -> NDArray[np.bool_]:
        """Whether the position of each is known."""
        return ~np.isnan(self.longitude)

    @property
    def points(self) -> Points:
        """Positions."""
        return Points(self.longitude, self.latitude)

    @property
    def is_people(self) -> bool:
        """Whether they are communes with their people."""
        return self.weight_name == PEOPLE

    def only(self, rows: NDArray[Any]) -> "Origins":
        """Return some of them, by positions or by truths."""
        return replace(
            self,
            ids=self.ids[rows],
            longitude=self.longitude[rows],
            latitude=self.latitude[rows],
            weight=self.weight[rows],
            state=self.state[rows],
            territories={level: one.only(rows) for level, one in self.territories.items()},
        )

    def within(self, where: Mapping[str, Any]) -> NDArray[np.bool_]:
        """Return which lie in the territories that are named, by level."""
        inside = np.ones(len(self), np.bool_)
        for level in LEVELS:
            if where.get(level) is not None:
                inside &= self.territories[level].is_in(where[level])
        return inside


def read_origins(database: Database, weight: str) -> Origins:
    """Read every origin of a weight."""
    with database.connection() as connection, unhurried(connection):
        sql = COMMUNES if weight == PEOPLE else SITES
        row = connection.execute(sql.encode(), binary=True).fetchone()
    ids, *codes, state, longitude, latitude, weights = row or (None,) * 9
    named = Origins(
        weight,
        np.array(_texts(ids), dtype=object),
        _floats(longitude),
        _floats(latitude),
        _floats(weights),
        np.array(_texts(state), dtype=object),
        {level: Territories.read(_texts(one)) for level, one in zip(LEVELS, codes, strict=True)},
    )
    if weight == ORGANISATIONS:
        return replace(named, weight=np.ones(len(named)))
    if weight == LEARNERS:
        declared = ~np.isnan(named.weight)
        return replace(named.only(declared), unweighed=int((~declared).sum()))
    return named


def _texts(column: str | None) -> list[str]:
    return [] if column is None else column.split(SEPARATOR)


def _floats(column: bytes | None) -> Floats:
    return np.frombuffer(column or b"", dtype=">f8").astype(np.float64)
