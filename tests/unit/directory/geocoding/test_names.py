"""Names of communes as they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.geocoding.names import (
    fold,
    joined,
    sound,
    spell_out,
    with_article_in_front,
    without_article,
)


@pytest.mark.parametrize("apostrophe", "'’\u2018\u02bc\u00b4`\u2032\u201b")
def test_apostrophes_of_all_kinds_part_words(apostrophe: str) -> None:
    assert fold(f"L{apostrophe}Haÿ") == "l hay"


@pytest.mark.parametrize("dash", "-\u2010\u2011\u2012–\u2014\u2212/\u00a0\u202f")
def test_dashes_and_spaces_of_all_kinds_part_words(dash: str) -> None:
    assert fold(f"Saint{dash}Denis") == "saint denis"


def test_marks_without_width_do_not() -> None:
    assert fold("Saint\u00ad\u200bDenis œuvre") == "saintdenis oeuvre"


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("ST DIDIER S/ CHALARONNE", "saint didier sur chalaronne"),
        ("St-Denis", "saint denis"),
        ("Ste. Foy", "sainte foy"),
        ("Villefranche s/Saône", "villefranche sur saone"),
        ("Aulnay s/s Bois", "aulnay sous bois"),
        ("Fontenay ss Bois", "fontenay sous bois"),
        ("CLICHY SS/ BOIS", "clichy sous bois"),
        ("N-D de Bellecombe", "notre dame de bellecombe"),
        ("Mt St Aignan", "mont saint aignan"),
        ("Stains", "stains"),
        ("Best Sites", "best sites"),
    ],
)
def test_abbreviations_are_written_out(written: str, spelled: str) -> None:
    assert spell_out(written) == spelled


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Rochelle (La)", "La Rochelle"),
        ("Blanc-Mesnil, Le", "Le Blanc-Mesnil"),
        ("Aigle (L’)", "L’ Aigle"),
        ("PONTS-DE-CE (LES)", "LES PONTS-DE-CE"),
        ("Valence (82)", "Valence (82)"),
        ("La Rochelle", "La Rochelle"),
    ],
)
def test_an_article_behind_the_name(written: str, meant: str) -> None:
    assert with_article_in_front(written) == meant


def test_articles_and_spaces() -> None:
    assert without_article("la rochelle") == "rochelle"
    assert without_article("lens") == "lens"
    assert without_article("la") == "la"
    assert joined("l hay les roses") == "lhaylesroses"


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("kimper", "quimper"),
        ("chatoroux", "chateauroux"),
        ("chamberie", "chambery"),
        ("venicieux", "venissieux"),
    ],
)
def test_names_that_sound_alike(heard: str, name: str) -> None:
    assert sound(heard) == sound(name)


def test_names_that_do_not() -> None:
    assert sound("brest") != sound("brie")
    assert sound("nantes") != sound("nancy")


@given(text=st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert spell_out(spell_out(text)) == spell_out(text)
