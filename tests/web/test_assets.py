"""Files that pages load: found, kept for ever, small."""

import gzip
import re
from collections import Counter

import brotli
import pytest
from flask.testing import FlaskClient
from support.pages import read

from app.platform.site.assets import OWN_FILES, SHEETS

PAGES = ("/", "/organismes?near=Lyon", "/territoires")
FOR_EVER = "public, max-age=31536000, immutable"


def files_of(client: FlaskClient, path: str) -> set[str]:
    """What a page loads, with what its modules and style sheets load in turn."""
    page = read(client, path)
    named = {found.get("src") for found in page.all("script")} | {
        found.get("src") for found in page.all("img")
    }
    named |= {
        found["href"]
        for found in page.all("link")
        if found.get("rel") not in {"alternate", "canonical", "manifest"}
    }
    named |= {found["href"].split("#")[0] for found in page.all("use") if found["href"]}
    todo, found = {address for address in named if address}, set()
    while todo:
        address = todo.pop()
        found.add(address)
        folder = address.rsplit("/", 1)[0]
        text = client.get(address).text if address.endswith((".js", ".css")) else ""
        inner = set(re.findall(r'from "\./([\w.]+)"', text)) | set(
            re.findall(r"url\((images/[\w.-]+)\)", text)
        )
        todo |= {f"{folder}/{name}" for name in inner} - found
    return found


@pytest.mark.parametrize("path", PAGES)
def test_every_file_of_a_page_is_there_for_ever(client: FlaskClient, path: str) -> None:
    files = files_of(client, path)
    assert any("leaflet.js" in address for address in files)
    for address in files:
        response = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200, address
        assert response.headers["Cache-Control"] == FOR_EVER, address
        assert response.headers["Vary"] == "Accept-Encoding"
        if address.endswith((".js", ".css")) and int(response.headers["Content-Length"]) > 900:
            assert response.content_encoding == "gzip", address


def test_the_first_visit_is_light(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    weight = len(page.data)
    for address in files_of(client, "/"):
        weight += len(client.get(address, headers={"Accept-Encoding": "gzip"}).data)
    weight += len(client.get("/carte/lieux.json", headers={"Accept-Encoding": "gzip"}).data)
    assert weight <= 250_000


def test_compressed_is_the_same_content(client: FlaskClient) -> None:
    for address in (*files_of(client, "/"), "/"):
        plain = client.get(address)
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
        smaller = client.get(address, headers={"Accept-Encoding": "gzip, deflate, br"})
        assert (packed.content_encoding == "gzip") is (smaller.content_encoding == "br")
        if packed.content_encoding == "gzip":
            assert gzip.decompress(packed.data) == plain.data
            assert brotli.decompress(smaller.data) == plain.data
        assert client.get(address, headers={"Accept-Encoding": "gzip;q=0"}).content_encoding is None


def test_an_old_address_gets_todays_file_for_once(client: FlaskClient) -> None:
    address = next(address for address in files_of(client, "/") if address.endswith("finder.js"))
    old = re.sub(r"app-\w+", "app-000000000000", address)
    response = client.get(old)
    assert response.data == client.get(address).data
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/app-x/../routes.py",
        "/assets/app-x/%2e%2e/routes.py",
        "/assets/app-x/js/nothing.js",
        "/assets/other-x/js/finder.js",
        "/assets/maps-x/leaflet/leaflet.js.map",
        "/carte/finder-de.x.js",
        "/carte/secret-fr.x.js",
    ],
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_no_source_map_is_promised(client: FlaskClient) -> None:
    for address in files_of(client, "/"):
        assert b"sourceMappingURL" not in client.get(address).data


def test_the_map_speaks_the_pages_language(client: FlaskClient) -> None:
    modules = {}
    for language in ("fr", "en"):
        results = read(client, f"/?lang={language}").with_class("finder")[0]
        modules[language] = client.get(results["data-map-module"] or "").text
    assert "D\\u00e9zoomer" in modules["fr"]
    assert "Zoom out" in modules["en"]


def test_data_is_never_written_into_a_map(client: FlaskClient) -> None:
    results = read(client, "/").with_class("finder")[0]
    module = client.get(results["data-map-module"] or "").text
    assert len(module) < 4000
    assert "fetch" not in module


def test_of_codings_the_preferred_one_is_taken(client: FlaskClient) -> None:
    for asked, coding in (
        ("br", "br"),
        ("gzip, br", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("deflate", None),
    ):
        response = client.get("/", headers={"Accept-Encoding": asked})
        assert response.content_encoding == coding, asked
        assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize("path", ["/", "/territoires", "/organismes?near=Lyon"])
def test_a_page_that_has_not_changed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path, headers={"Accept-Encoding": "br"})
    assert first.headers["Cache-Control"] == "no-cache"
    for coding in ("br", "gzip", "identity"):
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"], "Accept-Encoding": coding})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_what_is_no_page_has_no_tag(client: FlaskClient) -> None:
    assert "ETag" not in client.get("/nothing").headers


@pytest.mark.parametrize("sheet", SHEETS)
def test_pages_of_two_subjects_dress_no_class_alike(sheet: str) -> None:
    dressed = Counter[str]()
    for name in set(SHEETS[sheet]) & {"place", "contributions", "map", "decision", "embed"}:
        text = re.sub(r"/\*.*?\*/", "", (OWN_FILES / "css" / f"{name}.css").read_text(), flags=re.DOTALL)
        selectors = (one.strip() for group in re.findall(r"([^{}]+)\{", text) for one in group.split(","))
        alone = (re.fullmatch(r"\.([\w-]+)(?::[\w()-]+)*", one) for one in selectors)
        dressed.update({found[1] for found in alone if found})
    assert len(dressed) > 30
    assert [name for name, sheets in dressed.items() if sheets > 1] == []
