"""Batch matching beside what else could do it: the bare tree, PostGIS, scikit-learn, geopandas.

Every site needs one type of equipment, drawn as in the generated directory; k = 5; places and sites are
spread like the population. The same positions lie in memory and in PostgreSQL.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import psycopg
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from sklearn.neighbors import BallTree

from app.platform.database.connection import libpq_url
from geo.geodesic import distance_m
from geo.nearest import NearestIndex
from seeds.fictional.scale.rows import COMMON, SHARES, USUAL
from seeds.fictional.scale.spread import Spread
from tests.perf.common import directory

K = 5
SEED = 2026
EARTH_M = 6_371_008.8
"""Mean radius, for what works on a sphere."""
LAMBERT_93 = 2154
CHECKED = 20_000
"""Sites whose answers are compared; brute force takes some hundred of them."""
BRUTE_FORCE = 300
SIZES = ((8_271, 3_500), (148_000, 3_500), (1_500_000, 35_000))
SLOW_FROM = 1_000_000
"""Sites from which on there is one round only."""
ASKED_OF_POSTGIS = 2_000
"""Sites that PostGIS is asked for; its time is multiplied by the share that they are."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Case:
    """Places with what they offer, and sites with what they need."""

    place_lon: Floats
    place_lat: Floats
    offers: dict[str, Integers]
    """Positions of the places that offer each type, ascending."""
    lon: Floats
    lat: Floats
    wanted: dict[str, Integers]
    """Positions of the sites that need each type."""

    @classmethod
    def draw(cls, spread: Spread, sites: int, places: int) -> "Case":
        """Draw both."""
        chance = np.random.default_rng((SEED, sites))
        place_lon, place_lat = _positions(spread, chance, places)
        lon, lat = _positions(spread, chance, sites)
        types = (*COMMON, *USUAL)
        shares = {code: share for codes, share in SHARES for code in codes}
        offers = {code: np.flatnonzero(chance.random(places) < shares[code]) for code in types}
        need = chance.integers(0, len(types), sites)
        wanted = {code: np.flatnonzero(need == number) for number, code in enumerate(types)}
        return cls(place_lon, place_lat, offers, lon, lat, wanted)


def _positions(spread: Spread, chance: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    points = np.array([(one.longitude, one.latitude) for one in spread.draw(chance, count)])
    return points[:, 0].copy(), points[:, 1].copy()


Answer = Integers
"""Positions of the places, one row a site, the nearest first."""


def proxilieux(case: Case) -> Answer:
    """Answer with `geo.nearest`: exact geodesics, exact order."""

    def search(code: str, sites: Integers) -> Integers:
        offers = case.offers[code]
        index = NearestIndex(case.place_lon[offers], case.place_lat[offers])
        return index.query(case.lon[sites], case.lat[sites], K).index

    return _each_type(case, search)


def bare_tree(case: Case) -> Answer:
    """Answer with scipy's tree on unit vectors: no distances but chords."""
    places, sites = _unit_vectors(case.place_lon, case.place_lat), _unit_vectors(case.lon, case.lat)

    def search(code: str, rows: Integers) -> Integers:
        tree = cKDTree(places[case.offers[code]])
        return np.asarray(tree.query(sites[rows], k=K, workers=-1)[1])

    return _each_type(case, search)


def ball_tree(case: Case) -> Answer:
    """Answer with scikit-learn's tree of great circles, in one thread, as it has no more."""
    places = np.radians(np.column_stack((case.place_lat, case.place_lon)))
    sites = np.radians(np.column_stack((case.lat, case.lon)))

    def search(code: str, rows: Integers) -> Integers:
        tree = BallTree(places[case.offers[code]], metric="haversine")
        return np.asarray(tree.query(sites[rows], k=K, return_distance=False))

    return _each_type(case, search)


def _each_type(case: Case, search: Callable[[str, Integers], Integers]) -> Answer:
    answer = np.full((len(case.lon), K), -1, dtype=np.int64)
    for code, sites in case.wanted.items():
        answer[sites] = case.offers[code][search(code, sites)]
    return answer


def sjoin_nearest(case: Case) -> Integers:
    """Answer with geopandas in Lambert-93: one place a site, as it has no k; -1 where it has none."""
    nearest = np.full(len(case.lon), -1, dtype=np.int64)
    for code, sites in case.wanted.items():
        offers = case.offers[code]
        here = _projected(case.lon[sites], case.lat[sites], sites)
        there = _projected(case.place_lon[offers], case.place_lat[offers], offers)
        joined = gpd.sjoin_nearest(here, there)
        nearest[joined.index] = joined["index_right"]
    return nearest


def _projected(lon: Floats, lat: Floats, names: Integers) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(lon, lat, crs=4326)
    return gpd.GeoDataFrame(geometry=points, index=names).to_crs(LAMBERT_93)


def _unit_vectors(lon: Floats, lat: Floats) -> Floats:
    phi, lam = np.radians(lat), np.radians(lon)
    return np.column_stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)))


LATERAL = """
SELECT site.id, place.id FROM bench_site AS site CROSS JOIN LATERAL (
  SELECT id FROM bench_place WHERE codes @> ARRAY[site.code]
  ORDER BY position <-> site.position LIMIT {k}
) AS place WHERE site.id % {share} = 0
"""


def fill(cursor: psycopg.Cursor, case: Case) -> None:
    """Write a case into PostgreSQL, with the indexes that the application has."""
    cursor.execute("DROP TABLE IF EXISTS bench_site, bench_place")
    cursor.execute("CREATE TABLE bench_place (id int, codes text[], position geography(Point, 4326))")
    cursor.execute("CREATE TABLE bench_site (id int, code text, position geography(Point, 4326))")
    codes: list[list[str]] = [[] for _ in case.place_lon]
    for code, places in case.offers.items():
        for place in places.tolist():
            codes[place].append(code)
    with cursor.copy("COPY bench_place FROM STDIN") as copy:
        for number, (offered, *at) in enumerate(zip(codes, case.place_lon, case.place_lat, strict=True)):
            copy.write_row((number, offered, f"SRID=4326;POINT({at[0]} {at[1]})"))
    with cursor.copy("COPY bench_site FROM STDIN") as copy:
        for code, sites in case.wanted.items():
            for site in sites.tolist():
                copy.write_row((site, code, f"SRID=4326;POINT({case.lon[site]} {case.lat[site]})"))
    cursor.execute("CREATE INDEX ON bench_place USING gist (position)")
    cursor.execute("CREATE INDEX ON bench_place USING gin (codes)")
    cursor.execute("ANALYZE bench_place, bench_site")


def lateral(cursor: psycopg.Cursor, case: Case, share: int, *, by_position: bool = False) -> Answer:
    """Answer with PostGIS's order, on a sphere; every `share`-th site only.

    `by_position` takes from it the way by the index of equipment, which it may choose.
    """
    cursor.execute("SET enable_bitmapscan = off" if by_position else "RESET enable_bitmapscan")
    rows = np.array(cursor.execute(LATERAL.format(k=K, share=share).encode()).fetchall(), dtype=np.int64)
    answer = np.full((len(case.lon), K), -1, dtype=np.int64)
    order = np.argsort(rows[:, 0], kind="stable")
    _sites, counts = np.unique(rows[order, 0], return_counts=True)
    place = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    answer[rows[order, 0], place] = rows[order, 1]
    return answer


def differing(case: Case, answer: Answer, exact: Answer) -> tuple[int, int]:
    """Return of how many sites the places or their order differ from the exact ones, and of how many asked.

    Places at one distance may change places.
    """
    asked = np.flatnonzero(answer[:, 0] >= 0)[:CHECKED]
    width = answer.shape[1]
    theirs, ours = _metres(case, asked, answer[asked]), _metres(case, asked, exact[asked][:, :width])
    return int((theirs != ours).any(axis=1).sum()), len(asked)


def brute_force_differs(case: Case, exact: Answer) -> int:
    """Return of how many of some sites the distances differ from those of brute force: none, or stop."""
    chance = np.random.default_rng(SEED)
    wrong = 0
    for code, sites in case.wanted.items():
        offers = case.offers[code]
        for site in chance.choice(sites, min(len(sites), BRUTE_FORCE // len(case.wanted)), replace=False):
            metres = distance_m(
                case.lon[site], case.lat[site], case.place_lon[offers], case.place_lat[offers]
            )
            found = _metres(case, np.array([site]), exact[site : site + 1])[0]
            wrong += not np.array_equal(np.sort(metres)[:K], found)
    return wrong


def _metres(case: Case, sites: Integers, places: Answer) -> Floats:
    lon, lat = case.lon[sites][:, None], case.lat[sites][:, None]
    return distance_m(lon, lat, case.place_lon[places], case.place_lat[places])


PROXILIEUX, BARE = "Proxilieux, exact geodesic order and distances", "scipy cKDTree alone, unit vectors"
BALL = "scikit-learn BallTree, haversine"
POSTGIS = "PostGIS, LATERAL with `<->`, as it plans"
POSTGIS_INDEX = "PostGIS, the same, by the position's index"
SJOIN = "geopandas sjoin_nearest, Lambert-93 (k = 1)"


def measured(cursor: psycopg.Cursor, spread: Spread, rounds: int, sites: int, places: int, say: Say) -> str:
    """Return the table of one size."""
    case = Case.draw(spread, sites, places)
    fill(cursor, case)
    slow = sites >= SLOW_FROM
    share = max(1, sites // ASKED_OF_POSTGIS)
    works: dict[str, Callable[[], NDArray[np.int64]]] = {
        BARE: lambda: bare_tree(case),
        PROXILIEUX: lambda: proxilieux(case),
        BALL: lambda: ball_tree(case),
        POSTGIS: lambda: lateral(cursor, case, share),
        POSTGIS_INDEX: lambda: lateral(cursor, case, share, by_position=True),
        SJOIN: lambda: sjoin_nearest(case)[:, None],
    }
    seconds: dict[str, list[float]] = {name: [] for name in works}
    answers: dict[str, NDArray[np.int64]] = {}
    for number in range(1 if slow else rounds):
        for name, work in works.items():
            started = time.perf_counter()
            answers[name] = work()
            seconds[name].append(
                (time.perf_counter() - started) * (share if name in {POSTGIS, POSTGIS_INDEX} else 1)
            )
            say(f"round {number + 1}  {sites:>9,} x {places:,}  {name:<48} {seconds[name][-1]:8.2f} s")
    wrong = brute_force_differs(case, answers[PROXILIEUX])
    if wrong:
        raise AssertionError(f"{wrong} answers differ from brute force")
    return _table(case, seconds, answers)


def _table(case: Case, seconds: dict[str, list[float]], answers: dict[str, NDArray[np.int64]]) -> str:
    bare = statistics.median(seconds[BARE])
    lines = [
        "| work | median s | lowest to highest | ratio to the bare tree | answers that differ |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, values in seconds.items():
        median = statistics.median(values)
        wrong, asked = differing(case, answers[name], answers[PROXILIEUX])
        said = "0 of brute force" if name == PROXILIEUX else f"{wrong:,} of {asked:,}"
        spread = f"{min(values):.2f} to {max(values):.2f}"
        lines.append(f"| {name} | {median:.2f} | {spread} | {median / bare:.1f} | {said} |")
    return "\n".join(lines)


def run(rounds: int, largest: int, say: Say) -> str:
    """Measure sizes up to `largest` sites; return their sections."""
    with directory(0) as url, psycopg.connect(libpq_url(url), autocommit=True) as connection:
        cursor = connection.cursor()
        spread = Spread.from_database(cursor)
        sections = [
            f"### {sites:,} sites, {places:,} places\n\n"
            + measured(cursor, spread, rounds, sites, places, say)
            for sites, places in SIZES
            if sites <= largest
        ]
    return "\n\n".join(sections)
