import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.directory.common.france import DEPARTMENTS, REGIONS, department_of_commune, timezone_of
from seeds.fictional.demo.geography import towns

SHARED_DATA = Path(__file__).parents[4].parent / "shared" / "data"

OVERSEAS_TIMEZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "976": "Indian/Mayotte",
}
COLLECTIVITY_TIMEZONES = {
    "975": "America/Miquelon",
    "977": "America/Guadeloupe",
    "978": "America/Guadeloupe",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


def published(name: str) -> list[dict[str, Any]]:
    """Properties of the features of a published file."""
    path = SHARED_DATA / name
    if not path.exists():
        pytest.skip(f"../shared/data/{name} is not there: codes and names cannot be compared with it")
    collection = json.loads(path.read_text(encoding="utf-8"))
    return [feature["properties"] for feature in collection["features"]]


def test_regions_are_18_with_codes_of_their_own() -> None:
    assert len(REGIONS) == 18
    assert len({fact.code for fact in REGIONS}) == 18


def test_departments_are_101_with_codes_of_their_own_in_order() -> None:
    codes = [fact.code for fact in DEPARTMENTS]
    assert len(codes) == 101
    assert codes == sorted(set(codes))


def test_every_region_has_departments_and_every_department_a_region() -> None:
    assert {fact.region_code for fact in DEPARTMENTS} == {fact.code for fact in REGIONS}


def test_seat_of_a_region_is_the_prefecture_of_one_of_its_departments() -> None:
    region_of_seat = {fact.seat: fact.region_code for fact in DEPARTMENTS}
    assert {fact.code: region_of_seat.get(fact.seat) for fact in REGIONS} == {
        fact.code: fact.code for fact in REGIONS
    }


def test_seats_of_departments_are_the_prefectures_of_the_towns() -> None:
    assert {fact.code: fact.seat for fact in DEPARTMENTS} == {
        town.department: town.insee for town in towns() if town.rank == "prefecture"
    }


def test_seat_of_a_department_lies_in_it() -> None:
    assert {fact.seat: department_of_commune(fact.seat) for fact in DEPARTMENTS} == {
        fact.seat: fact.code for fact in DEPARTMENTS
    }


@pytest.mark.parametrize(
    ("insee", "department"),
    [
        ("01004", "01"),
        ("2A004", "2A"),
        ("2B033", "2B"),
        ("75056", "75"),
        ("75110", "75"),
        ("97105", "971"),
        ("97611", "976"),
    ],
)
def test_department_of_a_commune(insee: str, department: str) -> None:
    assert department_of_commune(insee) == department


@pytest.mark.parametrize(
    "insee",
    [
        "97502",  # Saint-Pierre
        "97701",  # Saint-Barthélemy
        "97801",  # Saint-Martin
        "98411",
        "98611",
        "98735",  # Papeete
        "98818",  # Nouméa
        "99100",
        "20004",  # no département since Corsica was divided in 1976
        "00001",
        "96001",
        "97001",
        "2C004",
        "2a004",
        "",
        "75",
        "7505",
        "750561",
        " 75056",
        "75056\n",
        "75O56",
        "٧٥٠٥٦",  # digits, but not those of a code
        "75056\x00",
    ],
)
def test_no_department_for_collectivities_and_for_what_is_no_code(insee: str) -> None:
    assert department_of_commune(insee) is None


@pytest.mark.parametrize(("code", "timezone"), (OVERSEAS_TIMEZONES | COLLECTIVITY_TIMEZONES).items())
def test_overseas_time_zones(code: str, timezone: str) -> None:
    assert timezone_of(code) == timezone
    assert ZoneInfo(timezone).key == timezone


@pytest.mark.parametrize("code", [None, "75", "2A", "99", "", "nowhere"])
def test_paris_time_for_the_mainland_corsica_and_the_unknown(code: str | None) -> None:
    assert timezone_of(code) == "Europe/Paris"


def test_time_zone_of_a_department_is_what_its_fact_says() -> None:
    assert {fact.code: fact.timezone for fact in DEPARTMENTS} == {
        fact.code: OVERSEAS_TIMEZONES.get(fact.code, "Europe/Paris") for fact in DEPARTMENTS
    }
    assert all(timezone_of(fact.code) == fact.timezone for fact in DEPARTMENTS)


@pytest.mark.shared_data
def test_regions_have_the_published_codes_and_names() -> None:
    expected = {region["code"]: region["nom"] for region in published("regions_simplifie.geojson")}
    assert {fact.code: fact.name for fact in REGIONS} == expected


@pytest.mark.shared_data
def test_departments_have_the_published_codes_names_and_regions() -> None:
    expected = {
        department["code"]: (department["nom"], department["code_region"])
        for department in published("departements_simplifie.geojson")
    }
    assert {fact.code: (fact.name, fact.region_code) for fact in DEPARTMENTS} == expected


@pytest.mark.shared_data
def test_seats_are_the_published_ones_but_for_mayotte() -> None:
    departments = {
        department["insee_dep"]: department["cheflieu_dep"]
        for department in published("departements_2023_4326.geojson")
    }
    regions = {
        region["insee_reg"]: region["cheflieu_reg"] for region in published("regions_2023_4326.geojson")
    }
    # These files name Dzaoudzi (97608), although the prefecture of Mayotte is in Mamoudzou.
    assert {fact.code: fact.seat for fact in DEPARTMENTS} == departments | {"976": "97611"}
    assert {fact.code: fact.seat for fact in REGIONS} == regions | {"06": "97611"}
