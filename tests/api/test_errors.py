"""What callers get wrong: one shape, the right code, and never a 500."""

import base64
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.clients import API, collection, get, problem

LISTS = ("/third-places", "/organisations")
FILES = ("/exports/third-places.geojson", "/exports/organisations.geojson")
NUMBERS = (
    "",
    " ",
    "abc",
    "NaN",
    "nan",
    "inf",
    "-inf",
    "Infinity",
    "1e309",
    "1e999999999",
    "0x10",
    "4 8",
    "48,85",
)


def cursor(content: Any) -> str:
    """Return a cursor that carries any content."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


HOSTILE: list[tuple[dict[str, Any], str]] = [
    *(({"lat": text, "lon": "2"}, "lat") for text in (*NUMBERS, "90.0001", "-91", "9" * 400)),
    *(({"lat": "48", "lon": text}, "lon") for text in (*NUMBERS, "180.0001", "-181", "9" * 400)),
    ({"lat": "48"}, "lon"),
    ({"lon": "2"}, "lat"),
    ({"radius_km": "5"}, "radius_km"),
    *(({"lat": "48", "lon": "2", "radius_km": text}, "radius_km") for text in (*NUMBERS, "0", "-1", "20101")),
    *(
        ({"bbox": text}, "bbox")
        for text in (
            "",
            ",",
            ",,,",
            "1",
            "1,2",
            "1,2,3",
            "1,2,3,",
            "1,2,3,4,5",
            "a,b,c,d",
            "nan,0,1,1",
            "0,0,inf,1",
            "0,0,1e309,1",
            "-181,0,1,1",
            "0,0,181,1",
            "0,-91,1,1",
            "0,0,1,91",
            "0,2,1,1",
            "1;2;3;4",
            "9" * 5000,
        )
    ),
    *(
        ({"q": text}, "q")
        for text in (
            "",
            "   ",
            "%",
            "_",
            "%_%",
            "'",
            "--",
            "\x00",
            "paris\x00",
            "a" * 201,
            "a" * 10_240,
            "😀",
        )
    ),
    ({"region": "99"}, "region"),
    ({"region": "1"}, "region"),
    ({"region": "' OR 1=1 --"}, "region"),
    ({"department": "20"}, "department"),
    ({"department": "2a"}, "department"),
    ({"department": "75\x00"}, "department"),
    ({"epci": "1234"}, "epci"),
    ({"epci": "١٢٣٤٥٦٧٨٩"}, "epci"),
    ({"epci": "200054781\n"}, "epci"),
    ({"commune": "75"}, "commune"),
    ({"commune": "2a004"}, "commune"),
    ({"commune": "75056\n"}, "commune"),
    ({"commune": "\x00" * 5}, "commune"),
    ({"licence": "GPL"}, "licence"),
    ({"equipment": "unicorn"}, "equipment"),
    ({"equipment": ["printer_3d", "unicorn"]}, "equipment"),
    ({"equipment": ""}, "equipment"),
    ({"equipment": "printer_3d,laser_cutter"}, "equipment"),
    ({"equipment": "printer_3d\x00"}, "equipment"),
    ({"equipment": ["wifi"] * 500}, "equipment"),
    ({"kind": "castle"}, "kind"),
    ({"status": "demolished"}, "status"),
]
OF_PLACES: list[tuple[dict[str, Any], str]] = [
    ({"wheelchair": "perhaps"}, "wheelchair"),
    ({"funded": "perhaps"}, "funded"),
    ({"funded": ""}, "funded"),
    ({"programme": "moonshot"}, "programme"),
    *(
        ({"open_at": text}, "open_at")
        for text in (
            "",
            "tomorrow",
            "NOW",
            "12:00",
            "2026-13-01",
            "2026-02-30T10:00",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "1969-12-31",
            "2101-01-01",
            "1772470800",
            "2026-03-02T18:30:00+99:00",
            "\x00",
            "2026-03-02T18:30" * 100,
        )
    ),
]
OF_ORGANISATIONS: list[tuple[dict[str, Any], str]] = [
    ({"siret": "123"}, "siret"),
    ({"siret": "0000000000000\x00"}, "siret"),
    ({"nda": "é" * 11}, "nda"),
    ({"uai": "0000000a"}, "uai"),
    ({"equipment_status": "rich"}, "equipment_status"),
]
CURSORS = (
    "",
    "!",
    "é",
    "a",
    "AAAA",
    "\x00",
    cursor("tl-1"),
    cursor({}),
    cursor([]),
    cursor([1]),
    cursor(["a\x00b"]),
    cursor(["\ud800"]),
    cursor(["tl-1", "2.5", "x"]),
    cursor([["tl-1"]]),
    cursor(["tl-1", "abc"]),
    cursor(["tl-1", "nan"]),
    cursor(["tl-1", "inf"]),
    cursor(["tl-1", "1e309"]),
    base64.urlsafe_b64encode(b"[" * 200).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe\x00").decode(),
    base64.urlsafe_b64encode(b"9" * 220).decode(),
    "A" * 301,
    "A" * 10_240,
)


def ids_of(cases: list[tuple[dict[str, Any], str]]) -> list[str]:
    return [repr(asked)[:60] for asked, _ in cases]


@pytest.mark.parametrize("path", [*LISTS, *FILES])
@pytest.mark.parametrize(("asked", "named"), HOSTILE, ids=ids_of(HOSTILE))
def test_a_hostile_parameter_is_named(
    sampled: FlaskClient, path: str, asked: dict[str, Any], named: str
) -> None:
    assert named in problem(get(sampled, path, **asked), 400)["errors"]["query"]


@pytest.mark.parametrize("path", [LISTS[0], FILES[0]])
@pytest.mark.parametrize(("asked", "named"), OF_PLACES, ids=ids_of(OF_PLACES))
def test_a_hostile_parameter_of_places(
    sampled: FlaskClient, path: str, asked: dict[str, Any], named: str
) -> None:
    assert named in problem(get(sampled, path, **asked), 400)["errors"]["query"]


@pytest.mark.parametrize("path", [LISTS[1], FILES[1]])
@pytest.mark.parametrize(("asked", "named"), OF_ORGANISATIONS, ids=ids_of(OF_ORGANISATIONS))
def test_a_hostile_parameter_of_organisations(
    sampled: FlaskClient, path: str, asked: dict[str, Any], named: str
) -> None:
    assert named in problem(get(sampled, path, **asked), 400)["errors"]["query"]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("text", CURSORS, ids=lambda text: repr(text)[:40])
@pytest.mark.parametrize("origin", [{}, {"lat": "48", "lon": "2"}], ids=["by id", "by distance"])
def test_garbage_is_no_cursor(sampled: FlaskClient, path: str, text: str, origin: dict[str, str]) -> None:
    assert "cursor" in problem(get(sampled, path, cursor=text, **origin), 400)["errors"]["query"]


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


@pytest.mark.parametrize("path", [*LISTS, *FILES, "/geocode", "/organisations/x/matches"])
@pytest.mark.parametrize("query", RAW_QUERIES, ids=lambda query: query[:30])
def test_a_raw_query_string_never_breaks_anything(sampled: FlaskClient, path: str, query: str) -> None:
    response = sampled.get(f"{API}{path}?{query}")
    assert response.status_code in {200, 400, 404}
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
@pytest.mark.parametrize("path", ["/third-places/{}", "/organisations/{}", "/organisations/{}/matches"])
def test_there_is_nothing_of_that_id(sampled: FlaskClient, path: str, public_id: str) -> None:
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
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_is_not_allowed(sampled: FlaskClient, path: str, method: str) -> None:
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
