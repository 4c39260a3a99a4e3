"""What was understood of a text is said on the pages, and distances from a commune's centre are rough."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from support.clients import client_of, get
from support.pages import Document, read
from support.rows import Rows

GUERET = (1.87, 46.17)
BESIDE = (1.89, 46.17)
EXACT, APPROXIMATE = {"position_precision": "address"}, {"position_precision": "commune_centroid"}
ROUGH = re.compile(r"dans les environs|à environ")


@pytest.fixture(scope="module")
def directory(module_url: str) -> Iterator[FlaskClient]:
    """One town with two places."""
    with Rows.into(module_url) as rows:
        rows.commune("23096", "Guéret", GUERET, postcodes=["23000"], population=13_000)
        rows.commune("75056", "Paris", postcodes=["75001"], population=2_000_000)
        rows.place(BESIDE, public_id="tl-ici", name="La Quincaillerie", city="ST VAURY", **EXACT)
        rows.place((1.95, 46.17), public_id="tl-la", name="Guerette", city="Guéret", **APPROXIMATE)
    with client_of(module_url) as client:
        yield client


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("10 rue de la paix paris", "les distances partent du centre de Paris (75001)"),
        ("zorglub Guéret", "De « zorglub Guéret », seule la commune a été comprise"),
        ("guerret", "Aucune commune ne s’appelle « guerret ». Vouliez-vous dire Guéret (23000) ?"),
    ],
)
def test_what_was_not_understood_is_said(directory: FlaskClient, q: str, said: str) -> None:
    for page in ("/", "/embed"):
        assert said in read(directory, f"{page}?q={q}").text
    assert said in read(directory, f"/organismes?near={q}").text


def followed(client: FlaskClient, path: str) -> Document:
    """Return the page that a search leads to."""
    response = client.get(path, follow_redirects=True)
    assert response.status_code == 200
    assert len(response.history) <= 1
    return Document(response.text)


def chips_of(page: Document) -> list[str]:
    """Return the filters that can be taken off, in the page's order."""
    texts = [
        " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").split())
        for text in page.texts
    ]
    return [texts[index + 1] for index, text in enumerate(texts) if text == "Retirer :"]


@pytest.mark.parametrize(
    ("q", "title", "chips"),
    [
        ("imprimante 3D Guéret samedi", "Lieux autour de Guéret (23000)", ["Imprimante 3D", "Samedi"]),
        ("Creuse", "Lieux du territoire : Creuse", ["Creuse"]),
        ("Alsace fablab", "Lieux du territoire : Alsace", ["Alsace", "Fab lab"]),
        ("fab lab", "Tous les lieux", ["Fab lab"]),
        (
            "mardi 14h30 accessible gratuit",
            "Tous les lieux",
            ["Mardi, 14 h 30", "Accessible en fauteuil", "Gratuit"],
        ),
        (
            "imprimante 3D ou casque vr",
            "Tous les lieux",
            ["Imprimante 3D", "Casque de réalité virtuelle", "L’un ou l’autre suffit"],
        ),
        (
            "sur rdv à moins de 10 km de Guéret",
            "Lieux autour de Guéret (23000)",
            ["Sur rendez-vous", "À moins de 10 km"],
        ),
    ],
)
def test_what_is_asked_beside_the_place_becomes_chips(
    directory: FlaskClient, q: str, title: str, chips: list[str]
) -> None:
    page = followed(directory, f"/?q={q}")
    assert title in page.text
    assert sorted(chips_of(page)) == sorted(chips)
    assert title in followed(directory, f"/embed?q={q}").text


def test_each_chip_leads_to_the_search_without_it(directory: FlaskClient) -> None:
    page = followed(directory, "/?q=imprimante 3D Guéret samedi")
    without = [
        parse_qs(urlsplit(link["href"] or "").query)
        for link in page.all("a")
        if "data-search" in link and "mode=text" not in (link["href"] or "")
    ]
    assert {"q": ["Guéret"], "day": ["saturday"]} in without
    assert {"q": ["Guéret"], "equipment": ["printer_3d"]} in without


def test_scripts_are_told_the_question_that_was_understood(directory: FlaskClient) -> None:
    (results,) = read(directory, "/resultats?q=imprimante 3D Guéret samedi").all("section", id="results")
    assert results["data-question"] == "q=Gu%C3%A9ret&equipment=printer_3d&day=saturday"
    assert results["data-shown"] == "Guéret"
    (again,) = read(directory, f"/resultats?{results['data-question']}").all("section", id="results")
    assert "data-question" not in again


def test_what_was_left_aside_is_said_and_can_be_looked_for_in_names(directory: FlaskClient) -> None:
    for page in ("/", "/embed"):
        document = followed(directory, f"{page}?q=imprimante 3D Quincaillerie Guéret")
        assert "Ces mots n’ont pas été compris : « Quincaillerie »." in document.text
        assert "Chercher « Quincaillerie » dans les noms de lieux" in document.text
    links = [link["href"] or "" for link in document.all("a") if "mode=text" in (link["href"] or "")]
    assert any("La Quincaillerie" in followed(directory, link).text for link in links)


def test_equipment_beside_a_town_becomes_a_need(directory: FlaskClient) -> None:
    response = directory.get("/organismes?near=imprimante 3D Guéret samedi")
    assert response.status_code == 302
    asked = parse_qs(urlsplit(response.location).query)
    assert (asked["near"], asked["equipment"], asked["day"]) == (["Guéret"], ["printer_3d"], ["saturday"])
    assert "samedi" in read(directory, response.location).text
    response = directory.get("/organismes?q=imprimante 3D Guéret bricolage")
    page = read(directory, response.location)
    assert "Ces mots n’ont pas été compris : « bricolage »." in page.text


@pytest.mark.parametrize("territory", ["department-99", "region-00", "epci-123456789", "commune-23096"])
def test_a_territory_that_there_is_none_of_is_400(directory: FlaskClient, territory: str) -> None:
    read(directory, f"/?territory={territory}", 400)


@pytest.mark.parametrize("q", ["Guéret", "23000", "gueret (creuse)"])
def test_what_was_understood_needs_no_words(directory: FlaskClient, q: str) -> None:
    page = read(directory, f"/?q={q}")
    assert "Lieux autour de Guéret (23000)" in page.text
    assert not page.with_class("note") or "comprise" not in page.text


def test_a_place_s_name_goes_before_a_town_that_is_spelt_nearly_so(directory: FlaskClient) -> None:
    page = read(directory, "/?q=guerette")
    assert "Lieux dont le nom ou l’adresse contient « guerette »" in page.text
    assert "Ou bien :" in page.text
    assert "Guéret (23000)" in page.text


def test_a_name_that_is_written_otherwise_is_found_in_lists(directory: FlaskClient) -> None:
    for q in ("St Vaury", "Saint Vaury", "ST-VAURY", "saint-vaury"):
        assert get(directory, "/third-places", q=q).get_json(force=True)["numberMatched"] == 1


def test_distances_from_a_commune_are_rough(directory: FlaskClient) -> None:
    asked = f"lat={GUERET[1]}&lon={GUERET[0]}&label=ici"
    assert _rough(directory, f"/?{asked}") == [False, True]
    assert _rough(directory, f"/?{asked}&precision=commune_centroid") == [True, True]
    assert _rough(directory, "/?q=Guéret") == [True, True]
    assert _rough(directory, "/embed?q=Guéret") == [True, True]


def _rough(client: FlaskClient, path: str) -> list[bool]:
    """Return of each entry of a list whether its distance is said to be rough."""
    distances = re.findall(r'class="card-distance">([^<]*)<', client.get(path).text)
    return [ROUGH.search(distance) is not None for distance in distances]


def test_neighbours_of_a_place_at_its_commune_are_at_a_rough_distance(directory: FlaskClient) -> None:
    assert "à environ 4,6 km" in read(directory, "/lieux/tl-la").text
