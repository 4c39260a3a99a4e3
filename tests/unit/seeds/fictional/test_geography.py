import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from pyproj import Geod
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from app.directory.common.france import DEPARTMENTS, department_of_commune
from seeds.fictional.demo.geography import Town, _rank, towns

SHARED_DATA = Path(__file__).parents[4].parent / "shared" / "data"
WGS84 = Geod(ellps="WGS84")

MAX_KM_FROM_CENTROID = 15
# Communes so large that the town lies far from the middle: the forests of Guyane, the Camargue.
VAST_COMMUNES_KM = {"97311": 65, "97308": 45, "13004": 16}
# A town at the border of its département may fall outside it when rounded to two decimals.
ROUNDING_DEGREES = 0.01

# Latitudes then longitudes, in degrees.
MAINLAND = (42.3, 51.1, -4.8, 8.3)
BOUNDS = {
    "2A": (41.3, 42.4, 8.5, 9.5),
    "2B": (41.8, 43.1, 8.5, 9.6),
    "971": (15.8, 16.6, -61.9, -60.9),
    "972": (14.3, 14.9, -61.3, -60.8),
    "973": (2.1, 5.8, -54.7, -51.6),
    "974": (-21.4, -20.8, 55.2, 55.9),
    "976": (-13.1, -12.6, 45.0, 45.4),
}


def shared(name: str) -> Path:
    path = SHARED_DATA / name
    if not path.exists():
        pytest.skip(f"../shared/data/{name} is not there: the towns cannot be compared with published data")
    return path


@pytest.fixture(scope="module")
def communes() -> dict[str, dict[str, str]]:
    with shared("communes_2026_centroides.csv").open(encoding="utf-8", newline="") as file:
        return {row["code_insee"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def outlines() -> dict[str, BaseGeometry]:
    collection = json.loads(shared("departements_2023_4326.geojson").read_text(encoding="utf-8"))
    return {
        feature["properties"]["insee_dep"]: shape(feature["geometry"]) for feature in collection["features"]
    }


def test_every_department_has_exactly_one_prefecture() -> None:
    prefectures = Counter(town.department for town in towns() if town.rank == "prefecture")
    assert prefectures == Counter(fact.code for fact in DEPARTMENTS)
    assert len(prefectures) == 101


def test_the_arrondissements_are_all_there() -> None:
    assert len(towns()) == 334
    overseas = Counter(town.department for town in towns() if town.department.startswith("97"))
    assert overseas == {"971": 2, "972": 4, "973": 3, "974": 4, "976": 1}


def test_towns_are_unique_and_sorted_by_insee_code() -> None:
    codes = [town.insee for town in towns()]
    assert codes == sorted(set(codes))


def test_towns_are_read_once() -> None:
    assert towns() is towns()


def test_seats_of_departments_are_the_prefectures() -> None:
    prefectures = {town.department: town.insee for town in towns() if town.rank == "prefecture"}
    assert prefectures == {fact.code: fact.seat for fact in DEPARTMENTS}


def test_an_unknown_rank_is_refused() -> None:
    with pytest.raises(ValueError, match="'capital' is neither"):
        _rank("capital")


def test_codes_and_postcodes_belong_to_the_department() -> None:
    assert [town for town in towns() if department_of_commune(town.insee) != town.department] == []
    assert [town for town in towns() if not re.fullmatch(r"[0-9]{5}", town.postcode)] == []
    assert [town for town in towns() if not town.postcode.startswith(postcode_prefix(town))] == []


def postcode_prefix(town: Town) -> str:
    return "20" if town.department in {"2A", "2B"} else town.department


def test_towns_are_in_their_part_of_the_world() -> None:
    assert [town for town in towns() if not in_bounds(town)] == []


def in_bounds(town: Town) -> bool:
    south, north, west, east = BOUNDS.get(town.department, MAINLAND)
    return south <= town.latitude <= north and west <= town.longitude <= east


@pytest.mark.shared_data
def test_towns_are_communes_with_this_name_and_postcode(communes: dict[str, dict[str, str]]) -> None:
    assert [town.insee for town in towns() if town.insee not in communes] == []
    names = {town.insee: (town.name, town.department) for town in towns()}
    assert names == {insee: (communes[insee]["nom"], communes[insee]["code_departement"]) for insee in names}
    postcodes = {town.insee: communes[town.insee]["codes_postaux"].split("|") for town in towns()}
    assert [town for town in towns() if town.postcode not in postcodes[town.insee]] == []


@pytest.mark.shared_data
def test_towns_are_near_the_centroids_of_their_communes(communes: dict[str, dict[str, str]]) -> None:
    far = {town: km_from_centroid(town, communes[town.insee]) for town in towns()}
    limits = {town: VAST_COMMUNES_KM.get(town.insee, MAX_KM_FROM_CENTROID) for town in towns()}
    assert {town: km for town, km in far.items() if km > limits[town]} == {}


def km_from_centroid(town: Town, commune: dict[str, str]) -> float:
    longitude, latitude = float(commune["longitude"]), float(commune["latitude"])
    _, _, metres = WGS84.inv(town.longitude, town.latitude, longitude, latitude)
    return float(metres) / 1000


@pytest.mark.shared_data
def test_towns_are_inside_their_departments(outlines: dict[str, BaseGeometry]) -> None:
    outside = {
        town: outlines[town.department].distance(Point(town.longitude, town.latitude)) for town in towns()
    }
    assert {town: degrees for town, degrees in outside.items() if degrees > ROUNDING_DEGREES} == {}
