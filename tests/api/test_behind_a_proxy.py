"""Behind a proxy that serves the program under a path, every link leads back through the proxy."""

import json
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.factory import create_app
from app.platform.settings import Settings

FORWARDED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "annuaire.example.fr",
    "X-Forwarded-Port": "8443",
    "X-Forwarded-Prefix": "/tl",
}
ROOT = "https://annuaire.example.fr:8443/tl"
OURS = re.compile(r'(?:href|src|action|data-[a-z-]*url)="(/[^"]*)"')


@pytest.fixture(scope="module")
def proxied(demonstration_url: str) -> Iterator[FlaskClient]:
    """A client of a server that believes one proxy."""
    app = create_app(Settings(trusted_proxies=1), demonstration_url)
    yield app.test_client()
    app.extensions["proxilieux"].database.close()


@pytest.mark.parametrize("path", ["/ogc", "/ogc/collections", "/ogc/collections/third-places/items?limit=1"])
def test_links_of_the_feature_service(proxied: FlaskClient, path: str) -> None:
    for link in json.loads(proxied.get(path, headers=FORWARDED).data)["links"]:
        assert link["href"].startswith(f"{ROOT}/ogc"), link


def test_links_of_the_api(proxied: FlaskClient) -> None:
    body = json.loads(proxied.get("/api/v1/third-places?limit=1", headers=FORWARDED).data)
    assert {link["href"].partition("?")[0] for link in body["links"]} == {f"{ROOT}/api/v1/third-places"}
    described = json.loads(proxied.get("/api/v1/openapi.json", headers=FORWARDED).data)
    assert described["servers"] == [{"url": "/tl"}]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?lang=en",
        "/organismes",
        "/territoires",
        "/accessibilite",
        "/embed",
        "/embed/code",
        "/api/v1/docs/",
    ],
)
def test_links_and_files_of_pages(proxied: FlaskClient, path: str) -> None:
    page = proxied.get(path, headers=FORWARDED).text
    ours = OURS.findall(page)
    assert ours
    assert [address for address in ours if not address.startswith("/tl/")] == []


def test_a_page_may_be_asked_for_with_and_without_a_proxy(proxied: FlaskClient) -> None:
    behind = proxied.get("/territoires", headers=FORWARDED).text
    plain = proxied.get("/territoires").text
    assert "/tl/" not in plain
    assert plain.count("/assets/") == behind.count("/tl/assets/")
    (script,) = set(re.findall(r'"(/[^"]*carte/[^"]*\.js)"', behind))
    assert script.startswith("/tl/carte/")
    assert proxied.get(script.removeprefix("/tl"), headers=FORWARDED).status_code == 200


def test_the_sitemap_names_the_whole_address(proxied: FlaskClient) -> None:
    assert f"<loc>{ROOT}/sitemap-pages.xml</loc>" in proxied.get("/sitemap.xml", headers=FORWARDED).text
    assert f"Sitemap: {ROOT}/sitemap.xml" in proxied.get("/robots.txt", headers=FORWARDED).text


def test_a_default_port_is_not_named(proxied: FlaskClient) -> None:
    answer = proxied.get("/ogc", headers={**FORWARDED, "X-Forwarded-Port": "443"})
    assert json.loads(answer.data)["links"][0]["href"].startswith("https://annuaire.example.fr/tl/ogc")


def test_nobody_is_believed_without_the_setting(client: FlaskClient) -> None:
    body = json.loads(client.get("/ogc", headers=FORWARDED).data)
    assert all(link["href"].startswith("http://localhost/ogc") for link in body["links"])
