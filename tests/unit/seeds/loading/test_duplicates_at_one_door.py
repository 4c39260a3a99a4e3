"""Two records at one address: one place, two, or a doubt."""

from dataclasses import replace
from typing import Any

import pytest
from support.place_pairs import HERE, OTHER, PORT, verdict

from seeds.loading.duplicates.facts import same_address
from seeds.loading.duplicates.services import services_of


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
