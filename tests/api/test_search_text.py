"""`q`: every word occurs in name, address or commune; accents, case and punctuation do not matter."""

import unicodedata

import pytest
from flask.testing import FlaskClient
from support.clients import collection, get, listed, problem
from support.rows import Rows

PATH = "/third-places"
HAY, DENIS, OEUVRE, PERCENT, QUOTE = "tl-hay", "tl-denis", "tl-oeuvre", "tl-percent", "tl-quote"


@pytest.fixture(scope="module")
def searched(module_client: FlaskClient, module_url: str) -> FlaskClient:
    """Five places that are told apart by their words."""
    with Rows.into(module_url) as rows:
        rows.commune("94038", "L'Haÿ-les-Roses", department_code="94")
        rows.place(
            public_id=HAY, name="L\u2019Établi du Haÿ", address="3 allée du Séquoia", commune_code="94038"
        )
        rows.place(
            public_id=DENIS, name="6b", address="6-10 quai de Seine", city="SAINT-DENIS", postcode="93200"
        )
        rows.place(public_id=OEUVRE, name="Chef d'œuvre — Straße & Cie", city="Étaples")
        rows.place(public_id=PERCENT, name="100 % numérique_libre")
        rows.place(public_id=QUOTE, name="O'Hara; DROP TABLE third_place --")
    return module_client


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("établi", [HAY]),
        ("ETABLI", [HAY]),
        ("l'établi", [HAY]),
        ("l\u2019etabli", [HAY]),
        ("haÿ", [HAY]),
        ("hay", [HAY]),
        ("hay roses", [HAY]),
        ("roses hay", [HAY]),
        ("L'Haÿ-les-Roses", [HAY]),
        ("l hay les roses", [HAY]),
        ("sequoia", [HAY]),
        ("établi denis", []),
        ("saint-denis", [DENIS]),
        ("saint denis", [DENIS]),
        ("  Saint   Denis ", [DENIS]),
        ("Saint - Denis", [DENIS]),
        ("93200", [DENIS]),
        ("6b", [DENIS]),
        ("6-10 quai", [DENIS]),
        ("seine 932", [DENIS]),
        ("oeuvre", [OEUVRE]),
        ("œuvre", [OEUVRE]),
        ("ŒUVRE", [OEUVRE]),
        ("strasse", [OEUVRE]),
        ("chef & œuvre", [OEUVRE]),
        ("etaples", [OEUVRE]),
        ("100%", [PERCENT]),
        ("100 %", [PERCENT]),
        ("numérique_libre", [PERCENT]),
        ("numerique libre", [PERCENT]),
        ("numeriqueXlibre", []),
        ("1_0", []),
        ("o'hara", [QUOTE]),
        ("O'Hara; DROP TABLE", [QUOTE]),
        ("'; DROP TABLE third_place; --", [QUOTE]),
        ("' OR '1'='1", []),
        ("\\' OR 1=1", []),
        ("$$ 6b $$", [DENIS]),
        ("%s 6b", [DENIS]),
        ("%(lat)s", []),
        ("Москва", []),
        ("東京 etabli", []),
        ("٣", []),
    ],
)
def test_what_words_find(searched: FlaskClient, q: str, expected: list[str]) -> None:
    found = listed(searched, PATH, q=q)
    assert found == expected
    assert collection(searched, PATH, q=q)["numberMatched"] == len(found)
    assert sorted(listed(searched, PATH, q=q, bbox="-180,-90,180,90")) == found


def test_decomposed_accents(searched: FlaskClient) -> None:
    # macOS hands over file names and pasted text this way.
    assert listed(searched, PATH, q=unicodedata.normalize("NFD", "établi du haÿ")) == [HAY]


def test_a_decomposed_name_is_found(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        written = rows.place(name=unicodedata.normalize("NFD", "Médiathèque"))
    for q in ("médiathèque", "mediatheque", unicodedata.normalize("NFD", "MÉDIATHÈQUE")):
        assert listed(made, PATH, q=q) == [written]


def test_organisations_are_searched_by_their_trade_name_too(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        site = rows.organisation(name="Association Z", trade_name="CFA du Bâtiment", city="Évreux")
    for q in ("association", "cfa batiment", "evreux z"):
        assert listed(made, "/organisations", q=q) == [site]
    assert listed(made, "/organisations", q="plomberie") == []


def test_many_words(searched: FlaskClient) -> None:
    assert listed(searched, PATH, q="a " * 100) == listed(searched, PATH, q="a")
    assert listed(searched, PATH, q=" ".join(["hay"] * 50)) == [HAY]


@pytest.mark.parametrize("q", ["x" * 200, "é" * 200])
def test_the_longest_text(searched: FlaskClient, q: str) -> None:
    assert listed(searched, PATH, q=q) == []


def test_a_longer_one_is_refused(searched: FlaskClient) -> None:
    assert "q" in problem(get(searched, PATH, q="x" * 201), 400)["errors"]["query"]
