"""Communes and places of the published files in arrays, for siting without a database."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from geo.nearest import Floats, NearestIndex
from geo.siting.instance import Matrix, Points, Problem, coverage_gains, saving_gains

from .databases import SHARED_DATA

PLACES = (
    ("tiers_lieux_cget_2019.csv", "LONG", "LAT"),
    ("fabriques_de_territoire_2024-01.csv", "longitude", "latitude"),
    ("manufactures_de_proximite.csv", "longitude", "latitude"),
)


@dataclass(frozen=True)
class Communes:
    """Communes of today that have a position."""

    points: Points
    people: Floats
    regions: "np.ndarray[tuple[int], np.dtype[np.str_]]"
    departments: "np.ndarray[tuple[int], np.dtype[np.str_]]"

    def only(self, rows: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> "Communes":
        """Return some of them."""
        points = Points(self.points.longitude[rows], self.points.latitude[rows])
        return Communes(points, self.people[rows], self.regions[rows], self.departments[rows])

    def in_region(self, code: str) -> "Communes":
        """Return those of a région."""
        return self.only(self.regions == code)

    def in_departments(self, *codes: str) -> "Communes":
        """Return those of some départements."""
        return self.only(np.isin(self.departments, codes))


@lru_cache(maxsize=1)
def communes() -> Communes:
    """Read the communes."""
    rows = [one for one in _rows("communes_2026_centroides.csv") if one["type"] == "commune-actuelle"]
    rows = [one for one in rows if one["longitude"]]
    return Communes(
        Points(_column(rows, "longitude"), _column(rows, "latitude")),
        _column(rows, "population"),
        np.array([one["code_region"] for one in rows]),
        np.array([one["code_departement"] for one in rows]),
    )


@lru_cache(maxsize=1)
def places() -> NearestIndex:
    """Read the places of CGET, Fabriques and Manufactures."""
    found = [(_number(one[lon]), _number(one[lat])) for file, lon, lat in PLACES for one in _rows(file)]
    columns = np.array(found)
    known = ~np.isnan(columns).any(axis=1)
    return NearestIndex(columns[known, 0], columns[known, 1])


def way_to_places(some: Communes) -> Floats:
    """Return the geodesic metres from each commune to the nearest place."""
    return places().query(some.points.longitude, some.points.latitude, 1).distance_m[:, 0]


def gains(some: Communes, problem: Problem, reach_m: float) -> Matrix:
    """Return the gains of communes as origins and as candidates."""
    way = way_to_places(some)
    if problem is Problem.SHORTEN_WAY:
        return saving_gains(some.points, some.people, way, some.points, reach_m)
    weight = np.ones(len(way)) if problem is Problem.COVER_ALL else some.people
    return coverage_gains(some.points, weight, way <= reach_m, some.points, reach_m)


def _rows(name: str) -> list[dict[str, str]]:
    with (Path(SHARED_DATA) / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _column(rows: list[dict[str, str]], name: str) -> Floats:
    return np.array([_number(one[name] or "0") for one in rows])


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")
