from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.loading.communes_index import CommuneFacts, CommunesIndex
from seeds.loading.feed import FarPosition
from seeds.loading.locate import Located, locate
from seeds.reading.base import RowRefusedError
from seeds.reading.records import LocationRecord

NANTES = CommuneFacts("44109", "Nantes", "244400404", 47.2322, -1.5479, ["44000", "44300"])
MARIPASOULA = CommuneFacts("97353", "Maripasoula", "249730037", 3.17, -53.36)
ROCHELLE = CommuneFacts("17300", "La Rochelle", "241700434", 46.16, -1.15)
VALBONNE = CommuneFacts("06152", "Valbonne", "240600585", 43.63, 7.02)
NOUMEA = CommuneFacts("98818", "Nouméa", None, None, None)
SAINT_DENIS = CommuneFacts("97411", "Saint-Denis", "249740119", -20.93, 55.45, ["97400", "97417"])
SAINT_DENIS_93 = CommuneFacts("93066", "Saint-Denis", "200054781", 48.94, 2.36, ["93200", "93210"])
BASTIA = CommuneFacts("2B033", "Bastia", "242000354", 42.69, 9.42, ["20200", "20600"])
LYON = CommuneFacts("69123", "Lyon", "200046977", 45.758, 4.835, ["69001", "69003"])
OREE = CommuneFacts("49126", "Orée d'Anjou", "200060010", 47.31, -1.2, ["49270"])
MONTAIGU = CommuneFacts("85146", "Montaigu-Vendée", "200070233", 46.98, -1.31, ["85600"])
COMMUNES = CommunesIndex(
    [
        NANTES,
        MARIPASOULA,
        ROCHELLE,
        VALBONNE,
        NOUMEA,
        SAINT_DENIS,
        SAINT_DENIS_93,
        BASTIA,
        LYON,
        OREE,
        MONTAIGU,
    ]
)
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
    place = located(commune_code="44999", city="Ailleurs")
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


def test_a_doubtful_point_is_exchanged_only_beyond_doubt() -> None:
    near = located(position_doubtful=True, latitude=-1.55, longitude=47.21)
    assert near.remarks == ("position_swapped_back",)
    within_fifty_km = located(position_doubtful=True, latitude=-1.55, longitude=47.5)
    assert within_fifty_km.remarks == ("position_replaced_by_commune",)


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
        {"longitude": float("inf")},
    ],
)
def test_half_positions_are_refused(changes: dict[str, Any]) -> None:
    assert refused(**changes).code == "position_invalid"


# Communes of former days, and without a code


@pytest.mark.parametrize(("code", "today"), [("49069", "49126"), ("85217", "85146")])
def test_a_former_commune_is_the_one_of_today(code: str, today: str) -> None:
    place = located(
        commune_code=code, city="Ailleurs", latitude=None, longitude=None, position_precision=None
    )
    assert (place.commune_code, place.remarks) == (
        today,
        ("position_from_commune", "commune_merged"),
    )


def test_a_former_commune_that_the_database_still_has_stays() -> None:
    old = CommuneFacts("85217", "Saint-Georges-de-Montaigu", None, 46.95, -1.29)
    location = replace(PLACE, commune_code="85217", latitude=46.96, longitude=-1.3)
    assert locate(location, CommunesIndex([old, MONTAIGU]), "refuse").commune_code == "85217"


def test_a_code_that_was_never_one_gives_way_to_the_name_near_the_point() -> None:
    place = located(commune_code="44999")
    assert (place.commune_code, place.remarks) == ("44109", ("commune_found_by_name",))


@pytest.mark.parametrize(
    ("city", "postcode", "code"),
    [
        ("Nantes", "44300", "44109"),
        ("NANTES CEDEX 2", "44042", "44109"),
        ("ST DENIS", "97400", "97411"),
        ("Saint-Denis", "93205", "93066"),
        ("Bastia Cedex", "20297", "2B033"),
        ("LYON 03", "69003", "69123"),
        ("Lyon 3e arrondissement", "69003", "69123"),
        ("Nantes", "33000", None),
    ],
)
def test_without_code_and_position_name_and_postcode_tell(city: str, postcode: str, code: str | None) -> None:
    nowhere: dict[str, Any] = {"latitude": None, "longitude": None, "position_precision": None}
    place = located(commune_code=None, city=city, postcode=postcode, **nowhere)
    assert place.commune_code == code
    assert place.position_precision == ("commune_centroid" if code else None)
    assert place.remarks == (("position_from_commune",) if code else ("position_missing", "commune_missing"))


# Coordinates in each other's column


@pytest.mark.parametrize("policy", ["refuse", "commune_centroid"])
@pytest.mark.parametrize("commune", [NANTES, MARIPASOULA, SAINT_DENIS, BASTIA])
def test_a_certain_swap_is_repaired(policy: FarPosition, commune: CommuneFacts) -> None:
    place = located(
        policy, commune_code=commune.code, city=None, latitude=commune.longitude, longitude=commune.latitude
    )
    assert (place.latitude, place.longitude) == (commune.latitude, commune.longitude)
    assert place.position_precision == "address"
    assert place.remarks == ("position_swapped_back",)


def test_a_swap_is_certain_by_the_name_of_the_town_too() -> None:
    place = located(commune_code=None, city="Nantes", latitude=-1.55, longitude=47.21)
    assert (place.latitude, place.commune_code) == (47.21, "44109")


@pytest.mark.parametrize("code", ["98818", None])
def test_a_swap_that_nothing_confirms_is_refused(code: str | None) -> None:
    assert refused(commune_code=code, city=None, latitude=-1.55, longitude=47.21).code == "position_swapped"


def test_where_no_centroid_is_known_the_part_of_france_confirms() -> None:
    place = located(commune_code="98818", city=None, latitude=166.4, longitude=-22.2)
    assert (place.latitude, place.longitude, place.remarks) == (-22.2, 166.4, ("position_swapped_back",))
    error = refused(commune_code="98818", city=None)
    assert error.code == "position_far_from_commune"
    assert "lies far from Nouméa" in error.reason


def test_a_swap_to_somewhere_else_is_refused() -> None:
    assert refused(latitude=7.02, longitude=43.63).code == "position_swapped"
    place = located("commune_centroid", latitude=7.02, longitude=43.63)
    assert (place.latitude, place.remarks) == (NANTES.latitude, ("position_replaced_by_commune",))


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        (0.0, 0.0, "position_outside_france"),
        (52.52, 13.40, "position_outside_france"),
        (355000.0, 6689000.0, "position_out_of_range"),
    ],
)
def test_points_elsewhere(latitude: float, longitude: float, code: str) -> None:
    for commune in ("44109", None):
        assert refused(commune_code=commune, city=None, latitude=latitude, longitude=longitude).code == code
    place = located("commune_centroid", latitude=latitude, longitude=longitude)
    assert place.remarks == ("position_replaced_by_commune",)
    lost = located("commune_centroid", commune_code=None, city=None, latitude=latitude, longitude=longitude)
    assert (lost.latitude, lost.position_precision) == (None, None)
    assert lost.remarks == ("position_left_out", "commune_missing")


@given(latitude=st.floats(-200, 200), longitude=st.floats(-200, 200))
def test_whatever_is_stated_no_place_lies_far_from_its_commune(latitude: float, longitude: float) -> None:
    place = located("commune_centroid", latitude=latitude, longitude=longitude)
    assert place.latitude is not None
    assert place.longitude is not None
    gap_km = NANTES.distance_km(place.latitude, place.longitude)
    assert gap_km is not None
    assert gap_km <= 50
    # A position comes from the row or from the commune, and from nowhere else.
    assert (place.latitude, place.longitude) in {
        (latitude, longitude), (longitude, latitude), (NANTES.latitude, NANTES.longitude),
    }  # fmt: skip


def test_without_a_point_the_commune_stands_in() -> None:
    nowhere = {"latitude": None, "longitude": None, "position_precision": None}
    place = located(**nowhere)
    assert (place.latitude, place.longitude) == (NANTES.latitude, NANTES.longitude)
    assert place.position_precision == "commune_centroid"
    assert place.remarks == ("position_from_commune",)
    # the commune is unknown, or has no centroid
    for unknown in ({"commune_code": None, "city": "Nulle Part"}, {"commune_code": "98818"}):
        place = located(**nowhere, **unknown)
        assert (place.latitude, place.position_precision) == (None, None)
        assert "position_from_commune" not in place.remarks
