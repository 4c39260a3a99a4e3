"""The communes of the database, in memory: where records find their territory and their centroid."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
import shapely
from psycopg import Cursor

from app.directory.common.france import department_of_commune
from app.directory.geocoding.finding import POSTCODE, Finder, TownMatch
from app.directory.geocoding.gazetteer import BEGINNING, NAME, Gazetteer
from geo.geodesic import point_distance_m
from seeds.reading.normalise.postal import without_cedex

NEAR_KM = 15.0
"""A point this near to the centroid of a commune with the same name lies in it, or at its border."""
_ARRONDISSEMENT = re.compile(
    r"(?<=[^\W\d_])[\s-]+[0-9]{1,2}\s?(?:er|\u00e8me|eme|e)?(?:\s+arrondissement)?$", re.IGNORECASE
)

_COMMUNES = """
SELECT code, name, epci_code, ST_Y(centroid::geometry), ST_X(centroid::geometry), coalesce(postcodes, '{}'),
       population, type, parent_code
FROM commune ORDER BY code
"""
_OUTLINES = "SELECT code, ST_AsBinary(outline) FROM department WHERE outline IS NOT NULL ORDER BY code"


@dataclass(frozen=True, slots=True)
class CommuneFacts:
    """Values that records take from their commune. Degrees, WGS 84; both or neither."""

    code: str
    name: str
    epci_code: str | None
    latitude: float | None
    longitude: float | None
    postcodes: Collection[str] = ()
    population: int | None = None
    type: str = "commune"
    """Or `arrondissement`: of Paris, Lyon or Marseille."""
    parent_code: str | None = None

    def distance_km(self, latitude: float, longitude: float) -> float | None:
        """Return the distance from the centroid, or None where that is not known."""
        if self.latitude is None or self.longitude is None:
            return None
        return point_distance_m(longitude, latitude, self.longitude, self.latitude) / 1000


class Named(NamedTuple):
    """A commune that a name leads to."""

    commune: CommuneFacts
    how: str
    """As `app.directory.geocoding.finding.Found.how`: `name` where the name is the commune's own."""


class CommunesIndex:
    """Communes by code, by name near a point or at a postcode, and by where a point lies."""

    def __init__(self, communes: Iterable[CommuneFacts], outlines: Mapping[str, Any] | None = None) -> None:
        """Index communes and arrondissements; `outlines` are those of départements (shapely), by code."""
        known = tuple(communes)
        self._by_code = {one.code: one for one in known if one.type == "commune"}
        self._arrondissements = {
            (one.parent_code, postcode): one
            for one in known
            if one.type == "arrondissement"
            for postcode in one.postcodes
        }
        self._outlines = dict(outlines or {})

    @classmethod
    def from_database(cls, cursor: Cursor) -> Self:
        """Read every commune once, and the outlines of départements where there are any."""
        communes = [CommuneFacts(*row) for row in cursor.execute(_COMMUNES)]
        outlines = {code: shapely.from_wkb(bytes(wkb)) for code, wkb in cursor.execute(_OUTLINES)}
        return cls(communes, outlines)

    def get(self, code: str | None) -> CommuneFacts | None:
        """Return the commune with this INSEE code, where the database knows it."""
        return None if code is None else self._by_code.get(code)

    def centre(self, commune: CommuneFacts, postcode: str | None) -> CommuneFacts:
        """Return what stands for an address in a commune: its postcode's arrondissement, or the commune."""
        part = self._arrondissements.get((commune.code, postcode or ""))
        return part if part is not None and part.latitude is not None else commune

    def named_near(self, name: str, latitude: float, longitude: float) -> Named | None:
        """Return the nearest commune of this name whose centroid is within 15 km of the point."""

        def is_near(commune: CommuneFacts) -> bool:
            gap_km = commune.distance_km(latitude, longitude)
            return gap_km is not None and gap_km <= NEAR_KM

        town = _town(name)
        matches = self._gazetteer.named(town, is_near) or self._gazetteer.misspelt(town, is_near)
        if not matches:
            return None
        best = min(
            (one for one in matches if one.how == matches[0].how),
            key=lambda one: (one.town.distance_km(latitude, longitude), one.town.code),
        )
        return Named(best.town, best.how)

    def named_in(self, name: str, postcode: str) -> Named | None:
        """Return the one commune of this name that has the postcode, else the one in its département.

        The second is for the postcodes of CEDEX, which no commune has. None where several are meant.
        """
        matches = [
            one for one in self._finder.find_in(_town(name), postcode) if one.how not in {BEGINNING, POSTCODE}
        ]
        return _only(matches)

    def with_postcode(self, postcode: str) -> CommuneFacts | None:
        """Return the one commune that has a postcode; None where several have it, or none."""
        communes = self._gazetteer.with_postcode(postcode)
        return communes[0] if len(communes) == 1 else None

    def is_named(self, name: str) -> bool:
        """Whether some commune bears this very name."""
        return any(one.how == NAME for one in self._gazetteer.named(_town(name)))

    def department_at(self, latitude: float, longitude: float) -> str | None:
        """Return the code of the département whose outline a point lies in; None where none is known."""
        codes, tree = self._tree
        indices = tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        return codes[min(indices)] if len(indices) else None

    def nearest(self, latitude: float, longitude: float, department: str | None) -> CommuneFacts | None:
        """Return the commune with the nearest centroid, in a département where one is named."""
        communes, departments, latitudes, longitudes = self._centroids
        # Near enough to order by: the cosine makes degrees of longitude as long as those of latitude.
        away = np.hypot(latitudes - latitude, (longitudes - longitude) * np.cos(np.radians(latitude)))
        if department is not None:
            away = np.where(departments == department, away, np.inf)
        index = int(np.argmin(away)) if len(communes) else 0
        return communes[index] if communes and np.isfinite(away[index]) else None

    @cached_property
    def _gazetteer(self) -> Gazetteer[CommuneFacts]:
        return Gazetteer(self._by_code.values())

    @cached_property
    def _finder(self) -> Finder[CommuneFacts]:
        return Finder(self._gazetteer)

    @cached_property
    def _tree(self) -> tuple[list[str], shapely.STRtree]:
        return list(self._outlines), shapely.STRtree(list(self._outlines.values()))

    @cached_property
    def _centroids(self) -> tuple[list[CommuneFacts], Any, Any, Any]:
        known = [one for one in self._by_code.values() if one.latitude is not None]
        return (
            known,
            np.array([department_of_commune(one.code) or "" for one in known], dtype="U3"),
            np.array([one.latitude for one in known], dtype=float),
            np.array([one.longitude for one in known], dtype=float),
        )


def _town(name: str) -> str:
    """Return a town without sorting office and number of an arrondissement."""
    return _ARRONDISSEMENT.sub("", without_cedex(name))


def _only(matches: list[TownMatch[CommuneFacts]]) -> Named | None:
    """Return the one town of those that agree best; None where there are several."""
    best = [one for one in matches if one.how == matches[0].how]
    return Named(best[0].town, best[0].how) if len(best) == 1 else None
