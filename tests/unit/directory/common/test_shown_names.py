"""Names in capitals, shown as words."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.common.shown_names import ACRONYMS, is_in_capitals, shown_name, shown_town
from app.directory.geocoding.names import fold


@pytest.mark.parametrize(
    ("name", "commune", "shown"),
    [
        ("MEDIATHEQUE DE LA CHATRE", "La Châtre", "Médiathèque de La Châtre"),
        ("BIBLIOTHEQUE MUNICIPALE", "Guéret", "Bibliothèque municipale"),
        ("MJC DU MONT-CHIMERE", "Mont-Chimère", "MJC du Mont-Chimère"),
        ("CCI 99", None, "CCI 99"),
        ("EPN DE SAINT JEAN LES BOIS", "Saint-Jean-lès-Bois", "EPN de Saint-Jean-lès-Bois"),
        ("MAIRIE D'YVRE-L'EVEQUE", "Yvré-l'Évêque", "Mairie d'Yvré-l'Évêque"),
        ("L'ATELIER DES POSSIBLES", None, "L'atelier des Possibles"),
        ("LE THEATRE DE L'ECOLE", None, "Le théâtre de l'école"),
        ("ESPACE 3D - ACCUEIL", None, "Espace 3D - Accueil"),
        ("PIJ : CENTRE SOCIAL", None, "PIJ : Centre social"),
        ("COWORK'IN QUELQUE PART", None, "Cowork'in Quelque Part"),
        ("CRIJ CENTRE-VAL DE LOIRE", None, "CRIJ Centre-Val de Loire"),
        ("TIERS-LIEU ET CO-WORKING", None, "Tiers-lieu et Co-Working"),
        ("ESPACE DE PORT-LES-BAINS", None, "Espace de Port-les-Bains"),
        ("MÉDIATHEQUE", None, "Médiathèque"),
        ("MOULIN A EAU", None, "Moulin à Eau"),
        # No accent is invented, and letters without a vowel stand for words.
        ("LA CHIMERE", None, "La Chimere"),
        ("XKCD", None, "XKCD"),
        # A name with a small letter is as its publisher wants it.
        ("iMedia LAB", None, "iMedia LAB"),
        ("Fab Lab", "Paris", "Fab Lab"),
        ("", None, ""),
        ("42", None, "42"),
    ],
)
def test_names_are_words(name: str, commune: str | None, shown: str) -> None:
    assert shown_name(name, commune) == shown


@pytest.mark.parametrize(
    ("city", "commune", "shown"),
    [
        ("LA CHATRE", "La Châtre", "La Châtre"),
        ("La Châtre", None, "La Châtre"),
        ("LA CHATRE CEDEX", "La Châtre", "La Châtre Cedex"),
        (None, "Guéret", "Guéret"),
        (None, None, ""),
    ],
)
def test_towns_are_written_as_their_communes(city: str | None, commune: str | None, shown: str) -> None:
    assert shown_town(city, commune) == shown


LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZÉÈÀÇÔ0123456789'’-–/:(). ", max_size=60)


@given(LETTERS, st.sampled_from([None, "La Châtre", "Saint-Jean-lès-Bois", "Mer", "L'Haÿ-les-Roses"]))
def test_nothing_but_letters_case_and_accents_changes(name: str, commune: str | None) -> None:
    shown = shown_name(name, commune)
    assert fold(shown) == fold(name)
    assert shown_name(shown, commune) == shown or is_in_capitals(shown)


def capitals_of(folder: Path) -> list[tuple[str, str]]:
    """Return the published names in capitals, each with the official name of its commune."""
    with (folder / "communes_2026_centroides.csv").open(encoding="utf-8-sig", newline="") as file:
        communes = {row["code_insee"]: row["nom"] for row in csv.DictReader(file)}
    found = []
    for path, name, code in (
        ("tiers_lieux_cget_2019.csv", "NOM_TL", "INSEE_CALC"),
        ("lieux_numeriques_equipement_brut.csv", "nom", "code_insee"),
    ):
        with (folder / path).open(encoding="utf-8-sig", newline="") as file:
            rows = [(row[name], communes.get(row[code], "")) for row in csv.DictReader(file)]
        found += [row for row in rows if is_in_capitals(row[0])]
    return found


@pytest.mark.shared_data
def test_published_names(shared_data: Path) -> None:
    names = capitals_of(shared_data)
    assert len(names) > 500
    loud = []
    for name, commune in names:
        shown = shown_name(name, commune)
        assert fold(shown) == fold(name)
        if is_in_capitals(shown) and len(name) > len("MONTPELLIER"):
            loud.append(name)
        if commune and fold(commune) in fold(name).split(" de ") and not is_in_capitals(shown):
            assert commune in shown, (name, commune, shown)
    # What stays in capitals is short: an acronym, or a brand of letters and digits.
    assert len(loud) <= 5, loud


def test_acronyms_are_in_capitals() -> None:
    assert all(word.isupper() and word.isascii() for word in ACRONYMS)
