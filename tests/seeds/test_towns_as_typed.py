"""Towns as people type them are found in the published communes, and hardly ever mistaken in silence."""

from pathlib import Path

import pytest
from support.towns_as_typed import HALVES, Score, published_finder, read_labels, score

from app.directory.common.france import ARRONDISSEMENTS
from app.directory.geocoding.finding import Finder
from app.directory.geocoding.names import joined, spell_out, without_article
from seeds.reading.records import CommuneRecord

pytestmark = pytest.mark.shared_data
RIGHT = 0.97


@pytest.fixture(scope="module")
def finder(shared_data: Path) -> Finder[CommuneRecord]:
    """The published communes, by name."""
    return published_finder(shared_data)


def scored(finder: Finder[CommuneRecord], half: str) -> Score:
    return score(finder, (one for one in read_labels() if one.half == half))


def test_the_labels_name_communes_that_there_are(finder: Finder[CommuneRecord]) -> None:
    labels = read_labels()
    assert len([one for one in labels if one.right]) == 300
    assert [one for one in labels if any(finder.town(code) is None for code in one.right)] == []


@pytest.mark.parametrize("half", HALVES)
def test_towns_are_found(finder: Finder[CommuneRecord], half: str) -> None:
    found = scored(finder, half)
    assert found.share >= RIGHT, found.faults
    assert found.misleading == []


def test_every_commune_is_found_by_its_name_and_its_postcode(finder: Finder[CommuneRecord]) -> None:
    """One of a name, that is; some 30 pairs share both."""
    for town in finder.towns[::7]:
        if town.code in ARRONDISSEMENTS.values():  # its arrondissements go before it
            continue
        for postcode in town.postcodes[:1]:
            found = finder.find_in(town.name.upper().replace("-", " "), postcode)
            assert _bare(found[0].town.name) == _bare(town.name), (town.name, postcode)
            assert postcode in found[0].town.postcodes


def test_a_commune_s_own_name_is_never_taken_for_a_misspelt_one(finder: Finder[CommuneRecord]) -> None:
    for town in finder.towns[::11]:
        assert finder.find(town.name)[0].how in {"name", "former_name", "short_name", "territory"}, town.name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Mont Saint-Michel", "Le Mont-Saint-Michel"),
        ("Seyne sur Mer", "La Seyne-sur-Mer"),
        ("Pré Saint-Gervais", "Le Pré-Saint-Gervais"),
        ("Charité sur Loire", "La Charité-sur-Loire"),
        ("Garenne Colombes", "La Garenne-Colombes"),
        ("Celle Saint Cloud", "La Celle-Saint-Cloud"),
        ("75016 Paris", "Paris 16e Arrondissement"),
        ("13009 Marseille", "Marseille 9e Arrondissement"),
        ("69009 Lyon", "Lyon 9e Arrondissement"),
        ("Creuse", "Guéret"),
        ("Nouvelle-Aquitaine", "Bordeaux"),
        ("la réunion", "Saint-Denis"),
        ("Mayenne", "Mayenne"),
        ("guerret", "Guéret"),
        ("dunkerke", "Dunkerque"),
    ],
)
def test_what_was_once_found_elsewhere(finder: Finder[CommuneRecord], typed: str, name: str) -> None:
    assert finder.find(typed)[0].town.name == name


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Nantes-les-Bains", []),
        ("Nantes les Bains", []),
        ("Tours sur Mer", []),
        ("Médiathèque La Rochelle", ["La Rochelle"]),
        ("Médiathèque de Guéret", ["Guéret"]),
        ("Salies-de-Béarn", ["Salies-de-Béarn"]),
    ],
)
def test_the_end_of_a_name_is_no_town(finder: Finder[CommuneRecord], typed: str, names: list[str]) -> None:
    assert [one.town.name for one in finder.find(typed)][:1] == names


def test_arrondissements_lie_apart_from_their_city(finder: Finder[CommuneRecord]) -> None:
    places = {(one.longitude, one.latitude) for one in finder.towns if one.type == "arrondissement"}
    assert len(places) == 45
    sixteenth = finder.town("75116")
    assert sixteenth is not None
    assert sixteenth.longitude == pytest.approx(2.277, abs=0.01)
    assert sixteenth.latitude == pytest.approx(48.864, abs=0.01)


def _bare(name: str) -> str:
    return joined(without_article(spell_out(name)))
