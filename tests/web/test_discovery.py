"""`robots.txt` and sitemaps."""

import re
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from support.rows import Rows, execute

from app.publishing.pages import discovery

SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def locations(client: FlaskClient, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    assert response.mimetype == "application/xml"
    return [found.text or "" for found in ET.fromstring(response.data).findall(".//s:loc", SPACE)]  # noqa: S314


def local(address: str) -> str:
    return address.removeprefix("http://localhost")


def test_robots_are_led_to_the_sitemap(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    (sitemap,) = re.findall(r"^Sitemap: (\S+)$", response.text, re.MULTILINE)
    assert client.get(local(sitemap)).status_code == 200
    assert "Disallow: /api/v1/exports/" in response.text


def test_every_place_and_page_is_named_and_there(client: FlaskClient) -> None:
    named = [
        address for part in locations(client, "/sitemap.xml") for address in locations(client, local(part))
    ]
    places = [address for address in named if "/lieux/" in address]
    total = client.get("/api/v1/third-places?limit=1").get_json(force=True)["numberMatched"]
    assert len(places) == len(set(places)) == total
    for address in (*named[:8], named[-1]):
        assert client.get(local(address)).status_code == 200


def test_the_protocol_is_kept(made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "MOST_ADDRESSES", 2)
    with Rows.into(empty_url) as rows:
        for number in range(5):
            rows.place(public_id=f"tl-{number}")
        rows.place(public_id="tl-a/b & <c>é")
        rows.place(public_id="tl-closed", status="closed")
        rows.place(public_id="tl-member", merged_into=rows.id_of("tl-0"))
    parts = locations(made, "/sitemap.xml")
    assert [local(part) for part in parts] == ["/sitemap-pages.xml"] + [
        f"/sitemap-lieux-{number}.xml" for number in (1, 2, 3)
    ]
    places = [
        unquote(address.rsplit("/lieux/")[1])
        for part in parts[1:]
        for address in locations(made, local(part))
    ]
    assert sorted(places) == sorted([*(f"tl-{number}" for number in range(5)), "tl-a/b & <c>é"])
    assert made.get("/sitemap-lieux-4.xml").status_code == 404
    assert made.get("/sitemap-lieux-0.xml").status_code == 404
    root = ET.fromstring(made.get("/sitemap-lieux-1.xml").data)  # noqa: S314
    url = root.findall("s:url", SPACE)[0]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", url.findtext("s:lastmod", "", SPACE))
    assert {link.get("hreflang"): link.get("href") for link in url.findall("x:link", SPACE)} == {
        "fr": "http://localhost/lieux/tl-0",
        "en": "http://localhost/lieux/tl-0?lang=en",
    }


def test_an_unchanged_sitemap_is_not_sent_again(made: FlaskClient, empty_url: str) -> None:
    execute(empty_url, "UPDATE directory_state SET version = 5")
    for path in ("/sitemap.xml", "/sitemap-pages.xml"):
        first = made.get(path)
        again = made.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_an_empty_directory_names_its_pages(made: FlaskClient) -> None:
    assert [local(part) for part in locations(made, "/sitemap.xml")] == ["/sitemap-pages.xml"]
    assert [local(address) for address in locations(made, "/sitemap-pages.xml")] == [
        "/", "/organismes", "/territoires", "/besoins", "/projets", "/accompagnement", "/financements",
        "/territoires/evolution", "/donnees", "/chiffres-d-usage", "/publier", "/accessibilite",
        "/mentions-legales", "/donnees-personnelles",
    ]  # fmt: skip
