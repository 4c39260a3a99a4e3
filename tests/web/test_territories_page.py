"""Figures by territory, against the API and against distances computed apart."""

import math

import pytest
from flask.testing import FlaskClient
from pyproj import Geod
from support.clients import collection
from support.pages import Document, read
from support.rows import PARIS, Rows

NEAR_METRES = 20_000


def rows_of(page: Document) -> dict[str, dict[str, str]]:
    return {
        str(row["data-code"]): {key: str(value) for key, value in row.items()}
        for row in page.all("tr")
        if "data-code" in row
    }


@pytest.mark.parametrize(("level", "count"), [("region", 18), ("department", 101)])
def test_figures_are_those_of_the_api(client: FlaskClient, level: str, count: int) -> None:
    found = rows_of(read(client, f"/territoires?level={level}"))
    assert len([code for code in found if code]) == count
    for code in list(found)[:: max(1, count // 6)]:
        row = found[code]
        for key, parameters in (
            ("data-places", {}),
            ("data-funded", {"funded": "true"}),
        ):
            total = collection(client, "/third-places", limit=1, **{level: code}, **parameters)[
                "numberMatched"
            ]
            assert int(row[key]) == total, (code, key)
        assert (
            int(row["data-organisations"])
            == collection(client, "/organisations", limit=1, **{level: code})["numberMatched"]
        )


def test_coverage_is_a_geodesic_distance(client: FlaskClient) -> None:
    places = collection(client, "/third-places", status="open", limit=1000)["features"]
    equipped = [
        feature["geometry"]["coordinates"]
        for feature in places
        if feature["geometry"]
        and any(item["shareable"] != "no" for item in feature["properties"]["equipment"])
    ]
    geod = Geod(ellps="WGS84")
    found = rows_of(read(client, "/territoires?level=department"))
    for code in ("01", "23", "75", "973", "2A"):
        sites = collection(client, "/organisations", department=code, limit=1000)["features"]
        covered = 0
        for site in sites:
            if site["geometry"] is None:
                continue
            longitude, latitude = site["geometry"]["coordinates"]
            distances = geod.inv(
                [longitude] * len(equipped),
                [latitude] * len(equipped),
                [point[0] for point in equipped],
                [point[1] for point in equipped],
            )[2]
            covered += min(distances) <= NEAR_METRES
        known = covered + int(found[code]["data-uncovered"])
        assert len(sites) == known + int(found[code]["data-unknown"])
        assert math.isclose(float(found[code]["data-covered"]), covered / known), code


def test_what_lies_outside_is_counted(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place((166.45, -22.27), equipment=["wifi"])
        rows.organisation((166.46, -22.28))
        rows.organisation(PARIS, department_code="75")
    page = read(made, "/territoires?level=department")
    found = rows_of(page)
    assert found[""]["data-places"] == "1"
    assert found[""]["data-organisations"] == "1"
    assert found[""]["data-covered"] == "1.0"
    assert found["75"]["data-covered"] == "0.0"
    assert {code: found[code]["data-shade"] for code in ("", "75", "01")} == {
        "": "3",
        "75": "0",
        "01": "none",
    }
    assert "Hors des territoires de ce niveau" in page.text
    assert "data-covered" not in found["01"]


def test_what_is_unknown_is_not_shaded_as_the_worst(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(PARIS, department_code="75")
        for _ in range(3):
            rows.organisation(PARIS, department_code="75")
        rows.organisation((PARIS[0] + 1, PARIS[1]), department_code="75")
        rows.organisation(PARIS, department_code="92")
    page = read(made, "/territoires?level=department")
    found = rows_of(page)
    # One is not covered, so that the share is 0; but of three in four nobody knows.
    assert (found["75"]["data-covered"], found["75"]["data-unknown"]) == ("0.0", "3")
    assert {code: found[code]["data-shade"] for code in ("75", "92", "01")} == {
        "75": "unknown",
        "92": "unknown",
        "01": "none",
    }
    assert "data-covered" not in found["92"]
    assert "0 oui, 1 non, 3 inconnus" in page.text
    assert "4 inconnus" in page.text


def test_figures_follow_the_data(made: FlaskClient, empty_url: str) -> None:
    assert rows_of(read(made, "/territoires"))["11"]["data-places"] == "0"
    with Rows.into(empty_url) as rows:
        rows.place(PARIS, department_code="75")
    made.application.extensions.pop("proxilieux.directory")  # as if some seconds had passed
    assert rows_of(read(made, "/territoires"))["11"]["data-places"] == "1"
