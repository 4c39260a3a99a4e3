import json
from pathlib import Path
from random import Random

import pytest
from pyproj import Geod
from shapely.geometry import Point, shape

from app.directory.common.france import DEPARTMENTS, REGIONS, department_of_commune
from seeds.fictional.demo.generate import Demonstration, demonstration
from seeds.fictional.demo.geography import towns
from seeds.fictional.demo.names import slug
from seeds.fictional.demo.spread import INWARD, allot
from seeds.reading.records import LocationRecord

OUTLINES = Path(__file__).parents[4].parent / "shared" / "data" / "departements_2023_4326.geojson"
WGS84 = Geod(ellps="WGS84")
TOWNS = {town.insee: town for town in towns()}


@pytest.fixture(scope="module")
def demo() -> Demonstration:
    return demonstration()


def locations(demo: Demonstration) -> list[LocationRecord]:
    return [place.location for place in demo.places] + [site.location for site in demo.organisations]


def kilometres_from_town(location: LocationRecord) -> float:
    town = TOWNS[location.commune_code or ""]
    _, _, metres = WGS84.inv(town.longitude, town.latitude, location.longitude, location.latitude)
    return float(metres) / 1000


def test_records_stand_near_their_town(demo: Demonstration) -> None:
    for location in locations(demo):
        overseas = (location.commune_code or "").startswith("97")
        assert kilometres_from_town(location) <= (2 if overseas else 4.1)


def test_a_position_known_to_the_commune_is_the_towns_own(demo: Demonstration) -> None:
    known_to_commune = [
        location for location in locations(demo) if location.position_precision == "commune_centroid"
    ]
    assert len(known_to_commune) > 100
    for location in known_to_commune:
        town = TOWNS[location.commune_code or ""]
        assert (location.latitude, location.longitude) == (town.latitude, town.longitude)
        assert location.address is None


def test_other_positions_are_scattered(demo: Demonstration) -> None:
    scattered = [
        (location.latitude, location.longitude)
        for location in locations(demo)
        if location.position_precision != "commune_centroid"
    ]
    assert len(set(scattered)) > 0.99 * len(scattered)


def test_postcode_and_city_are_the_towns(demo: Demonstration) -> None:
    for location in locations(demo):
        town = TOWNS[location.commune_code or ""]
        assert (location.postcode, location.city) == (town.postcode, town.name)


def test_house_numbers_are_known_with_the_address_alone(demo: Demonstration) -> None:
    for location in locations(demo):
        has_number = (location.address or "")[:1].isdigit()
        assert has_number == (location.position_precision == "address")


def test_communes_are_the_towns_with_their_territories(demo: Demonstration) -> None:
    regions = {fact.code: fact.region_code for fact in DEPARTMENTS}
    assert {commune.code for commune in demo.communes} == set(TOWNS)
    for commune in demo.communes:
        assert commune.department_code == department_of_commune(commune.code)
        assert commune.region_code == regions[commune.department_code or ""]
        assert commune.postcodes == (TOWNS[commune.code].postcode,)
        assert commune.latitude is not None
        assert commune.population is not None
        assert commune.population % 1000 == 0  # so round that it shows: nobody takes it for a count


def test_towns_that_everybody_looks_for_are_named_first_on_maps(demo: Demonstration) -> None:
    by_people = sorted(demo.communes, key=lambda commune: -(commune.population or 0))

    assert by_people[0].name == "Paris"
    assert {commune.code for commune in by_people[: len(REGIONS)]} == {region.seat for region in REGIONS}


def test_allot_gives_all_of_it() -> None:
    shares = allot(Random(1), total=500, minimum=3)  # noqa: S311 - nothing secret is drawn

    assert sum(shares.values()) == 500
    assert len(shares) == 101
    assert min(shares.values()) >= 3


def test_inward_bearings_are_those_of_known_towns() -> None:
    assert set(INWARD) <= set(TOWNS)
    assert all(0 <= bearing < 360 for bearing in INWARD.values())


def test_slugs_are_host_names() -> None:
    assert slug("L'Établi à Ça, « 3 »") == "l-etabli-a-ca-3"


@pytest.mark.shared_data
def test_nearly_all_lie_within_the_outline_of_their_departement(demo: Demonstration) -> None:
    if not OUTLINES.exists():
        pytest.skip(f"../shared/data/{OUTLINES.name} is not there")
    outlines = {
        feature["properties"]["insee_dep"]: shape(feature["geometry"])
        for feature in json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    }
    inside = [
        outlines[department_of_commune(location.commune_code or "")].contains(
            Point(location.longitude, location.latitude)
        )
        for location in locations(demo)
    ]
    assert sum(inside) > 0.98 * len(inside)
