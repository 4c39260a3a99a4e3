"""Kinds of places from what people typed."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.third_places.place_kinds import (
    MAX_CHARACTERS,
    PUBLIC_BODY,
    RULES,
    RUN_BY_PUBLIC_BODIES,
    place_kind,
    stated_or_assumed,
)
from app.directory.third_places.vocabulary import KINDS

KIND_CODES = {fact.code for fact in KINDS}
TYPED = {
    "Fab-lab associatif": "fablab",
    "MAKERSPACE": "fablab",
    "EPN / FabLab": "fablab",
    "Médiathèque et fablab": "fablab",
    "Coworking + tiers-lieu": "coworking",
    "espace de co-working": "coworking",
    "Bureaux partagés": "coworking",
    "Tiers Lieu rural": "third_place",
    "tiers\u2011lieux": "third_place",
    "Tierslieu": "third_place",
    "Manufacture de proximité": "manufactory",
    "Maison France Services": "france_services",
    "Maison de services au public": "france_services",
    "Mairie, France Services": "france_services",
    "Conseiller numérique France Services": "digital_helper",
    "Conseillère numérique": "digital_helper",
    "Médiateur numérique itinérant": "digital_helper",
    "Bibliothèque municipale": "library",
    "MEDIATHEQUE": "library",
    "Me\u0301diathe\u0300que": "library",
    "Mairie / Bibliothèque": "library",
    "Espace public  numérique": "digital_public_space",
    "EPN, Mairie": "digital_public_space",
    "Cyber-base": "digital_public_space",
    "Cybersécurité": "other",
    "Centre socio-culturel": "social_centre",
    "Maison de quartier des Tilleuls": "social_centre",
    "CCAS": "social_centre",
    "Bureau Information Jeunesse": "youth_information",
    "PIJ": "youth_information",
    "Mission locale rurale": "local_mission",
    "Organisme de formation": "training_centre",
    "CFA": "training_centre",
    "Collectivité": "public_service",
    "Communauté de communes": "public_service",
    "Mairie - service public": "town_hall",
    "Agence La Poste": "public_service",
    "Caf": "public_service",
    "Caféterie": "other",
    "Chambre de métiers": "public_service",
    "Chambre des métiers": "public_service",
    "Pépinière d\u2019entreprises": "company",
    "Association de quartier": "association",
    "Association, centre social": "social_centre",
    "Autre": "other",
    "48.8566": "other",
    "???": "other",
    "\x00\ud800": "other",
    " \n\t": "other",
    "": "other",
}


@pytest.mark.parametrize(("typed", "kind"), TYPED.items())
def test_typed_kinds(typed: str, kind: str) -> None:
    assert place_kind(typed) == kind


def test_a_box_that_names_four_kinds_is_no_fab_lab() -> None:
    assert place_kind("Tiers-lieu / Coworking / FabLab / Hackerspace") == "third_place"


def test_every_rule_gives_a_kind_of_the_vocabulary() -> None:
    assert {kind for kind, _ in RULES} - {PUBLIC_BODY} | {"other"} == KIND_CODES
    assert RUN_BY_PUBLIC_BODIES < KIND_CODES


def test_what_stands_far_behind_is_not_read() -> None:
    assert place_kind("x" * MAX_CHARACTERS + " fablab") == "other"


@given(st.text(max_size=80))
def test_any_text_has_a_kind(text: str) -> None:
    assert place_kind(text) in KIND_CODES


@given(st.sampled_from(sorted(TYPED)), st.sampled_from((str.upper, str.lower, str.title)))
def test_case_does_not_matter(typed: str, change: object) -> None:
    assert callable(change)
    assert place_kind(change(typed)) == TYPED[typed]


@pytest.mark.shared_data
def test_hardly_any_published_kind_is_unknown(shared_data: Path) -> None:
    with (shared_data / "lieux_numeriques_equipement_brut.csv").open(encoding="utf-8", newline="") as file:
        typed = Counter(row["type_lieu"] for row in csv.DictReader(file))
    unread = {text for text in typed if place_kind(text) == "other"}
    # What is left says nothing: empty, "other", a number.
    assert len(unread) <= 5
    assert {place_kind(text) for text in typed} >= {"fablab", "library", "france_services", "town_hall"}


@pytest.mark.parametrize(
    ("typed", "name", "kind"),
    [
        ("Collectivité", "Médiathèque du Port", "library"),
        ("Collectivité", "Mairie de l'Exemple", "town_hall"),
        ("Administration / Collectivité territoriale", "EPN des Prés", "digital_public_space"),
        ("Commune", "Le Phare", "public_service"),
        ("Commune", "Association du Phare", "public_service"),
        ("Mairie", "Médiathèque du Port", "town_hall"),
        ("Association", "Médiathèque du Port", "association"),
    ],
)
def test_who_runs_a_place_is_no_kind_of_it(typed: str, name: str, kind: str) -> None:
    assert place_kind(typed, name) == kind


@pytest.mark.parametrize(
    ("stated", "name", "kind", "assumed"),
    [
        (None, "Médiathèque Simone-Exemple", "library", ("status", "kind")),
        (None, "Mairie de l'Exemple", "town_hall", ("status", "kind")),
        (None, "EPN de la mairie", "digital_public_space", ("status", "kind")),
        (None, "Café de la Mairie", "other", ("status",)),
        (None, "Ancienne mairie", "other", ("status",)),
        (None, "Le Phare de l'École", "other", ("status",)),
        (None, "Association du Phare", "other", ("status",)),
        ("association", "Médiathèque Simone-Exemple", "association", ("status",)),
        ("other", "Médiathèque Simone-Exemple", "other", ("status",)),
    ],
)
def test_a_name_gives_a_kind_where_none_is_stated(
    stated: str | None, name: str, kind: str, assumed: tuple[str, ...]
) -> None:
    assert stated_or_assumed(stated, name) == (kind, assumed)
