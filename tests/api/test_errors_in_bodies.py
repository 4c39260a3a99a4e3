"""What callers get wrong in the body of a request."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.clients import API, problem

POINT = {"lat": 48.85, "lon": 2.35}


def with_wrong(name: str, values: tuple[Any, ...]) -> list[tuple[str, str | None]]:
    """Return bodies that are right but for one member."""
    return [(json.dumps(POINT | {name: value}), name) for value in values]


BODIES: list[tuple[str, str | None]] = [
    *with_wrong("lat", (None, True, "x", [], {}, [48.8], {"a": 1}, 91, "")),
    *with_wrong("lon", (None, False, "", "nan", 181, -1e308)),
    ('{"lat": NaN, "lon": 2}', "lat"),
    ('{"lat": Infinity, "lon": 2}', "lat"),
    ('{"lat": 1e309, "lon": 2}', "lat"),
    ('{"lat": ' + "9" * 400 + ', "lon": 2}', "lat"),
    ('{"lat": 48}', "lon"),
    ("{}", "lat"),
    *with_wrong("limit", (0, -1, True, 1.5, "1.5", "abc", None, [], {}, "", 1e400)),
    *with_wrong("max_km", (0, -1, 20_001, True, "abc", None, [], {})),
    *with_wrong("learners", (0, -1, 1.5, True, "30", [], {}, 100_001, 10**30)),
    *with_wrong("equipment", ("wifi", ["unicorn"], [None], [1], [["wifi"]], {"wifi": 1}, ["\ud800"], 3)),
    *with_wrong("equipment", (["wifi\x00"], ["wifi"] * 500)),
    *with_wrong("unknown", (1,)),
    *with_wrong("\ud800", (1,)),
    *(
        (text, None)
        for text in ("", " ", "[]", "[1]", "3", "null", '"text"', "true", "{", '{"lat": 1,}', "NaN")
    ),
    ("[" * 100_000, None),
    ('{"a":' * 100_000, None),
    ('{"lat": ' + "9" * 5000 + "}", None),
    ("\x00", None),
    ("lat=48&lon=2", None),
]


@pytest.mark.parametrize(("body", "named"), BODIES, ids=lambda value: repr(value)[:40])
def test_a_body_that_is_not_what_it_should_be(sampled: FlaskClient, body: str, named: str | None) -> None:
    response = sampled.post(f"{API}/matches", data=body, content_type="application/json")
    errors = problem(response, 400)["errors"]["json"]
    assert errors
    assert named is None or named in errors


@pytest.mark.parametrize("raw", [b"\xff\xfe{}", b"\xed\xa0\x80", b'{"lat": "\xe9"}'], ids=repr)
def test_a_body_that_is_not_utf8(sampled: FlaskClient, raw: bytes) -> None:
    problem(sampled.post(f"{API}/matches", data=raw, content_type="application/json"), 400)


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "text/csv", "", "multipart/form-data", "nonsense"],
)
def test_a_body_that_is_not_called_json(sampled: FlaskClient, content_type: str) -> None:
    response = sampled.post(f"{API}/matches", data=json.dumps(POINT), content_type=content_type)
    assert "application/json" in problem(response, 415)["message"]


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", "application/geo+json"]
)
def test_a_body_that_is_called_json(sampled: FlaskClient, content_type: str) -> None:
    response = sampled.post(f"{API}/matches", data=json.dumps(POINT), content_type=content_type)
    assert response.status_code == 200


def test_no_body_at_all(sampled: FlaskClient) -> None:
    assert set(problem(sampled.post(f"{API}/matches"), 400)["errors"]["json"]) == {"lat", "lon"}


def test_a_body_that_is_too_large(sampled: FlaskClient) -> None:
    body = json.dumps(POINT | {"equipment": ["wifi"] * 200_000})
    problem(sampled.post(f"{API}/matches", data=body, content_type="application/json"), 413)


def test_a_query_parameter_beside_the_body_is_unknown(sampled: FlaskClient) -> None:
    response = sampled.post(f"{API}/matches?limit=3", json=POINT)
    assert "limit" in problem(response, 400)["errors"]["query"]
