"""Points spread like the population: a commune drawn by its inhabitants, a point around its centroid."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from psycopg import Cursor

UNKNOWN_POPULATION = 1000
"""Inhabitants of a commune that the directory knows without their number."""
KM_PER_DEGREE = 111.0
PEOPLE_PER_KM2 = 2500
"""Density of a town, people per km²; the spread around its centroid follows from it."""
SMALLEST_KM, LARGEST_KM = 0.5, 8.0

_COMMUNES = """
SELECT code, name, postcodes[1], department_code, region_code, epci_code,
       coalesce(nullif(population, 0), %s), ST_X(centroid::geometry), ST_Y(centroid::geometry)
FROM commune WHERE type = 'commune' AND centroid IS NOT NULL ORDER BY code
"""


@dataclass(frozen=True, slots=True)
class Site:
    """Site of one generated record. Degrees, WGS 84."""

    commune_code: str
    city: str
    postcode: str | None
    department_code: str | None
    region_code: str | None
    epci_code: str | None
    longitude: float
    latitude: float


class Spread:
    """Draws sites from the communes of the directory."""

    def __init__(self, rows: list[tuple[object, ...]]) -> None:
        if not rows:
            raise ValueError("there is no commune to put anything in")
        self._facts = [row[:6] for row in rows]
        numbers: NDArray[np.float64] = np.array([row[6:] for row in rows], dtype=float)
        population, self._longitude, self._latitude = numbers.T
        self._share = population / population.sum()
        self._radius_km = np.clip(np.sqrt(population / PEOPLE_PER_KM2 / np.pi), SMALLEST_KM, LARGEST_KM)

    @classmethod
    def from_database(cls, cursor: Cursor) -> "Spread":
        """Read the communes once.

        Raises
        ------
        ValueError
            When there is none.

        """
        return cls(cursor.execute(_COMMUNES, (UNKNOWN_POPULATION,)).fetchall())

    def draw(self, chance: np.random.Generator, count: int) -> Iterator[Site]:
        """Yield `count` sites; the same generator state gives the same ones."""
        chosen = chance.choice(len(self._share), size=count, p=self._share)
        distance = self._radius_km[chosen] * np.sqrt(chance.random(count)) / KM_PER_DEGREE
        bearing = chance.random(count) * 2 * np.pi
        latitudes = self._latitude[chosen] + distance * np.cos(bearing)
        stretch = np.cos(np.radians(self._latitude[chosen]))
        longitudes = self._longitude[chosen] + distance * np.sin(bearing) / stretch
        for index, longitude, latitude in zip(chosen, longitudes.tolist(), latitudes.tolist(), strict=True):
            code, name, postcode, department, region, epci = self._facts[index]
            yield Site(
                commune_code=str(code),
                city=str(name),
                postcode=_text(postcode),
                department_code=_text(department),
                region_code=_text(region),
                epci_code=_text(epci),
                longitude=round(longitude, 6),
                latitude=round(latitude, 6),
            )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
