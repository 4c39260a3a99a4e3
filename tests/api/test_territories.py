"""Territories with figures that are known: counted by hand, by the lists, and by distances computed apart."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from pyproj import Geod
from support.clients import API, get, problem
from support.rows import PARIS, Item, Rows, execute
from support.territories import (
    BREST,
    CLASSES,
    EPCI,
    OTHER_EPCI,
    every,
    numbers,
    one,
    territories,
    write_brittany,
)

from app.directory.common.france import DEPARTMENTS, REGIONS
from app.platform.listings.cursor import encode


def north(kilometres: float) -> tuple[float, float]:
    """Return the position so many kilometres north of PARIS."""
    longitude, latitude, _ = Geod(ellps="WGS84").fwd(PARIS[0], PARIS[1], 0, kilometres * 1000)
    return longitude, latitude


@pytest.fixture
def brittany(made: FlaskClient, empty_url: str) -> FlaskClient:
    """A client over the communes of `write_brittany`."""
    with Rows.into(empty_url) as rows:
        write_brittany(rows)
    return made


def test_every_figure_of_a_department(brittany: FlaskClient) -> None:
    found = one(brittany, "29", level="department")
    assert found.pop("links")
    assert found == {
        "level": "department",
        "code": "29",
        "name": "Finistère",
        "region_code": "53",
        "department_code": None,
        "epci_code": None,
        "parent_code": None,
        "population": None,
        "centroid": [-4.1, 47.996],  # its prefecture's, without an outline
        "third_places": {"total": 4, "open": 3, "funded": 1, "with_equipment": 2},
        "organisations": {"open": 4},
        "coverage": {
            "within_km": 20,
            "organisations": 4,
            "covered": 2,
            "uncovered": 1,
            "unknown": 1,  # its own position is
            "share": 2 / 3,
            "unequipped": {"organisations": 3, "covered": 1, "uncovered": 1, "unknown": 1, "share": 0.5},
        },
    }


@pytest.mark.parametrize(
    ("code", "enclosing", "population", "places", "organisations", "covered"),
    [
        ("53", (None, None, None), None, 4, 4, 2),
        (EPCI, (None, None, None), None, 3, 3, 2),
        ("29019", ("53", "29", EPCI), 139456, 2, 2, 2),
        ("29232", ("53", "29", EPCI), None, 1, 1, 0),
        ("56260", ("53", "56", OTHER_EPCI), None, 0, 0, 0),
    ],
)
def test_each_level_counts_what_lies_in_it(
    brittany: FlaskClient,
    code: str,
    enclosing: tuple[str | None, ...],
    population: int | None,
    places: int,
    organisations: int,
    covered: int,
) -> None:
    asked = {"level": "region"} if code == "53" else {}
    found = one(brittany, code, **asked)
    assert (found["region_code"], found["department_code"], found["epci_code"]) == enclosing
    assert found["population"] == population
    counted = numbers(found)
    assert (counted["total"], counted["organisations"], counted["covered"]) == (
        places,
        organisations,
        covered,
    )
    assert (found["coverage"]["share"] is None) == (organisations == 0)
    assert sum(counted[name] for name in CLASSES) == organisations


def test_the_list_says_the_same_as_each_territory(brittany: FlaskClient) -> None:
    for level in ("region", "department", "epci", "commune"):
        found, _ = every(brittany, level=level)
        for code in list(found)[:: max(1, len(found) // 8)]:
            alone = one(brittany, code, level=level)
            del alone["links"]
            assert alone == found[code]


def test_what_lies_outside_is_counted_and_covered(brittany: FlaskClient) -> None:
    body = territories(brittany)
    outside = body["outside"]
    assert outside["third_places"] == {"total": 1, "open": 1, "funded": 0, "with_equipment": 1}
    assert outside["organisations"] == {"open": 2}
    assert (outside["coverage"]["organisations"], outside["coverage"]["share"]) == (2, 1.0)
    nobody = {"organisations": 0, "covered": 0, "uncovered": 0, "unknown": 0, "share": None}
    assert outside["coverage"]["unequipped"] == nobody
    # a place and an organisation of Finistère are in no commune that is known
    inside = territories(brittany, level="commune", department="29")["outside"]
    assert (inside["third_places"]["total"], inside["organisations"]["open"]) == (1, 1)
    assert not any(numbers(territories(brittany, department="29")["outside"]).values())


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"region": "53"}, ["22", "29", "35", "56"]),
        ({"department": "29"}, ["29"]),
        ({"region": "53", "department": "75"}, []),
        ({"level": "region", "region": "53"}, ["53"]),
        ({"level": "epci"}, [OTHER_EPCI, EPCI]),
        ({"level": "epci", "department": "29"}, [EPCI]),
        ({"level": "epci", "region": "11"}, []),
        ({"level": "commune", "region": "53"}, ["29019", "29232", "56260"]),
        ({"level": "commune", "department": "29"}, ["29019", "29232"]),
        ({"q": "FINISTERE"}, ["29"]),
        ({"q": "loire haute"}, ["43"]),
        ({"q": "cote or"}, ["21", "22"]),
        ({"level": "commune", "q": "bre%t"}, []),
        ({"q": "日本"}, []),
    ],
    ids=str,
)
def test_filters(brittany: FlaskClient, asked: dict[str, str], codes: list[str]) -> None:
    body = territories(brittany, **asked)
    assert [one["code"] for one in body["territories"]] == codes
    assert body["numberMatched"] == len(codes)


def test_all_regions_and_departments_are_one_page(made: FlaskClient) -> None:
    assert len(territories(made)["territories"]) == len(DEPARTMENTS)
    assert len(territories(made, level="region")["territories"]) == len(REGIONS)


def test_pages_follow_each_other(made: FlaskClient) -> None:
    body = territories(made, limit=40)
    assert (body["numberMatched"], body["numberReturned"]) == (101, 40)
    codes: list[str] = []
    while True:
        codes += [one["code"] for one in body["territories"]]
        following = [link["href"] for link in body["links"] if link["rel"] == "next"]
        if not following:
            break
        body = made.get(following[0]).get_json()
        assert body["numberMatched"] == 101
    assert codes == sorted(fact.code for fact in DEPARTMENTS)
    assert territories(made, limit=5000)["numberReturned"] == 101


@pytest.mark.parametrize(("kilometres", "covered"), [(19.999, 1), (20.001, 0)])
def test_coverage_ends_at_twenty_kilometres(
    made: FlaskClient, empty_url: str, kilometres: float, covered: int
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(north(kilometres), equipment=["wifi"], department_code="95")
        rows.organisation(PARIS, department_code="75")
    assert one(made, "75", level="department")["coverage"]["covered"] == covered


KEPT: Item = {"type_code": "cnc", "shareable": "no"}


@pytest.mark.parametrize(
    ("near", "expected"),
    [
        ([], "uncovered"),
        ([([], "open")], "unknown"),
        ([([], "planned"), ([], "closed"), (["wifi"], "planned"), (["wifi"], "closed")], "uncovered"),
        ([([KEPT], "open")], "uncovered"),
        ([([KEPT], "open"), ([], "open")], "unknown"),
        ([(["wifi"], "open"), ([], "open")], "covered"),
    ],
    ids=str,
)
def test_unknown_is_not_no(
    made: FlaskClient, empty_url: str, near: list[tuple[list[Item], str]], expected: str
) -> None:
    with Rows.into(empty_url) as rows:
        for equipment, status in near:
            rows.place(north(19.9), equipment=equipment, status=status)
        rows.place(north(20.1), equipment=[])
        rows.place(None, equipment=[])
        rows.organisation(PARIS, department_code="75")
    coverage = one(made, "75", level="department")["coverage"]
    assert {name: coverage[name] for name in CLASSES} == dict.fromkeys(CLASSES, 0) | {expected: 1}
    assert coverage["share"] == {"covered": 1.0, "uncovered": 0.0, "unknown": None}[expected]


def test_links_lead_to_the_geometries(brittany: FlaskClient) -> None:
    for level, code in (("region", "53"), ("department", "29"), ("epci", EPCI), ("commune", "29019")):
        for body in (territories(brittany, level=level), one(brittany, code, level=level)):
            (related,) = (link["href"] for link in body["links"] if link["rel"] == "related")
            geometry = brittany.get(related)
            assert geometry.status_code == 200
            assert geometry.mimetype == "application/geo+json"
        assert geometry.get_json(force=True)["properties"]["code"] == code


@pytest.mark.parametrize("code", sorted({fact.code for fact in REGIONS} & {d.code for d in DEPARTMENTS}))
def test_an_ambiguous_code_is_refused_with_both_names(module_client: FlaskClient, code: str) -> None:
    region = next(fact.name for fact in REGIONS if fact.code == code)
    department = next(fact.name for fact in DEPARTMENTS if fact.code == code)
    said = problem(get(module_client, f"/territories/{code}"), 400)["message"]
    for part in (region, department, "`level=region`", "`level=department`"):
        assert part in said
    assert one(module_client, code, level="region")["name"] == region
    assert one(module_client, code, level="department")["name"] == department


def test_other_codes_need_no_level(module_client: FlaskClient) -> None:
    assert one(module_client, "2A")["name"] == "Corse-du-Sud"
    assert one(module_client, "29")["level"] == "department"
    assert one(module_client, "971")["region_code"] == "01"


@pytest.mark.parametrize(
    "code",
    [
        "00",
        "2a",
        "99999",
        "999999999",
        "%00",
        "11%00",
        "'",
        "%22",
        "';--",
        "%25",
        "%F0%9F%97%BA",
        "%ff",
        "1" * 5000,
    ],
)
@pytest.mark.parametrize("level", [None, "region", "commune"])
def test_unknown_codes_are_404(module_client: FlaskClient, code: str, level: str | None) -> None:
    path = f"{API}/territories/{code}" + (f"?level={level}" if level else "")
    problem(module_client.get(path), 404)


def test_a_code_of_another_level_is_404(module_client: FlaskClient) -> None:
    assert "région" in problem(get(module_client, "/territories/29", level="region"), 404)["message"]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"level": "canton"}, "level"),
        ({"level": ["region", "department"]}, "level"),
        ({"level": "region", "department": "29"}, "department"),
        ({"region": "99"}, "region"),
        ({"department": "\x00"}, "department"),
        ({"q": "\x00"}, "q"),
        ({"q": "''"}, "q"),
        ({"q": "x" * 5000}, "q"),
        ({"limit": "0"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"max_km": "5"}, "max_km"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named(module_client: FlaskClient, asked: dict[str, Any], name: str) -> None:
    assert name in problem(get(module_client, "/territories", **asked), 400)["errors"]["query"]


def test_a_cursor_of_a_list_that_ends_otherwise_begins_after_its_code(module_client: FlaskClient) -> None:
    plain, ending = encode(None, "29"), encode(None, "29", is_last=True)
    pages = [get(module_client, "/territories", cursor=cursor).get_json() for cursor in (plain, ending)]
    assert pages[0]["territories"] == pages[1]["territories"]


@pytest.mark.parametrize("asked", [{"level": "canton"}, {"region": "53"}, {"limit": "1"}], ids=str)
def test_one_territory_takes_a_level_alone(module_client: FlaskClient, asked: dict[str, str]) -> None:
    (name,) = asked
    assert name in problem(get(module_client, "/territories/29", **asked), 400)["errors"]["query"]


@pytest.mark.parametrize("path", ["/territories", "/territories?level=commune", "/territories/29"])
def test_an_answer_is_sent_once_until_the_data_changes(made: FlaskClient, empty_url: str, path: str) -> None:
    first = made.get(API + path)
    had = {"If-None-Match": first.headers["ETag"]}
    again = made.get(API + path, headers=had)
    assert (again.status_code, again.data) == (304, b"")
    with Rows.into(empty_url) as rows:
        rows.commune("29019", "Brest", BREST)
        rows.place(BREST, department_code="29", commune_code="29019")
    changed = made.get(API + path, headers=had)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_arrondissements_name_their_commune(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris")
        rows.commune("75111", "Paris 11e", type="arrondissement", parent_code="75056")
    found, _ = every(made, level="commune")
    assert [found[code]["parent_code"] for code in ("75056", "75111")] == [None, "75056"]


def test_an_unknown_centroid_is_null(made: FlaskClient, empty_url: str) -> None:
    assert one(made, "29")["centroid"] is None
    with Rows.into(empty_url) as rows:
        rows.commune("29019", "Brest", None)
    assert one(made, "29019")["centroid"] is None


def test_a_centroid_lies_within_the_outline(made: FlaskClient, empty_url: str) -> None:
    square = "MULTIPOLYGON(((-5 48,-4 48,-4 49,-5 49,-5 48)))"
    execute(
        empty_url, "UPDATE department SET outline = ST_GeomFromText(%s, 4326) WHERE code = '29'", [square]
    )
    longitude, latitude = one(made, "29")["centroid"]
    assert -5 < longitude < -4
    assert 48 < latitude < 49
