"""What makes two records one place, and what never does."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.place_pairs import FAR, HERE, OTHER, PORT, STREET, verdict

from seeds.loading.duplicates.blocking import candidate_pairs
from seeds.loading.duplicates.names import compare
from seeds.loading.duplicates.rules import judge


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("La Lanterne", "LA LANTERNE"),
        ("La Lanterne", "Tiers-lieu La Lanterne"),
        ("La Lanterne", "Fablab de la Lanterne (association)"),
        ("L'Établi", "l etabli"),
        ("Atelier Câblé", "ATELIER CABLE"),
        ("LAB77", "LAB 77"),
        ("La Grenouillère", "La Grenouilere"),
        ("Le Phare / La Lanterne", "La Lanterne"),
        ("La Lanterne Nantes", "La Lanterne"),
        ("Le 325", "LE 325"),
    ],
)
def test_one_name_in_one_commune_is_one_place(one: str, other: str) -> None:
    assert verdict({"name": one}, {"name": other}) == ("same", "name_and_commune")
    assert verdict({"name": other}, {"name": one}) == ("same", "name_and_commune")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fablab de Nantes", "Coworking de Nantes"),
        ("Tiers-lieu", "Le tiers lieu"),
        ("Espace numérique", "Espace numérique"),
        ("La Lanterne", "Le Sémaphore"),
        ("Nantes", "Nantes"),
        ("東京", "東京"),
        ("!!!", "???"),
    ],
)
def test_generic_words_and_the_town_make_no_place(one: str, other: str) -> None:
    assert verdict({"name": one}, {"name": other}) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"name": "La Lanterne; Le Phare; Plan C"}, {"name": "La Lanterne"}),
        ({"name": "La Lanterne 2"}, {"name": "La Lanterne"}),
        ({"name": "La Lanterne - Phare (en consortium)"}, {"name": "La Lanterne"}),
        ({"siret": "73282932000074"}, {"siret": "35600000000048"}),
        ({"name": "La Lanterne bleue"}, {"name": "La Lanterne"}),
    ],
)
def test_doubts_are_left_to_an_operator(left: dict[str, Any], right: dict[str, Any]) -> None:
    found = verdict(left, right)
    assert found is not None
    assert found[0] == "review"


def test_records_of_one_list_are_never_certain() -> None:
    found = judge(HERE, replace(OTHER, source="a"))
    assert found is not None
    assert found.verdict == "review"
    assert "one list" in found.explanation


def test_two_lists_of_one_source_are_two_publishers() -> None:
    found = judge(replace(HERE, list="nord"), replace(OTHER, source="a", list="sud"))
    assert found is not None
    assert found.verdict == "same"


def test_precise_positions_far_apart_are_two_branches_of_one_name() -> None:
    assert verdict(PORT, FAR) == ("review", "name_part")
    assert verdict(PORT, STREET) == ("same", "name_and_commune")


def test_the_centroid_of_a_commune_is_no_position() -> None:
    centroid = {"longitude": -1.55, "latitude": 47.21, "precision": "commune_centroid"}
    assert verdict({**centroid, "name": "La Lanterne"}, {**centroid, "name": "Le Sémaphore"}) is None
    found = judge(replace(HERE, **centroid), replace(OTHER, **centroid))
    assert found is not None
    assert "No distance" in found.explanation
    # Of different communes, the same centroid says nothing either.
    assert verdict({**centroid, "commune_code": "44110"}, centroid) is None


def test_an_identifier_needs_a_name_beside_it() -> None:
    site = {"website": "https://www.lanterne.example/"}
    assert verdict(site, {**site, "name": "Association Lanterne du port", "website": site["website"]}) == (
        "same",
        "identifier",
    )
    # A website that spells the other's name asks an operator, at one address it is certain.
    sender = {**site, "name": "Le Sémaphore"}
    assert verdict({}, sender) == ("review", "identifier_only")
    door = {"address": "9 rue du Port"}
    assert verdict(door, {**sender, **door}) == ("same", "one_address")
    assert verdict({**site, "name": "Le Phare"}, sender) is None
    platform = {"website": "https://www.facebook.com/"}
    assert verdict({**platform, "name": "La Lanterne bleue"}, {**platform}) == ("review", "name_part")


def test_one_address_and_a_part_of_the_name() -> None:
    left = {"address": "12 rue du Port", "name": "Médiathèque Lanterne"}
    right = {"address": "12, RUE DU PORT", "name": "Espace Lanterne des associations réunies du quartier"}
    assert verdict(left, right) == ("same", "name_and_address")
    # A geocoder puts one door at two points more often than a street has one number twice.
    assert verdict({**left, **PORT}, {**right, **FAR}) == ("same", "name_and_address")


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=15))
def test_agreement_is_bounded_and_has_no_direction(one: str, other: str, town: str) -> None:
    there, back = compare(one, other, town), compare(other, one, town)
    assert 0 <= there.likeness <= 1 + 1e-9
    assert 0 <= there.containment <= 1 + 1e-9
    assert there.likeness == pytest.approx(back.likeness, abs=1e-9)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_names_are_judged(one: str, other: str) -> None:
    found = judge(replace(HERE, name=one), replace(OTHER, name=other))
    assert found is None or 0 <= found.score <= 1


def test_blocks_meet_each_pair_once_and_leave_far_ones_alone() -> None:
    elsewhere = replace(OTHER, id=3, source_record_id="3", commune_code="75056")
    over_the_border = replace(OTHER, id=4, source_record_id="4", commune_code="44143", **STREET)
    near = replace(HERE, **PORT)
    records = [near, OTHER, elsewhere, over_the_border]
    pairs = [(one.id, other.id) for one, other in candidate_pairs(records, [1, 2, 3, 4])]
    assert sorted(pairs) == [(1, 2), (1, 4)]
    assert sorted((one.id, other.id) for one, other in candidate_pairs(records, [4])) == [(1, 4)]
    assert list(candidate_pairs(records, [])) == []


CENTROID = {"longitude": -1.55, "latitude": 47.21, "precision": "commune_centroid"}
VILLAGE = {"population": 1_800, "kind": "third_place"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # A website that spells a whole name of several words.
        (
            {"name": "Pôle du Port", "website": "https://www.poleduport.example"},
            {"name": "La Vague", **CENTROID},
            None,
        ),
        (
            {"name": "La Vague", "website": "https://www.pole-du-port.example"},
            {"name": "Tiers-lieu d'ici - Pôle du Port", **CENTROID},
            ("same", "website_name"),
        ),
        (
            {"name": "La Vague", "website": "https://www.ville-de-nantes.example"},
            {"name": "Ville de Nantes", **CENTROID},
            None,
        ),
        # All that one name says stands in the other: certain in a small town, of places to work and make.
        (
            {"name": "Sarbacane", "population": 1_800, "kind": "fablab"},
            {"name": "Association Sarbacane-Vive", **VILLAGE, **CENTROID},
            ("same", "name_inside_name"),
        ),
        (
            {"name": "Sarbacane", "population": 320_000, "kind": "fablab"},
            {"name": "Association Sarbacane-Vive", **VILLAGE, "population": 320_000, **CENTROID},
            ("review", "name_part"),
        ),
        (
            {"name": "Sarbacane", "population": 1_800, "kind": "association"},
            {"name": "Association Sarbacane-Vive", **VILLAGE, **CENTROID},
            ("review", "name_part"),
        ),
        # Whose or where a place is, is no name: more than one is "du Sarbacan".
        (
            {"name": "Fablab du Sarbacan", "population": 1_800, "kind": "fablab"},
            {"name": "Ici Sarbacan", **VILLAGE, **CENTROID},
            ("review", "name_part"),
        ),
        # An acronym of four letters tells as much as two words.
        (
            {"name": "MJQS"},
            {"name": "Maison des Jardins, du Quai et des Saules", **CENTROID},
            ("same", "name_inside_name"),
        ),
    ],
)
def test_names_that_say_the_same_in_other_words(
    one: dict[str, Any], other: dict[str, Any], expected: tuple[str, str] | None
) -> None:
    assert verdict({**PORT, **one}, other) == expected
