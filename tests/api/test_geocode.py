"""`/geocode`: from what people type to communes, in the Base Adresse Nationale's shape."""

import unicodedata
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from support.clients import GEOJSON, get, problem
from support.rows import Rows

# INSEE code, name, population, postcodes, parent.
COMMUNES: tuple[tuple[str, str, int | None, list[str], str | None], ...] = (
    ("75056", "Paris", 2_100_000, ["75001", "75010", "75011"], None),
    ("75110", "Paris 10e Arrondissement", 84_000, ["75010"], "75056"),
    ("75111", "Paris 11e Arrondissement", 142_000, ["75011"], "75056"),
    ("69123", "Lyon", 520_000, ["69001", "69003"], None),
    ("69381", "Lyon 1er Arrondissement", 29_000, ["69001"], "69123"),
    ("69383", "Lyon 3e Arrondissement", 102_000, ["69003"], "69123"),
    ("97411", "Saint-Denis", 154_000, ["97400", "97417"], None),
    ("93066", "Saint-Denis", 150_000, ["93200", "93210"], None),
    ("11339", "Saint-Denis", 500, ["11310"], None),
    ("30247", "Saint-Denis", None, ["30500"], None),
    ("93001", "Saint-Denis-la-Petite", 900_000, ["93999"], None),
    ("42218", "Saint-Étienne", 174_000, ["42000", "42100"], None),
    ("76575", "Saint-Étienne-du-Rouvray", 29_000, ["76800"], None),
    ("85214", "Sainte-Foy", 2_000, ["85150"], None),
    ("94038", "L'Haÿ-les-Roses", 31_000, ["94240"], None),
    ("51108", "Châlons-en-Champagne", 44_000, ["51000"], None),
    ("07051", "Champagne", 600, ["07340"], None),
    ("97302", "Cayenne", 63_000, ["97300"], None),
    ("2A004", "Ajaccio", 74_000, ["20000", "20090"], None),
    ("51410", "Œuilly", 600, ["51480"], None),
    ("80829", "Y", 90, ["80190"], None),
    ("01053", "Bourg-en-Bresse", 41_000, ["01000"], None),
    ("33067", "Bourg", 2_200, ["33710"], None),
)


@pytest.fixture(scope="module")
def towns(module_client: FlaskClient, module_url: str) -> FlaskClient:
    """A few communes whose names and postcodes are easily confused."""
    with Rows.into(module_url) as rows:
        for number, (code, name, population, postcodes, parent) in enumerate(COMMUNES):
            rows.commune(
                code,
                name,
                (round(-1 + number * 0.1, 1), round(45 + number * 0.1, 1)),
                population=population,
                postcodes=postcodes,
                parent_code=parent,
                type="arrondissement" if parent else "commune",
            )
        rows.commune("01002", "Nulle-Part", None, postcodes=["01640"])
    return module_client


def features(client: FlaskClient, q: str, **others: Any) -> list[dict[str, Any]]:
    response = get(client, "/geocode", q=q, **others)
    assert response.status_code == 200, response.text
    assert response.mimetype == GEOJSON
    body = response.get_json(force=True)
    assert body["type"] == "FeatureCollection"
    found: list[dict[str, Any]] = body["features"]
    return found


def codes(client: FlaskClient, q: str, **others: Any) -> list[str]:
    return [feature["properties"]["citycode"] for feature in features(client, q, **others)]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        # an exact name before a longer one, then by population
        ("Saint-Denis", ["97411", "93066", "11339", "30247", "93001"]),
        ("saint denis", ["97411", "93066", "11339", "30247", "93001"]),
        ("ST DENIS", ["97411", "93066", "11339", "30247", "93001"]),
        ("St. Denis", ["97411", "93066", "11339", "30247", "93001"]),
        ("Ste-Foy", ["85214"]),
        ("bourg", ["33067", "01053"]),
        # the beginning of a name
        ("saint-é", ["42218", "76575"]),
        ("saint e", ["42218", "76575"]),
        ("caye", ["97302"]),
        ("L'Haÿ", ["94038"]),
        ("l\u2019hay les", ["94038"]),
        ("LHAY", []),
        ("oeuilly", ["51410"]),
        ("œuil", ["51410"]),
        ("y", ["80829"]),
        # the beginning of a later word, after those of the first
        ("champagne", ["07051", "51108"]),
        ("champ", ["07051", "51108"]),
        ("rouvray", ["76575"]),
        # postcodes, and the beginning of one
        ("97400", ["97411"]),
        ("97417", ["97411"]),
        ("974", ["97411"]),
        ("200", ["2A004"]),
        ("97", ["97411", "97302"]),
        (" 97300 ", ["97302"]),
        ("99999", []),
        ("00000", []),
        ("750", ["75056", "75111", "75110"]),
        # arrondissements by postcode, and by name
        ("75011", ["75111", "75056"]),
        ("69003", ["69383", "69123"]),
        ("paris 11", ["75111"]),
        ("Paris 11e", ["75111"]),
        ("paris 11ème", ["75111"]),
        ("Lyon 1ère", ["69381"]),
        ("Paris", ["75056", "75111", "75110"]),
        # both
        ("97400 Saint-Denis", ["97411"]),
        ("Saint-Denis 93200", ["93066"]),
        ("Saint-Denis, 11310", ["11339"]),
        ("75011 Paris", ["75111", "75056"]),
        ("Saint-Denis 974", ["97411"]),
        ("Bourg-en-Bresse (01)", ["01053"]),
        # an address that ends with a commune, the longest name that fits
        ("12 rue de Lyon, Saint-Denis", ["97411", "93066", "11339", "30247", "93001"]),
        ("12 rue de Paris 69003 Lyon", ["69383", "69123"]),
        ("place du Marché 51000 Châlons-en-Champagne", ["51108"]),
        ("3 rue du Bourg, Châlons en Champagne", ["51108"]),
        ("Rue des Oubliettes", []),
        # CEDEX, which has postcodes of its own
        ("97300 CAYENNE CEDEX", ["97302"]),
        ("1 rue X 97306 Cayenne Cedex 2", ["97302"]),
        ("Cayenne cedex", ["97302"]),
        # a postcode and a name that contradict each other
        ("99999 Cayenne", ["97302"]),
        ("75011 Pariss", ["75111", "75056"]),
        # a commune whose position nobody knows cannot be answered
        ("nulle part", []),
        ("01640", []),
        # nothing that is written here
        ("Atlantide", []),
        ("Москва", []),
        ("東京", []),
        ("...", []),
        ("%", []),
        ("_", []),
        ("Saint_Denis", ["97411", "93066", "11339", "30247", "93001"]),
        ("' OR 1=1 --", []),
        ("99998 99999", []),
        ("١٢٣", []),
        ("1" * 200, []),
        ("a " * 100, []),
    ],
)
def test_what_is_found(towns: FlaskClient, q: str, expected: list[str]) -> None:
    assert codes(towns, q, limit=20) == expected


def test_the_shape_is_the_bans(towns: FlaskClient) -> None:
    (feature,) = features(towns, "Cayenne")
    assert feature == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [0.7, 46.7]},
        "properties": {
            "id": "97302",
            "type": "municipality",
            "label": "Cayenne",
            "name": "Cayenne",
            "city": "Cayenne",
            "citycode": "97302",
            "postcode": "97300",
            "population": 63_000,
            "context": "973, Guyane, Guyane",
            "district": None,
            "score": 1.0,
            "match": "name",
        },
    }


def test_the_postcode_that_was_asked_for_is_shown(towns: FlaskClient) -> None:
    assert features(towns, "97417")[0]["properties"]["postcode"] == "97417"
    assert features(towns, "20090")[0]["properties"]["postcode"] == "20090"


def test_an_arrondissement_belongs_to_its_city(towns: FlaskClient) -> None:
    properties = features(towns, "75011")[0]["properties"]
    assert properties["city"] == "Paris"
    assert properties["district"] == "Paris 11e Arrondissement"


def test_the_limit(towns: FlaskClient) -> None:
    assert len(codes(towns, "s")) == 5
    assert len(codes(towns, "s", limit=2)) == 2
    assert len(codes(towns, "s", limit=5000)) == 8
    assert get(towns, "/geocode", q="s", limit=5000).get_json(force=True)["limit"] == 20


def test_the_question_is_repeated_as_it_was_typed(towns: FlaskClient) -> None:
    body = get(towns, "/geocode", q="  <b>Lyon</b>  ").get_json(force=True)
    assert body["query"] == "<b>Lyon</b>"


def test_decomposed_accents(towns: FlaskClient) -> None:
    assert codes(towns, unicodedata.normalize("NFD", "Saint-Étienne")) == ["42218", "76575"]


@given(q=st.text(min_size=1, max_size=60))
@example(q="\x00")
@example(q="%_\\'")
@example(q=" \u2028\u200b ")
@example(q="\ud800")
@example(q="e\u0301" * 30)
@example(q="75" * 30)
@example(q="75001 ")
def test_any_text_is_answered(towns: FlaskClient, q: str) -> None:
    encodable = q.encode("utf-8", "replace").decode()
    response = get(towns, "/geocode", q=encodable)
    if response.status_code != 200:
        assert "q" in problem(response, 400)["errors"]["query"]


@pytest.mark.parametrize(
    ("q", "department"), [("Cayenne", "973"), ("Mamoudzou", "976"), ("Ajaccio", "2A"), ("Foix", "09")]
)
def test_prefectures_of_the_demonstration(client: FlaskClient, q: str, department: str) -> None:
    assert features(client, q)[0]["properties"]["context"].startswith(f"{department}, ")


@pytest.mark.shared_data
def test_the_published_communes(published_client: FlaskClient) -> None:
    assert codes(published_client, "75011")[0] == "75111"
    assert codes(published_client, "Lyon 69003")[0] == "69383"
    assert codes(published_client, "12 rue de la Paix 75016 Paris")[:2] == ["75116", "75056"]
    assert codes(published_client, "st denis")[:2] == ["97411", "93066"]
    assert codes(published_client, "1 place du Château, 35042 Rennes Cedex")[0] == "35238"
