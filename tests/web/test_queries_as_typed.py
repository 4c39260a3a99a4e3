"""Searches as people type them are read rightly, measured on labels that were written before the code."""

from pathlib import Path

import pytest
from support import names_as_words
from support.queries_as_typed import Vocabulary, faults, published_vocabulary, read_labels, reading_of

pytestmark = pytest.mark.shared_data
FLOORS = {
    ("first", "tuning"): 0.98,
    ("first", "held_out"): 0.93,
    ("second", "tuning"): 0.98,
    ("second", "held_out"): 0.95,
}


@pytest.fixture(scope="module")
def known(shared_data: Path) -> Vocabulary:
    """The published communes and their intercommunal bodies."""
    return published_vocabulary(shared_data)


@pytest.mark.parametrize(("name", "half"), FLOORS)
def test_searches_are_read_rightly(known: Vocabulary, name: str, half: str) -> None:
    labels = read_labels(name, half)
    wrong = faults(labels, known)
    assert 1 - len(wrong) / len(labels) >= FLOORS[name, half], wrong


@pytest.mark.parametrize(
    ("typed", "unknown"),
    [
        ("zorglub Guéret", "zorglub"),
        ("Guéret zorglub", "zorglub"),
        ("mardi soir ou jeudi soir fablab", "jeudi soir"),
        ("Roubaix Tourcoing fablab", "Roubaix"),
        ("Bordeaux centre fablab", "centre"),
        ("mardi 14h-16h Rouen", "16h"),
        ("sans rendez-vous Nantes", "rendez vous"),
        ("fablab Genève", "Genève"),
    ],
)
def test_what_is_not_understood_is_said(known: Vocabulary, typed: str, unknown: str) -> None:
    assert reading_of(typed, known)["unknown"] == unknown


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Bordeaux", "Bordeaux 33"),
        ("Paris", "Paris 75"),
        ("département de la Vienne", "dep Vienne"),
        ("tiers lieux 23", "dep Creuse"),
        ("fablab 2A", "dep Corse-du-Sud"),
        ("Grand Paris", "epci Métropole du Grand Paris"),
        ("Alsace", "deps 67 68"),
        ("33000 Bordeaux fab lab", "Bordeaux 33"),
        ("lile", "Lille 59"),
    ],
)
def test_places_are_found_amid_other_words(known: Vocabulary, typed: str, place: str) -> None:
    assert reading_of(typed, known)["place"] == place


def test_every_large_town_is_itself(known: Vocabulary) -> None:
    """No name of a town of 5,000 inhabitants is taken for anything else; one in five is tried."""
    for town in known.finder.towns[::5]:
        if (town.population or 0) >= 5000 and town.type == "commune":
            found = reading_of(town.name, known)
            assert not any(found[name] for name in ("equipment", "kind", "when", "also", "unknown")), (
                town.name
            )


@pytest.mark.parametrize(("half", "floor"), [("tuning", 0.98), ("held_out", 0.94)])
def test_names_in_capitals_are_words(shared_data: Path, half: str, floor: float) -> None:
    labelled, wrong = names_as_words.faults(half, names_as_words.shown_names(shared_data))
    assert 1 - len(wrong) / labelled >= floor, wrong
