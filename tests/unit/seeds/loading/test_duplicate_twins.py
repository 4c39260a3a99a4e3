"""Invented twins that are one place under two names, and neighbours that must stay apart."""

from typing import NamedTuple

import pytest

from seeds.loading.duplicates.facts import PlaceFacts
from seeds.loading.duplicates.rules import judge

METRE = 1 / 76_000
"""Degrees of longitude, about, at 47 degrees north."""


class Row(NamedTuple):
    """What one publisher says of a place in the invented town of Vaubrune."""

    name: str
    kind: str | None = None
    address: str | None = None
    website: str | None = None
    precision: str = "address"


def record(number: int, row: Row, metres: float) -> PlaceFacts:
    return PlaceFacts(
        number, f"source-{number}", "1", "LO-2.0", row.name, address=row.address, city="Vaubrune",
        commune_code="58999", commune="Vaubrune", longitude=3.1 + metres * METRE, latitude=47.0,
        precision=row.precision, website=row.website, department="Nièvre", kind=row.kind,
    )  # fmt: skip


def verdict(one: Row, other: Row, metres: float) -> str | None:
    found = judge(record(1, one, 0), record(2, other, metres))
    back = judge(record(2, other, metres), record(1, one, 0))
    assert (found and found.verdict) == (back and back.verdict), "no pair has a direction"
    return None if found is None else found.verdict


TWINS = [
    # Another word for one service, the town's name or a legal form added.
    (Row("Médiathèque Élise-Corbin", "library"), Row("Bibliothèque municipale Élise Corbin", "library"), 20),
    (
        Row("Médiathèque", "library", "4 rue Basse"),
        Row("Bibliothèque de Vaubrune", "library", "4 r. Basse"),
        5,
    ),
    (
        Row("Bibliothèque", "library", "4 rue Basse"),
        Row("Médiathèque Élise-Corbin", "library", "4 rue Basse"),
        0,
    ),
    (Row("Médiathèque Les Saules"), Row("Médiathèque Les Saules - Vaubrune"), 12),
    (Row("Les Copeaux", "fablab"), Row("Fablab Les Copeaux Vaubrune", "third_place"), 60),
    (Row("SCIC Les Copeaux", "company"), Row("Les Copeaux (tiers-lieu)", "third_place"), 30),
    (Row("Association Les Copeaux", "association"), Row("Les Copeaux", "third_place"), 100),
    (Row("SARL Pivoine coworking"), Row("Pivoine"), 40),
    (
        Row("Mairie", "town_hall", "1 place Haute"),
        Row("Mairie de Vaubrune", "town_hall", "1, place Haute"),
        3,
    ),
    (Row("Mairie de Vaubrune", "town_hall"), Row("Mairie", "town_hall", precision="commune_centroid"), 800),
    (Row("Mairie de Vaubrune", "town_hall", "1 place Haute"), Row("Vaubrune", None, "1 place Haute"), 3),
    (Row("Mairie", "town_hall", "1 place Haute"), Row("Commune de Vaubrune", None, "1 place Haute"), 3),
    (Row("Ville de Vaubrune", None, "1 place Haute"), Row("Hôtel de ville", "town_hall", "1 place Haute"), 3),
    (Row("Fablab Vaubrune", "fablab"), Row("FabLabVaubrune", "fablab", precision="commune_centroid"), 700),
    # What is said of a place beside its name.
    (Row("L'Atelier du 9 (Actuellement fermé)"), Row("L'Atelier du 9"), 10),
    (Row("La Cabane - fermée"), Row("La Cabane"), 10),
    (Row("Le Ponton (définitivement fermé)"), Row("Le Ponton"), 10),
    (Row("Le Ponton [en travaux]"), Row("Le Ponton"), 10),
    # Spelling.
    (Row("Lab'Orne"), Row("LABORNE"), 10),
    (Row("Le Pép'ites"), Row("PEPITES"), 10),
    (Row("Cap'Brune Coworking"), Row("CapBrune"), 10),
    (Row("Nom@dine"), Row("Nomadine"), 200),
    (Row("La Grenouillère"), Row("La Grenouilere"), 10),
    (Row("L’Établi des Forges"), Row("l etabli des forges"), 10),
    (Row("LES QUATRE VENTS"), Row("Les Quatre-Vents"), 10),
    (Row("Le 36"), Row("LE 36"), 10),
    # Acronyms.
    (Row("M.J.C. des Forges"), Row("MJC des Forges"), 10),
    (
        Row("C.L.E.F.", None, "8 rue Basse"),
        Row("Cercle Libre des Électroniciens Forgerons", None, "8 rue Basse"),
        0,
    ),
    (Row("Tiers Lieu Atelier Vannerie", None, "8 rue Basse"), Row("TLAV", None, "8 rue Basse"), 0),
    (Row("EPN des Forges"), Row("Espace public numérique des Forges"), 10),
    (Row("PIJ des Forges", "youth_information"), Row("Point information jeunesse des Forges"), 10),
    (
        Row("MSAP", "france_services", "8 rue Basse"),
        Row("France Services", "france_services", "8 rue Basse"),
        0,
    ),
    # One door and one purpose, names that differ.
    (
        Row("La Halle", "coworking", "8 rue du Cordier"),
        Row("Coworking du Cordier", "coworking", "8 rue du Cordier"),
        300,
    ),
    (
        Row("La Ruche Vive", "coworking", "8 rue Basse"),
        Row("Bureaux partagés de Vaubrune", "coworking", "8 rue Basse"),
        0,
    ),
    (Row("La Ruche Vive", "fablab", "8 rue Basse"), Row("Fab lab", "third_place", "8 rue Basse"), 0),
    (Row("Maison Corbin", None, "8 rue Basse"), Row("Espace numérique", None, "8 rue Basse"), 0),
    (Row("Centre social Corbin", None, "8 rue Basse"), Row("Cyberbase", None, "8 rue Basse"), 0),
    (Row("Friends", None, "8 rue Basse"), Row("Beksi", None, "8 rue Basse", "https://friends.example/"), 0),
    (
        Row("Le Sémaphore", None, "8 rue Basse", "https://semaphore.example"),
        Row("Bureaux du canal", None, "8 rue Basse", "http://www.semaphore.example/contact"),
        0,
    ),
    # House numbers next door, and addresses as people write them.
    (Row("La Trame", None, "12 bis rue Basse"), Row("La Trame coworking", None, "12B, rue Basse"), 5),
    (Row("La Trame", None, "12 rue Basse"), Row("La Trame", None, "14 rue Basse"), 15),
    (Row("La Trame", None, "9 av. du Gal Corbin"), Row("La Trame", None, "9 avenue du Général Corbin"), 900),
]
"""Two names, metres between the points: one place."""

QUARTERS = [
    # Kinds that exclude each other, however alike the names.
    (Row("Médiathèque des Forges", "library"), Row("Mairie des Forges", "town_hall"), 5),
    (Row("Médiathèque des Forges", "library"), Row("La Poste des Forges"), 5),
    (Row("Médiathèque des Forges", "library"), Row("France Travail des Forges"), 5),
    (Row("Mission locale des Forges"), Row("Pôle emploi des Forges"), 5),
    (Row("France Services des Forges"), Row("Bus France Services des Forges"), 0),
    (Row("Les Forges", "fablab"), Row("Les Forges mobile (camion)", "fablab"), 0),
    (Row("Bibliothèque - Lac-Neuf", "library"), Row("Maison de quartier - Lac-Neuf", "social_centre"), 40),
    (
        Row("Médiathèque du Bois", "library", None, "https://livres.example/"),
        Row("Centre d'animation du Bois", "association", None, "https://animation.example/"),
        90,
    ),
    (
        Row("France Services Haut-Val", None, "rue Basse"),
        Row("Communauté de communes du Haut-Val", None, "rue Basse"),
        60,
    ),
    (Row("Sous-préfecture des Forges"), Row("Mairie des Forges", "town_hall"), 5),
    (Row("Mairie", "town_hall", "1 place Haute"), Row("Médiathèque", "library", "1 place Haute"), 0),
    (Row("Mairie de Vaubrune", "town_hall"), Row("Mairie annexe des Forges", "town_hall"), 900),
    # Branches of one house.
    (Row("Be Coworking", None, "Porte Neuve"), Row("Be Coworking Les Forges", None, "24 rue Haute"), 600),
    (
        Row("Remix", None, "Cour Neuve", "https://remix.example/"),
        Row("Remix - Turbine", None, "57 rue Haute", "https://www.remix.example"),
        700,
    ),
    (
        Row("Mission locale - Antenne Gare", None, None, "https://ml.example/"),
        Row("Mission locale - Antenne Forges", None, None, "https://ml.example/"),
        600,
    ),
    (
        Row("Sauvegarde 58 : pôle de jour", None, "8 rue Basse"),
        Row("Sauvegarde 58 : prévention", None, "8 rue Basse"),
        0,
    ),
    (Row("La Corde"), Row("La Corde Valmy"), 800),
    (Row("La Corde Perrin", None, "1 rue Haute"), Row("La Corde Valmy", None, "9 rue Basse"), 400),
    (Row("Stub Digital 1"), Row("Stub Digital 2"), 30),
    (Row("La Ruche", None, "15 rue Haute"), Row("La Ruche", None, "62 rue Basse"), 500),
    (Row("Médiathèque", "library"), Row("Médiathèque", "library"), 400),
    (Row("Espace numérique"), Row("Espace numérique"), 300),
    # A house and what rents a room in it, or who stands behind it.
    (
        Row("TVX Innovation", "company", None, "https://tvx.example/"),
        Row("La Cantine by TVX", "third_place", None, "https://cantine.example/"),
        120,
    ),
    (Row("Le Lab", "other", "rue Haute"), Row("So Fabrik", "third_place", "930 rue Haute"), 60),
    (
        Row("Atelier numérique de Vaubrune", "fablab", "3 rue Haute"),
        Row("PIJ de Vaubrune", None, "3 rue Haute"),
        0,
    ),
    (Row("Le Node", None, "12 rue Basse"), Row("Le Nom Commun", None, "12 rue Basse"), 0),
    (Row("Arts Cousus", "fablab", "19 rue Haute"), Row("La Fabrique Neuve", "fablab", "19 rue Haute"), 0),
    (Row("Le Numéro Six", "coworking", "6 rue Haute"), Row("L'Aviron", "coworking", "6 rue Haute"), 0),
    # Neighbours.
    (Row("Le Beffroi", None, "20 rue Haute"), Row("L'Andouillette", None, "22 rue Haute"), 10),
    (Row("Café Pixel", "third_place", "10 rue Haute"), Row("Village Vert", "third_place", "5 rue Haute"), 18),
    (Row("Fablab du Doubs Vif", "fablab"), Row("Fablab des Trois Quais", "fablab"), 40),
    (Row("Bibliothèque des Tanneurs", "library"), Row("Bibliothèque du Rempart", "library"), 200),
]
"""Two names, metres between the points: two places, which a rule never merges."""


def test_there_are_enough_of_them() -> None:
    assert len(TWINS) + len(QUARTERS) >= 60


@pytest.mark.parametrize(("one", "other", "metres"), TWINS, ids=lambda value: getattr(value, "name", ""))
def test_twins_are_one_place(one: Row, other: Row, metres: float) -> None:
    assert verdict(one, other, metres) == "same"


@pytest.mark.parametrize(("one", "other", "metres"), QUARTERS, ids=lambda value: getattr(value, "name", ""))
def test_neighbours_stay_apart(one: Row, other: Row, metres: float) -> None:
    assert verdict(one, other, metres) != "same"
