"""The communes of the database, in memory: where records find their territory and their centroid."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from psycopg import Cursor

from app.territories.reference import department_of_commune
from geo.geodesic import point_distance_m
from seeds.normalise.postal import without_cedex
from seeds.normalise.text import fold_place_name

NEAR_KM = 15.0
"""A point this near to the centroid of a commune with the same name lies in it, or at its border."""
_ARRONDISSEMENT = re.compile(r"(?<=[a-z]) [0-9]{1,2}(?: ?(?:er|e|eme))?(?: arrondissement)?$")

_QUERY = """
SELECT code, name, epci_code, ST_Y(centroid::geometry), ST_X(centroid::geometry), postcodes
FROM commune WHERE type = 'commune'
"""


@dataclass(frozen=True, slots=True)
class CommuneFacts:
    """What records take from their commune. Degrees, WGS 84; both or neither."""

    code: str
    name: str
    epci_code: str | None
    latitude: float | None
    longitude: float | None
    postcodes: Collection[str] = ()

    def distance_km(self, latitude: float, longitude: float) -> float | None:
        """Return the distance from the centroid, or None where that is not known."""
        if self.latitude is None or self.longitude is None:
            return None
        return point_distance_m(longitude, latitude, self.longitude, self.latitude) / 1000


class CommunesIndex:
    """Communes by code, and by name near a point."""

    def __init__(self, communes: Iterable[CommuneFacts]) -> None:
        self._by_code = {commune.code: commune for commune in communes}

    @classmethod
    def from_database(cls, cursor: Cursor) -> Self:
        """Read every commune once."""
        return cls(CommuneFacts(*row) for row in cursor.execute(_QUERY))

    def get(self, code: str | None) -> CommuneFacts | None:
        """Return the commune with this INSEE code, where the database knows it."""
        return None if code is None else self._by_code.get(code)

    @cached_property
    def _by_name(self) -> Mapping[str, list[CommuneFacts]]:
        by_name: dict[str, list[CommuneFacts]] = defaultdict(list)
        for commune in self._by_code.values():
            by_name[fold_place_name(commune.name)].append(commune)
        return by_name

    def named_near(self, name: str, latitude: float, longitude: float) -> CommuneFacts | None:
        """Return the nearest commune of this name whose centroid is within 15 km of the point."""
        found: list[tuple[float, str, CommuneFacts]] = []
        for commune in self._named(name):
            gap_km = commune.distance_km(latitude, longitude)
            if gap_km is not None and gap_km <= NEAR_KM:
                found.append((gap_km, commune.code, commune))
        return min(found)[2] if found else None

    def named_in(self, name: str, postcode: str) -> CommuneFacts | None:
        """Return the one commune of this name that has the postcode, else the one in its département.

        The second is for the postcodes of CEDEX, which no commune has. None where several are meant.
        """
        named = self._named(name)
        found = [commune for commune in named if postcode in commune.postcodes]
        found = found or [commune for commune in named if _same_department(commune.code, postcode)]
        return found[0] if len(found) == 1 else None

    def _named(self, name: str) -> Sequence[CommuneFacts]:
        folded = fold_place_name(without_cedex(name))
        return self._by_name.get(folded) or self._by_name.get(_ARRONDISSEMENT.sub("", folded), [])


def _same_department(code: str, postcode: str) -> bool:
    department = department_of_commune(code) or code[:3]
    return postcode.startswith("20" if department in {"2A", "2B"} else department)
