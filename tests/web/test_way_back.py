"""From the page of a place back to the search that it was found in, and how far its start is."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from support.pages import Document
from support.rows import PARIS, Rows

NORTH = (2.35222, 49.0)
"""A good 16 km north of Paris."""


@pytest.fixture
def found(made: FlaskClient, empty_url: str) -> FlaskClient:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS)
        rows.place(NORTH, public_id="tl-north", name="Le Nord", equipment=["printer_3d"])
        rows.organisation(PARIS, public_id="of-paris", name="Le Centre")
    return made


def came_from(client: FlaskClient, referrer: str | None, path: str = "/lieux/tl-north") -> Document:
    headers = {"Referer": referrer} if referrer else {}
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return Document(response.text)


def way_back(page: Document) -> tuple[str, dict[str, list[str]]]:
    (link,) = page.all("a", id="back-to-search")
    parts = urlsplit(link["href"] or "")
    assert not parts.netloc
    return parts.path, parse_qs(parts.query)


def test_it_leads_to_the_finders_question_and_says_how_far(found: FlaskClient) -> None:
    page = came_from(found, "http://localhost/?q=Paris&equipment=printer_3d&radius_km=20&utm_source=x")
    assert way_back(page) == ("/", {"q": ["Paris"], "equipment": ["printer_3d"], "radius_km": ["20"]})
    assert "Retour : Lieux autour de Paris · Imprimante 3D · À moins de 20 km" in page.text
    assert "Depuis Paris : à environ 16 km" in page.text
    journeys = [tag.get("href") or "" for tag in page.all("a") if "route=48.8" in (tag.get("href") or "")]
    assert len(journeys) == 4
    assert any("origin=48.8" in (tag.get("href") or "") for tag in page.all("a"))


@pytest.mark.parametrize(
    ("asked", "label"), [("near=Paris", "Paris"), ("organisation=of-paris", "Le Centre"), ("q=Centre", None)]
)
def test_it_leads_to_the_question_of_an_organisation(
    found: FlaskClient, asked: str, label: str | None
) -> None:
    page = came_from(found, f"http://localhost/organismes?{asked}&needs=chosen&max_km=200&learners=12")
    path, question = way_back(page)
    assert path == "/organismes"
    assert question == parse_qs(f"{asked}&needs=chosen&max_km=200&learners=12")
    assert (f"Depuis {label} : " in page.text) == (label is not None)


def test_the_language_is_that_of_the_page(found: FlaskClient) -> None:
    page = came_from(found, "http://localhost/?q=Paris", "/lieux/tl-north?lang=en")
    assert way_back(page) == ("/", {"q": ["Paris"], "lang": ["en"]})
    assert "From Paris: about 16 km" in page.text


def test_a_position_of_ones_own_is_in_nothing_that_is_shared(found: FlaskClient) -> None:
    search = "http://localhost/?lat=48.857&lon=2.352&label=la+position+partag%C3%A9e"
    page = came_from(found, search)
    assert "Depuis votre point de départ : à 16 km" in page.text
    shared = [tag.get("content") or "" for tag in page.all("meta")]
    shared += [tag.get("href") or "" for tag in page.all("link")]
    shared += [tag.get("href") or "" for tag in page.all("a") if tag.get("id") != "back-to-search"]
    assert not [text for text in shared if "48.857" in text or "lat=" in text]


@pytest.mark.parametrize(
    "referrer",
    [
        None,
        "https://evil.example/?q=Paris",
        "http://localhost.evil.example/?q=Paris",
        "javascript:alert(1)",
        "http://localhost/lieux/tl-north?q=Paris",
        "http://localhost/nowhere",
        "http://localhost//evil.example/",
        "http://localhost/?radius_km=-3",
        "http://[",
    ],
)
def test_what_is_no_search_of_ours_leads_to_the_finder(found: FlaskClient, referrer: str | None) -> None:
    page = came_from(found, referrer)
    assert not page.all("a", id="back-to-search")
    assert "Trouver un lieu" in page.text
    assert "Depuis" not in page.text


def test_foreign_parameters_cannot_bend_it(found: FlaskClient) -> None:
    page = came_from(found, "http://localhost/?q=Paris&_external=1&_scheme=javascript&_anchor=x")
    assert way_back(page) == ("/", {"q": ["Paris"]})
