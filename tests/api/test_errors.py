"""What callers get wrong: one shape, the right code, and never a 500."""

import json
from functools import reduce
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.bad_values import Operation, bad_values, operations
from support.clients import API, collection, get, problem

LISTS = ("/third-places", "/organisations")
FILES = ("/exports/third-places.geojson", "/exports/organisations.geojson")
ODDLY_SENT: list[tuple[dict[str, Any], str]] = [
    ({"lat": "", "lon": "2"}, "lat"),
    ({"lat": "48", "lon": "9" * 400}, "lon"),
    ({"bbox": "9" * 5000}, "bbox"),
    ({"q": "\x00"}, "q"),
    ({"q": "paris\x00"}, "q"),
    ({"q": "%_%"}, "q"),
    ({"q": "'"}, "q"),
    ({"q": "😀"}, "q"),
    ({"q": "a" * 10_240}, "q"),
    ({"region": "' OR 1=1 --"}, "region"),
    ({"epci": "١٢٣٤٥٦٧٨٩"}, "epci"),
    ({"commune": "75056\n"}, "commune"),
    ({"equipment": ""}, "equipment"),
    ({"equipment": ["printer_3d", "unicorn"]}, "equipment"),
    ({"equipment": "printer_3d\x00"}, "equipment"),
    ({"equipment": ["wifi"] * 500}, "equipment"),
    ({"cursor": "é"}, "cursor"),
    ({"cursor": "\x00"}, "cursor"),
    ({"cursor": "A" * 10_240, "lat": "48", "lon": "2"}, "cursor"),
]
"""Values that may change on their way through a query string."""
EXAMPLES = {"<string:public_id>": "of-00020", "<string:code>": "29"}
"""What stands for the parts of a path."""


@pytest.mark.parametrize("operation", operations(), ids=str)
def test_every_parameter_of_an_operation_is_checked(sampled: FlaskClient, operation: Operation) -> None:
    """With one value each; tests/unit/platform/http/test_query_parameters.py has all of them."""
    path = reduce(lambda text, part: text.replace(*part), EXAMPLES.items(), operation.path)
    for name in operation.schema.fields:
        asked, named = next(bad_values(operation.schema, name))
        response = sampled.open(path, method=operation.method, query_string=asked)
        assert named in problem(response, 400)["errors"]["query"], asked


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(("asked", "named"), ODDLY_SENT, ids=lambda one: repr(one)[:60])
def test_a_value_arrives_as_it_was_sent(
    sampled: FlaskClient, path: str, asked: dict[str, Any], named: str
) -> None:
    assert named in problem(get(sampled, path, **asked), 400)["errors"]["query"]


@pytest.mark.parametrize("path", LISTS)
def test_a_cursor_of_another_order_is_refused(sampled: FlaskClient, path: str) -> None:
    origin = {"lat": 48.8, "lon": 2.3}
    for asked, other in (({}, origin), (origin, {})):
        following = collection(sampled, path, limit=2, **asked)["links"][1]["href"].partition("cursor=")[2]
        assert "cursor" in problem(get(sampled, path, cursor=following, **other), 400)["errors"]["query"]


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("name", ["limit", "cursor"])
def test_exports_have_no_pages(sampled: FlaskClient, path: str, name: str) -> None:
    assert name in problem(get(sampled, path, **{name: "1"}), 400)["errors"]["query"]


RAW_QUERIES = (
    "q=%00",
    "q=%ff%fe",
    "q=%ED%A0%80",
    "q=%",
    "q=%zz",
    "lat=%00&lon=1",
    "cursor=%ED%A0%80",
    "=",
    "&&&",
    "?",
    "q",
    "%00=1",
    "%ED%A0%80=1",
    "lat=1&lon=2&lat=3",
    "equipment=%00",
    "q=" + "%27" * 100,
    ";" * 1000,
    "&".join(f"a{number}=1" for number in range(1000)),
)


@pytest.mark.parametrize("query", RAW_QUERIES, ids=lambda query: query[:30])
def test_a_raw_query_string_never_breaks_anything(sampled: FlaskClient, query: str) -> None:
    for path in (*LISTS, *FILES, "/geocode", "/organisations/x/matches"):
        response = sampled.get(f"{API}{path}?{query}")
        assert response.status_code in {200, 400, 404}, path
        if response.status_code != 200:
            problem(response, response.status_code)


ODD_IDS = (
    "nobody",
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%ff",
    "'",
    "%27%20OR%201=1",
    "a" * 5000,
    "..",
    "%F0%9F%98%80",
    "%0a",
)


@pytest.mark.parametrize("public_id", ODD_IDS, ids=lambda text: text[:20])
def test_there_is_nothing_of_that_id(sampled: FlaskClient, public_id: str) -> None:
    for path in ("/third-places/{}", "/organisations/{}", "/organisations/{}/matches"):
        problem(sampled.get(API + path.format(public_id)), 404)


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/third-places/", "/third-places/a/b", "/exports/x.geojson", "/tiles"]
)
def test_a_path_that_does_not_exist(sampled: FlaskClient, path: str) -> None:
    problem(sampled.get(API + path), 404)


@pytest.mark.parametrize(
    "path",
    [
        *(*LISTS, *FILES, "/geocode", "/equipment-types", "/third-places/tl-00001"),
        *("/territories", "/territories/29"),
    ],
)
def test_a_method_that_is_not_allowed(sampled: FlaskClient, path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        if (method, path) == ("PATCH", "/third-places/tl-00001"):  # it is changed so, with a key
            continue
        response = sampled.open(API + path, method=method)
        problem(response, 405)
        assert "GET" in response.headers["Allow"]


def test_matches_are_asked_with_post_and_read_with_get(sampled: FlaskClient) -> None:
    response = sampled.put(f"{API}/matches")
    problem(response, 405)
    assert {"GET", "POST"} <= set(response.headers["Allow"].replace(" ", "").split(","))


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "abc"}, "limit"),
        ({"max_km": "0"}, "max_km"),
        ({"max_km": "-5"}, "max_km"),
        ({"max_km": "20001"}, "max_km"),
        ({"max_km": "nan"}, "max_km"),
        ({"max_km": "1e309"}, "max_km"),
        ({"equipment": "unicorn"}, "equipment"),
        ({"lat": "1"}, "lat"),
        ({"learners": "3"}, "learners"),
    ],
    ids=repr,
)
def test_matches_of_an_organisation(sampled: FlaskClient, asked: dict[str, str], named: str) -> None:
    response = get(sampled, "/organisations/of-00020/matches", **asked)
    assert named in problem(response, 400)["errors"]["query"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": " "}, "q"),
        ({"q": "\x00"}, "q"),
        ({"q": "a" * 10_240}, "q"),
        ({"q": "Lyon", "limit": "0"}, "limit"),
        ({"q": "Lyon", "lat": "45"}, "lat"),
        ({"q": ["Lyon", "Paris"]}, "q"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_geocode(sampled: FlaskClient, asked: dict[str, Any], named: str) -> None:
    assert named in problem(get(sampled, "/geocode", **asked), 400)["errors"]["query"]


def test_parameters_where_none_is_taken(sampled: FlaskClient) -> None:
    for path in ("/third-places/tl-00000", "/organisations/of-00000", "/equipment-types"):
        assert "foo" in problem(get(sampled, path, foo="1"), 400)["errors"]["query"]


def test_an_error_says_what_may_be_given(sampled: FlaskClient) -> None:
    errors = problem(get(sampled, "/third-places", equipment="unicorn"), 400)["errors"]["query"]
    sentence = json.dumps(errors["equipment"])
    assert "unicorn" in sentence
    assert "printer_3d" in sentence


@pytest.mark.parametrize("host", ['evil"<script>', "example.org:99999", "example.org/", "a b", "x" * 300])
def test_a_hostile_host_header_never_breaks_the_json(sampled: FlaskClient, host: str) -> None:
    for path in ("/third-places?limit=1", "/territories/29"):
        response = sampled.get(API + path, headers={"Host": host})
        assert response.status_code in {200, 400}
        json.loads(response.data)
