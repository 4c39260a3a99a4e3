"""Territories against the lists, against distances computed apart, and against the page."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from pyproj import Geod
from support.clients import collection
from support.pages import read
from support.rows import Rows
from support.sample import Sample
from support.territories import added, every, numbers, territories, write_brittany


@pytest.fixture
def brittany(made: FlaskClient, empty_url: str) -> FlaskClient:
    """A client over the communes of `write_brittany`."""
    with Rows.into(empty_url) as rows:
        write_brittany(rows)
    return made


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
