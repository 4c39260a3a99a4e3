"""Scripts of other sites may read the API; pages stay our own."""

from flask.testing import FlaskClient
from support.clients import API

ELSEWHERE = {"Origin": "https://carte.example"}


def test_any_site_may_read_the_api(client: FlaskClient) -> None:
    for path in (f"{API}/third-places?limit=1", f"{API}/third-places?limit=wrong", f"{API}/openapi.json"):
        assert client.get(path, headers=ELSEWHERE).headers["Access-Control-Allow-Origin"] == "*"


def test_a_browser_may_ask_before_it_sends_json(client: FlaskClient) -> None:
    headers = {
        **ELSEWHERE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = client.options(f"{API}/matches", headers=headers)
    assert answer.status_code == 200
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "content-type" in answer.headers["Access-Control-Allow-Headers"].lower()


def test_pages_are_not_for_other_sites(client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/", headers=ELSEWHERE).headers


def test_a_script_may_ask_for_parts_of_an_export(client: FlaskClient) -> None:
    asked = {
        **ELSEWHERE,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-range,range",
    }
    allowed = client.options(f"{API}/exports/third-places.fgb", headers=asked).headers
    assert {"range", "if-range", "if-none-match"} <= _names(allowed["Access-Control-Allow-Headers"])
    part = client.get(f"{API}/exports/third-places.fgb", headers={**ELSEWHERE, "Range": "bytes=0-7"})
    assert part.status_code == 206
    part.close()
    exposed = _names(part.headers["Access-Control-Expose-Headers"])
    assert {"content-range", "accept-ranges", "content-length", "etag"} <= exposed


def _names(header: str) -> set[str]:
    return {name.strip().lower() for name in header.split(",")}
