"""Territories with figures that are known: counted by hand, by the lists, and by distances computed apart."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyproj import Geod
from support.clients import API, collection, get, problem
from support.pages import read
from support.rows import PARIS, Rows, execute
from support.sample import Sample

from app.territories.reference import DEPARTMENTS, REGIONS

NOUMEA = (166.45, -22.27)
BREST = (-4.486, 48.39)
QUIMPER = (-4.1, 47.996)
EPCI, OTHER_EPCI = "242900314", "200068120"
Territory = dict[str, Any]


def north(kilometres: float) -> tuple[float, float]:
    """Return the position so many kilometres north of PARIS."""
    longitude, latitude, _ = Geod(ellps="WGS84").fwd(PARIS[0], PARIS[1], 0, kilometres * 1000)
    return longitude, latitude


def territories(client: FlaskClient, **asked: Any) -> dict[str, Any]:
    response = get(client, "/territories", **asked)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    body: dict[str, Any] = response.get_json()
    assert body["numberReturned"] == len(body["territories"]) <= body["numberMatched"]
    codes = [one["code"] for one in body["territories"]]
    assert codes == sorted(set(codes))
    assert {one["level"] for one in body["territories"]} <= {body["level"]}
    return body


def every(client: FlaskClient, **asked: Any) -> tuple[dict[str, Territory], dict[str, Any]]:
    """Follow the pages of a list; return its territories by code, and what lies outside."""
    body = territories(client, limit=1000, **asked)
    found = {one["code"]: one for one in body["territories"]}
    matched, outside = body["numberMatched"], body["outside"]
    while following := [link["href"] for link in body["links"] if link["rel"] == "next"]:
        body = client.get(following[0]).get_json()
        found |= {one["code"]: one for one in body["territories"]}
        assert body["outside"] == outside
    assert len(found) == matched
    return found, outside


def one(client: FlaskClient, code: str, **asked: Any) -> Territory:
    response = get(client, f"/territories/{code}", **asked)
    assert response.status_code == 200, response.text
    found: Territory = response.get_json()
    return found


def numbers(figures: dict[str, Any]) -> dict[str, int]:
    """Return the counts of a territory, or of what lies outside, flat."""
    coverage = figures["coverage"]
    return {
        **figures["third_places"],
        "organisations": figures["organisations"]["open"],
        "asked": coverage["organisations"],
        "covered": coverage["covered"],
        "unequipped": coverage["unequipped"]["organisations"],
        "unequipped_covered": coverage["unequipped"]["covered"],
    }


def added(many: list[dict[str, Any]]) -> dict[str, int]:
    counted = [numbers(figures) for figures in many]
    return {name: sum(one[name] for one in counted) for name in counted[0]}


@pytest.fixture
def brittany(made: FlaskClient, empty_url: str) -> FlaskClient:
    """Two communes in one EPCI, one in another département and EPCI, and rows that lie in fewer levels."""
    with Rows.into(empty_url) as rows:
        rows.epci(EPCI, "Brest Métropole")
        rows.epci(OTHER_EPCI, "Pays d'Ailleurs")
        rows.commune("29019", "Brest", BREST, epci_code=EPCI, population=139456)
        rows.commune("29232", "Quimper", QUIMPER, epci_code=EPCI)
        rows.commune("56260", "Vannes", (-2.76, 47.66), epci_code=OTHER_EPCI)
        brest = {"department_code": "29", "commune_code": "29019", "epci_code": EPCI}
        quimper = brest | {"commune_code": "29232"}
        rows.place(BREST, equipment=["wifi"], awards=["deffinov"], **brest)
        rows.place(BREST, status="planned", equipment=["cnc"], **brest)
        rows.place(BREST, status="closed", equipment=["cnc"], awards=["deffinov"], **brest)
        rows.place(QUIMPER, equipment=[{"type_code": "wifi", "shareable": "no"}], **quimper)
        rows.place(None, department_code="29")
        rows.organisation(BREST, equipment_status="unequipped", **brest)
        rows.organisation(BREST, equipment_status="equipped", **brest)
        rows.organisation(BREST, status="closed", equipment_status="unequipped", **brest)
        rows.organisation(QUIMPER, equipment_status="unequipped", **quimper)
        rows.organisation(None, equipment_status="unequipped", department_code="29")
        rows.place(NOUMEA, equipment=["wifi"])
        rows.organisation(NOUMEA)
        rows.organisation(NOUMEA)
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
            "share": 0.5,
            "unequipped": {"organisations": 3, "covered": 1, "share": 1 / 3},
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
    assert outside["coverage"]["unequipped"] == {"organisations": 0, "covered": 0, "share": None}
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


def sums_are_those_of_the_lists(client: FlaskClient) -> dict[str, int]:
    """Check that nothing is lost or counted twice between territories, levels and lists; return the sums."""

    def matched(path: str, **asked: str) -> int:
        return int(collection(client, path, limit=1, **asked)["numberMatched"])

    lists: dict[str, Callable[..., int]] = {
        "total": lambda **where: matched("/third-places", **where),
        "open": lambda **where: matched("/third-places", status="open", **where),
        "funded": lambda **where: matched("/third-places", funded="true", **where),
        "organisations": lambda **where: matched("/organisations", **where),
        "asked": lambda **where: matched("/organisations", **where),
        "unequipped": lambda **where: matched("/organisations", equipment_status="unequipped", **where),
    }
    whole = {}
    for level in ("region", "department", "epci", "commune"):
        found, outside = every(client, level=level)
        whole[level] = added([*found.values(), outside])
        busiest = sorted(found.values(), key=lambda one: -one["third_places"]["total"])[:3]
        for territory in busiest:
            counted = numbers(territory)
            assert all(
                counted[name] == count(**{level: territory["code"]}) for name, count in lists.items()
            ), territory
    assert len({json.dumps(counted) for counted in whole.values()}) == 1
    assert {name: whole["region"][name] for name in lists} == {name: count() for name, count in lists.items()}
    return whole["region"]


def regions_are_the_sums_of_their_departments(client: FlaskClient) -> None:
    """Check each région against its départements and against what it has outside them."""
    regions, _ = every(client, level="region")
    departments, _ = every(client)
    for code, region in regions.items():
        inside, outside = every(client, region=code)
        assert inside == {one["code"]: one for one in departments.values() if one["region_code"] == code}
        assert added([*inside.values(), outside]) == numbers(region)


def test_sums(sampled: FlaskClient) -> None:
    sums = sums_are_those_of_the_lists(sampled)
    assert 0 < sums["unequipped_covered"] < sums["covered"] < sums["organisations"]
    regions_are_the_sums_of_their_departments(sampled)


def test_coverage_is_that_of_distances_computed_apart(sampled: FlaskClient, sample: Sample) -> None:
    assert sample.organisations
    places = collection(sampled, "/third-places", status="open", limit=1000)["features"]
    offering = [
        place["geometry"]["coordinates"]
        for place in places
        if place["geometry"] and any(item["shareable"] != "no" for item in place["properties"]["equipment"])
    ]
    geod = Geod(ellps="WGS84")
    covered: dict[str | None, int] = {}
    for site in collection(sampled, "/organisations", limit=1000)["features"]:
        if site["geometry"] is None:
            continue
        here = site["geometry"]["coordinates"]
        if any(geod.inv(*here, *there)[2] <= 20_000 for there in offering):
            code = site["properties"]["department_code"]
            covered[code] = covered.get(code, 0) + 1
    found, outside = every(sampled)
    assert {
        code: one["coverage"]["covered"] for code, one in found.items() if one["coverage"]["covered"]
    } == {code: number for code, number in covered.items() if code}
    assert outside["coverage"]["covered"] == covered.get(None, 0)


@pytest.mark.parametrize("level", ["region", "department"])
@pytest.mark.parametrize("directory", ["sampled", "brittany"])
def test_the_page_says_the_same(request: pytest.FixtureRequest, directory: str, level: str) -> None:
    client: FlaskClient = request.getfixturevalue(directory)
    rows = {
        str(row["data-code"]): row
        for row in read(client, f"/territoires?level={level}").all("tr")
        if "data-code" in row
    }
    found, outside = every(client, level=level)
    if any(numbers(outside).values()):
        found[""] = outside
    assert ("" in found) == (directory == "brittany")
    assert set(rows) == set(found)
    for code, figures in found.items():
        counted, row = numbers(figures), rows[code]
        said = [int(str(row[f"data-{name}"])) for name in ("places", "funded", "equipped", "organisations")]
        assert said == [counted[name] for name in ("total", "funded", "with_equipment", "organisations")]
        share = figures["coverage"]["share"]
        assert row.get("data-covered") == (None if share is None else str(share))


@pytest.mark.shared_data
def test_the_published_files(published_client: FlaskClient) -> None:
    sums = sums_are_those_of_the_lists(published_client)
    assert 0 < sums["covered"] < sums["organisations"]
    regions_are_the_sums_of_their_departments(published_client)
    outside = territories(published_client)["outside"]
    assert any(numbers(outside).values()), "New Caledonia"
    assert all(one["centroid"] and one["population"] for one in territories(published_client)["territories"])
