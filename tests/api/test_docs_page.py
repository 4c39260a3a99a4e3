"""The documentation page: everything it needs comes from us."""

import re
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from support.clients import API, problem
from werkzeug.test import TestResponse

PAGE = f"{API}/docs/"


def fetch(client: FlaskClient, path: str) -> TestResponse:
    return client.get(path, buffered=True)


def linked(html: str) -> list[str]:
    return re.findall(r"(?:src|href|data-url)=[\"']([^\"']+)", html)


def test_the_page_and_all_that_it_loads(sampled: FlaskClient) -> None:
    page = fetch(sampled, PAGE)
    assert page.status_code == 200
    assert page.mimetype == "text/html"
    found = linked(page.text)
    assert len(found) >= 4
    for address in found:
        assert not urlsplit(address).netloc, f"{address} is on another host"
        asset = fetch(sampled, urljoin(PAGE, address))
        assert asset.status_code == 200, address
        assert asset.data


def test_assets_have_types_and_may_be_kept(sampled: FlaskClient) -> None:
    for name, kind in (
        ("swagger-ui-bundle.js", "javascript"),
        ("swagger-ui.css", "css"),
        ("docs.js", "javascript"),
    ):
        asset = fetch(sampled, f"{PAGE}assets/{name}")
        assert kind in asset.headers["Content-Type"]
        assert asset.headers["X-Content-Type-Options"] == "nosniff"
        assert "max-age" in asset.headers["Cache-Control"]


def test_the_policy_lets_nothing_else_in(sampled: FlaskClient) -> None:
    policy = fetch(sampled, PAGE).headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert "http" not in policy
    assert "<script>" not in fetch(sampled, PAGE).text


def test_no_third_party_is_asked_for_a_badge(sampled: FlaskClient) -> None:
    assert "validatorUrl: null" in fetch(sampled, f"{PAGE}assets/docs.js").text


def test_without_its_slash_the_page_is_found(sampled: FlaskClient) -> None:
    response = fetch(sampled, PAGE.rstrip("/"))
    assert response.status_code in {301, 308}
    assert urlsplit(response.headers["Location"]).path == PAGE


def test_other_files_are_not_served(sampled: FlaskClient) -> None:
    for name in ("index.html", "..%2Fdocs.py", "%2e%2e/docs.py", "....//docs.py", "%00", "LICENSE"):
        problem(fetch(sampled, f"{PAGE}assets/{name}"), 404)


def test_there_is_no_cookie(sampled: FlaskClient) -> None:
    for path in (PAGE, f"{API}/third-places?limit=1", f"{API}/openapi.json", "/health/live"):
        assert "Set-Cookie" not in fetch(sampled, path).headers
