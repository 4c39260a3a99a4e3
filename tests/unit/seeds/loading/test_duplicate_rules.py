"""What makes two records one place, and what never does."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.loading.duplicates.blocking import candidate_pairs
from seeds.loading.duplicates.facts import PlaceFacts, same_address
from seeds.loading.duplicates.names import compare
from seeds.loading.duplicates.rules import judge
from seeds.loading.duplicates.services import services_of

HERE = PlaceFacts(
    1, "a", "1", "LO-2.0", "La Lanterne", commune_code="44109", commune="Nantes", precision="commune_centroid"
)
OTHER = replace(HERE, id=2, source="b", source_record_id="2")
PORT = {"longitude": -1.55, "latitude": 47.21, "precision": "address"}
STREET = {"longitude": -1.551, "latitude": 47.2105, "precision": "street"}
FAR = {"longitude": -1.60, "latitude": 47.25, "precision": "address"}


def verdict(left: dict[str, Any], right: dict[str, Any]) -> tuple[str, str] | None:
    found = judge(replace(HERE, **left), replace(OTHER, **right))
    return None if found is None else (found.verdict, found.rule)


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


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("12 rue du Port", "12, RUE DU PORT", True),
        ("12 bis av. Jean Jaurès", "12 Avenue Jean Jaures", True),
        ("12 rue du Port", "14 rue du Port", False),
        ("12 rue du Port", "12 rue des Lilas", False),
        ("rue du Port", "12 rue du Port", None),
        (None, "12 rue du Port", None),
        ("12", "12", None),
    ],
)
def test_addresses(one: str | None, other: str | None, expected: bool | None) -> None:
    assert same_address(replace(HERE, address=one), replace(OTHER, address=other)) is expected


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


HOUSE = {**PORT, "address": "9 rue du Port", "name": "Mairie", "kind": "town_hall"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # The same name, however little it tells, at one address or within 50 m.
        ({}, {}, ("same", "one_door")),
        ({"address": None}, {"address": None, "longitude": -1.5503}, ("same", "one_door")),
        ({"address": None}, {"address": None, "longitude": -1.552}, None),
        ({}, {"address": "9, r. du Port", "longitude": -1.60}, ("same", "one_door")),
        ({}, {"address": "12 place Haute"}, None),
        # One service, named in two ways.
        ({"name": "Bibliothèque de Nantes"}, {"name": "Médiathèque municipale"}, ("same", "one_door")),
        # Names that differ: the website says that it is one, or a room says no more than that it is one.
        (
            {"name": "Le Phare", "website": "https://phare.example/"},
            {"name": "La Digue", "website": "http://www.phare.example"},
            ("same", "one_address"),
        ),
        ({"name": "Le Phare"}, {"name": "Espace numérique", "kind": None}, ("same", "one_address")),
        ({"name": "Le Phare"}, {"name": "La Digue", "kind": None}, ("review", "address_only")),
        (
            {"name": "Le Phare"},
            {"name": "La Digue", "website": "https://x.example/"},
            ("review", "address_only"),
        ),
        (
            {"name": "Pépinière Garance"},
            {"name": "Garance & Cie, bureaux partagés", "kind": None},
            ("same", "name_and_address"),
        ),
        (
            {"name": "CCAS"},
            {"name": "Centre communal d'action sociale", "kind": None},
            ("same", "name_and_address"),
        ),
        # Services that exclude each other, however alike their names.
        ({"name": "Bibliothèque du Port"}, {"name": "Pôle emploi du Port"}, ("review", "name_and_address")),
        ({"name": "Le Phare", "kind": "library"}, {"name": "Le Phare"}, ("review", "name_and_commune")),
        (
            {"name": "Bus France Services du Port"},
            {"name": "France Services du Port"},
            ("review", "name_and_commune"),
        ),
        (
            {"name": "Cité du Port (Amarre)"},
            {"name": "Cité du Port (Boussole)"},
            ("review", "name_and_commune"),
        ),
        (
            {"name": "Cité du Port (Amarre)", "website": "https://amarre.example/"},
            {"name": "Cité du Port (Boussole)", "website": "https://boussole.example/"},
            ("review", "name_and_commune"),
        ),
        # Two house numbers are two places; next door, one name is one place.
        (
            {"name": "La Cordée"},
            {"name": "La Cordée", "address": "61 quai Haut"},
            ("review", "name_and_commune"),
        ),
        (
            {"name": "La Cordée"},
            {"name": "La Cordée", "address": "11 rue du Port"},
            ("same", "name_and_commune"),
        ),
        # A name over which a town's is written.
        ({"name": "Capwork"}, {"name": "Cap Work Nantes"}, ("same", "name_and_commune")),
    ],
)
def test_one_door_and_one_purpose(
    one: dict[str, Any], other: dict[str, Any], expected: tuple[str, str] | None
) -> None:
    kinds = {"kind": None} if "name" in one and "kind" not in one else {}
    assert verdict({**HOUSE, **kinds, **one}, {**HOUSE, **kinds, **other}) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("9 rue du Port", "9, R. DU PORT - 44000", True),
        ("9 bis rue du Port", "9 rue du Port", True),
        ("Résidence Haute, 9 rue du Port, bât. 10A", "9 rue du Port", True),
        ("2 allée Jean Essai", "Campus Centre.2 Allée Jean Essai", True),
        ("5 rue Leonolphe Essai", "5 rue leon olphe essai", True),
        ("17 avenue Vigneau Haut", "17, avenue Vignau Haut - BP 30", True),
        ("9 av. du Gal Essai", "9 avenue du Général Essai", True),
        ("7-11 rue du Port", "7 rue du Port", True),
        ("4/6 place Haute", "4-6 Place Haute", True),
        ("12 et 14 rue du Port", "14 rue du Port", True),
        ("7-11 rue du Port", "13 rue du Port", False),
        ("Université du Port 1 - Campus Haut", "Université du Port 1 - Campus Haut", None),
        ("90 avenue Essai", "90 avenue André Essai", True),
        ("9 rue du Port", "11 rue du Port", False),
        ("9 rue du Port", "9 rue Haute", False),
        ("rue du Port", "9 rue du Port", None),
        (None, "9 rue du Port", None),
    ],
)
def test_addresses_as_people_write_them(one: str | None, other: str, same: bool | None) -> None:
    assert same_address(replace(HERE, address=one), replace(OTHER, address=other)) is same


@pytest.mark.parametrize(
    ("name", "kind", "services"),
    [
        ("Médiathèque du Port", "town_hall", {"library"}),
        ("Le Phare", "library", {"library"}),
        ("Numéribus", None, {"bus"}),
        ("Campus du Port", None, set()),
        ("MSAP", "other", {"france_services"}),
        ("Mairie et médiathèque", None, {"library", "town_hall"}),
        ("VAN (Vaubrune Atelier Numérique)", None, set()),
        ("Le van numérique", None, {"bus"}),
    ],
)
def test_services_that_a_place_says_it_is(name: str, kind: str | None, services: set[str]) -> None:
    assert services_of(name, kind) == services


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


DOOR = {**PORT, "address": "9 rue Haute", "kind": "coworking"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Two hosts of one domain, or two that spell the word that the names share.
        (
            {"name": "Ouest 2.0", "website": "https://cantine.ouest2.example"},
            {"name": "La Cantine du Quai", "website": "https://www.ouest2.example"},
            "same",
        ),
        (
            {"name": "Judoka", "website": "https://judokacrea.example"},
            {"name": "Judoka Saint-Loup", "website": "https://judoka.example"},
            "same",
        ),
        (
            {"name": "Ouest 2.0", "website": "https://ouest.asso.fr"},
            {"name": "La Cantine du Quai", "website": "https://cantine.asso.fr"},
            "review",
        ),
        # The town's own website is that of all that it runs; one page of it is one place's.
        (
            {"name": "Direction du travail", "website": "https://www.nantes.example"},
            {"name": "Accueil des jeunes du quai", "website": "https://www.nantes.example"},
            "review",
        ),
        (
            {"name": "Direction du travail", "website": "https://www.ville-nantes.example/lieux/9"},
            {"name": "Accueil des jeunes du quai", "website": "https://ville-nantes.example/lieux/9/"},
            "same",
        ),
        # One name is the beginning of the other one.
        ({"name": "K7B"}, {"name": "K7B13 - Marseille 3013"}, "same"),
        (
            {"name": "K7B", "website": "https://x.example"},
            {"name": "K7B13", "website": "https://y.example"},
            "review",
        ),
        # A number in one name at the one door.
        ({"name": "Le 127 de Cap Savoirs"}, {"name": "Cap Savoirs - Fab lab"}, "same"),
        # Desks for the digital of two bodies, at one door.
        (
            {"name": "Espace numérique des Monts Bleus"},
            {"name": "Points numériques de l'arrondissement de Vaubrune"},
            "same",
        ),
        # One is in the other's house, as its address says.
        ({"name": "Atelier numérique", "address": "LA HALLE 9 rue Haute"}, {"name": "La Halle"}, "review"),
        (
            {"name": "Fabrik d'idées", "address": "9 rue Haute - Les Champs Libres"},
            {"name": "Les Champs Libres"},
            "review",
        ),
        # One name and one website, in two streets of one block: it moved, or was typed wrongly.
        (
            {"name": "Fab Lab Robert Essai", "website": "https://fre.example"},
            {"name": "Le Fab Lab Robert-Essai", "website": "http://fre.example", "address": "5 rue Basse"},
            "same",
        ),
    ],
)
def test_two_names_at_one_door(one: dict[str, Any], other: dict[str, Any], expected: str) -> None:
    found = verdict({**DOOR, **one}, {**DOOR, **other})
    assert found is not None
    assert found[0] == expected
