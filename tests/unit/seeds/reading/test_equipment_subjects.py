"""What is taught, sold, repaired, brought along or only named is not offered."""

import pytest

from app.directory.equipment.patterns import BESIDE, INDIRECT, LISTED
from seeds.reading.equipment_text import read_equipment


@pytest.mark.parametrize(
    "text",
    [
        "Ateliers de découverte (ordinateur, tablette, smartphone)",
        "Prise en main des outils : PC, tablettes",
        "apprendre à mieux se servir de son téléphone, sa tablette ou son ordinateur",
        "aide à l'achat d'un ordinateur portable",
        "Accompagnement à l'utilisation d'une imprimante 3D",
        "Découverte de l'ordinateur - Internet - Tablette tactile",
        "chercher une adresse sur internet",
        "navigation sur internet",
        "Surfer sur internet en sécurité",
        "recharges internet en vente",
        "vente d'ordinateurs reconditionnés",
        "Ordinateurs portables à vendre",
        "réparation de téléphones et d'ordinateurs",
        "Faire réparer son ordinateur",
        "venez avec une clé USB ou un smartphone",
        "Concerts à La Borne",
        "Ordi'Plus",
        "Conférence du collectif Wifi pour Tous",
        "Électronique, informatique",
        "une imprimante 3D (en cours de livraison)",
        "Une découpe laser sera installée au printemps",
        "Les 8 PC ont été retirés",
        "Une fraiseuse numérique est à vingt kilomètres",
    ],
)
def test_nothing_is_offered(text: str) -> None:
    assert read_equipment(text) == []


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Initiation au tricot, et wifi ouvert à tous", {"wifi"}),
        ("Cours d'informatique, mise à disposition de tablettes", {"tablet"}),
        ("Formation avec 8 PC portables", {"computer"}),
        ("Venir avec son ordinateur, wifi", {"wifi"}),
        ("Utilisation d'une imprimante", {"printer"}),
        ("Ateliers : impression 3D, découpe laser", {"printer_3d", "laser_cutter"}),
        ("coworking", {"coworking_desk"}),
        ("Outilthèque", {"workshop_tools"}),
    ],
)
def test_what_is_offered_beside_it(text: str, types: set[str]) -> None:
    assert {reading.type_code for reading in read_equipment(text)} == types


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("13h30-16h30 2 ordinateurs", {"computer": 2}),
        ("un scanner et un photocopieur", {"scanner": 1, "photocopier": 1}),
        ("des ordinateurs (dont un poste adapté)", {"computer": None}),
        ("16 PC dont 4 portables", {"computer": 16}),
    ],
)
def test_quantities(text: str, quantities: dict[str, int | None]) -> None:
    assert {reading.type_code: reading.quantity for reading in read_equipment(text)} == quantities


def test_beside_lessons_a_reading_is_no_longer_sure() -> None:
    (reading,) = read_equipment("Initiation, accès à un scanner")
    assert reading.confidence == BESIDE
    (reading,) = read_equipment("Accès à un scanner")
    assert reading.confidence == LISTED


def test_what_is_to_be_confirmed_is_not_said_to_be_shared() -> None:
    (reading,) = read_equipment("Espace numérique en accès libre")
    assert (reading.confidence, reading.shareable) == (INDIRECT, "unknown")
    (reading,) = read_equipment("Accès libre à un scanner")
    assert (reading.confidence, reading.shareable) == (LISTED, "yes")
