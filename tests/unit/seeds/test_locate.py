from dataclasses import replace
from typing import Any

import pytest

from seeds.loading.communes_index import CommuneFacts, CommunesIndex
from seeds.loading.feed import FarPosition
from seeds.loading.locate import Located, locate
from seeds.readers.base import RowRefusedError
from seeds.records import LocationRecord

NANTES = CommuneFacts("44109", "Nantes", "244400404", 47.2322, -1.5479)
MARIPASOULA = CommuneFacts("97353", "Maripasoula", "249730037", 3.17, -53.36)
ROCHELLE = CommuneFacts("17300", "La Rochelle", "241700434", 46.16, -1.15)
VALBONNE = CommuneFacts("06152", "Valbonne", "240600585", 43.63, 7.02)
NOUMEA = CommuneFacts("98818", "Nouméa", None, None, None)
COMMUNES = CommunesIndex([NANTES, MARIPASOULA, ROCHELLE, VALBONNE, NOUMEA])
PLACE = LocationRecord(
    city="Nantes", commune_code="44109", latitude=47.21, longitude=-1.55, position_precision="address"
)


def located(far_position: FarPosition = "refuse", **changes: Any) -> Located:
    return locate(replace(PLACE, **changes), COMMUNES, far_position)


def refused(**changes: Any) -> RowRefusedError:
    with pytest.raises(RowRefusedError) as caught:
        located(**changes)
    return caught.value


def test_the_territory_follows_from_the_commune() -> None:
    place = located()
    assert (place.commune_code, place.department_code, place.region_code) == ("44109", "44", "52")
    assert place.epci_code == "244400404"
    assert place.timezone == "Europe/Paris"
    assert place.remarks == ()


def test_an_unknown_commune_still_has_its_departement() -> None:
    place = located(commune_code="44999")
    assert (place.commune_code, place.department_code, place.region_code) == (None, "44", "52")
    assert place.epci_code is None
    assert place.remarks == ("commune_unknown",)


def test_without_a_code_the_commune_is_the_one_of_that_name_near_the_point() -> None:
    place = located(commune_code=None, city="ROCHELLE CEDEX 1", latitude=46.15, longitude=-1.16)
    assert (place.commune_code, place.department_code) == ("17300", "17")
    far = located(commune_code=None, city="La Rochelle")
    assert (far.commune_code, far.department_code) == (None, None)
    nowhere = located(commune_code=None, latitude=None, longitude=None, position_precision=None)
    assert nowhere.commune_code is None


def test_a_point_far_from_its_commune_is_refused() -> None:
    error = refused(latitude=43.627222, longitude=7.0412)
    assert error.code == "position_far_from_commune"
    assert "Nantes (44109)" in error.reason


def test_or_gives_way_to_the_centroid_where_the_source_says_so() -> None:
    place = located("commune_centroid", latitude=43.627222, longitude=7.0412)
    assert (place.latitude, place.longitude) == (NANTES.latitude, NANTES.longitude)
    assert place.position_precision == "commune_centroid"
    assert place.remarks == ("position_replaced_by_commune",)


def test_fifty_kilometres_are_not_far_in_french_guiana() -> None:
    village = {"commune_code": "97353", "latitude": 3.6425, "longitude": -54.0279}
    assert located(**village).position_precision == "address"
    assert refused(**{**village, "latitude": 5.5}).code == "position_far_from_commune"


def test_a_doubtful_point_gives_way_even_when_it_is_near() -> None:
    place = located(position_doubtful=True)
    assert (place.latitude, place.position_precision) == (NANTES.latitude, "commune_centroid")


@pytest.mark.parametrize("code", ["44999", "98818", None])
def test_without_a_centroid_a_doubtful_point_is_no_point(code: str | None) -> None:
    place = located(position_doubtful=True, commune_code=code, city=None)
    assert (place.latitude, place.longitude, place.position_precision) == (None, None, None)


def test_without_a_centroid_nothing_is_far() -> None:
    assert located(commune_code="98818", latitude=-21.0, longitude=165.0).position_precision == "address"


@pytest.mark.parametrize(
    ("changes", "timezone"),
    [
        ({"commune_code": "97353", "latitude": 3.2, "longitude": -53.4}, "America/Cayenne"),
        ({"commune_code": "97411", "latitude": -20.9, "longitude": 55.4}, "Indian/Reunion"),
        (
            {"commune_code": None, "postcode": "98800", "latitude": -22.2, "longitude": 166.4},
            "Pacific/Noumea",
        ),
        ({"commune_code": None, "postcode": None}, "Europe/Paris"),
    ],
)
def test_time_zones(changes: dict[str, Any], timezone: str) -> None:
    assert located(**changes).timezone == timezone


@pytest.mark.parametrize(
    "changes",
    [
        {"longitude": None},
        {"position_precision": None},
        {"position_precision": "exact"},
        {"latitude": None, "longitude": None},
        {"latitude": float("nan")},
        {"latitude": 91.0},
        {"longitude": -181.0},
    ],
)
def test_half_positions_are_refused(changes: dict[str, Any]) -> None:
    assert refused(**changes).code == "position_invalid"
