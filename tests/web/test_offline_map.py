"""The map as one file that works offline, over HTTP."""

import re

import pytest
from flask.testing import FlaskClient
from support.clients import collection, ids
from support.pages import Document, read


def test_the_file_holds_what_the_list_holds(client: FlaskClient) -> None:
    response = client.get("/embed/export.html?department=33&equipment=wifi")
    assert 'attachment; filename="proxilieux-' in response.headers["Content-Disposition"]
    listed = ids(collection(client, "/third-places", department="33", equipment="wifi", limit=1000))
    page = Document(response.text)
    linked = [link["href"] or "" for link in page.all("a") if "/lieux/" in (link["href"] or "")]
    assert [address.rsplit("/", 1)[1] for address in linked] == listed
    assert all(address.startswith("http://localhost/lieux/") for address in linked)
    assert len([item for item in page.all("li") if "data-lat" in item]) == len(listed)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("mode=text&q=fictif", "Lieux dont le nom ou l’adresse contient « fictif »"),
        ("q=zzzz", "Lieux dont le nom ou l’adresse contient « zzzz »"),
        ("bbox=4,45,6,46", "Zone de la carte (ouest, sud, est, nord) : 4, 45, 6, 46"),
        ("bbox=4,45,6,46&lang=en", "Area of the map (west, south, east, north): 4, 45, 6, 46"),
    ],
)
def test_the_file_says_which_text_or_area_it_is_of(client: FlaskClient, query: str, said: str) -> None:
    assert said in read(client, f"/embed/export.html?{query}").text


def test_the_file_draws_the_kinds_that_it_holds(client: FlaskClient) -> None:
    page = read(client, "/embed/export.html?kind=fablab&kind=library&q=Lyon")
    drawn = {symbol["id"] for symbol in page.all("symbol")}
    assert drawn == {item["data-icon"] for item in page.all("li") if "data-icon" in item}
    assert drawn == {"kind-fablab", "kind-library"}


def test_the_file_asks_for_nothing(client: FlaskClient) -> None:
    response = client.get("/embed/export.html?department=33")
    page = Document(response.text)
    for tag, found in page.tags:
        assert "src" not in found, (tag, found)
        assert tag != "link"
    assert re.findall(r"url\((?!\"?(?:data:|#))", response.text) == []
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy == response.headers["Content-Security-Policy"]
    assert "unsafe" not in (policy or "")
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_an_empty_file_is_a_file(made: FlaskClient) -> None:
    assert made.get("/embed/export.html?q=zzzz").status_code == 200
    assert made.get("/embed/export.html?q=...").status_code == 200
    assert made.get("/embed/export.html?region=99").status_code == 400
