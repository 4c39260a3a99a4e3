"""Coverage as planners ask it: any reach, equipment, weight; the three classes; the origins behind them."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from pyproj import Geod
from support.clients import API, get, problem
from support.rows import PARIS, Rows
from support.territories import one, territories

GEOD = Geod(ellps="WGS84")
WHOLE = ("total", "covered", "uncovered", "unknown")


def east(kilometres: float) -> tuple[float, float]:
    """Return the position so many kilometres east of PARIS."""
    longitude, latitude, _ = GEOD.fwd(PARIS[0], PARIS[1], 90, kilometres * 1000)
    return longitude, latitude


@pytest.fixture
def planned(made: FlaskClient, empty_url: str) -> FlaskClient:
    """A client over a line of communes, organisations and places, each so many kilometres from the first."""
    with Rows.into(empty_url) as rows:
        for code, name, kilometres, people in (
            ("75056", "Paris", 0, 1000),
            ("78646", "Versailles", 15, 200),
            ("78517", "Rambouillet", 40, 30),
        ):
            rows.commune(code, name, east(kilometres), population=people)
        arrondissement = {"type": "arrondissement", "parent_code": "75056"}
        rows.commune("75101", "Paris 1er", east(0), population=400, **arrondissement)
        rows.commune("78999", "Sans centre", None, population=7)
        place = {"department_code": "75", "region_code": "11", "commune_code": "75056"}
        rows.place(east(0), equipment=[{"type_code": "printer_3d", "seats": 8}], kind="fablab", **place)
        rows.place(east(2), equipment=["wifi"], kind="coworking", **place)
        rows.place(east(12), kind="library", **place)  # says nothing of its equipment
        rows.place(east(41), equipment=["printer_3d"], status="planned", **place)
        rows.place(east(41), equipment=[{"type_code": "printer_3d", "shareable": "no"}], **place)
        site = {"department_code": "78", "region_code": "11"}
        for name, kilometres, status, needs in (
            ("Près", 4, "unequipped", [{"type_code": "computer", "learners": 12}]),
            ("Loin", 16, "equipped", [{"type_code": "computer", "learners": 3}, "printer_3d"]),
            ("Très loin", 42, "unknown", ()),
        ):
            rows.organisation(
                east(kilometres), name=name, equipment_status=status, needs=needs, **site,
                commune_code="78646",
            )  # fmt: skip
        rows.organisation(None, name="Nulle part", **site)
    return made


def classes(client: FlaskClient, **asked: Any) -> tuple[int, ...]:
    coverage = one(client, "11", level="region", **asked)["coverage"]
    return tuple(coverage[name] for name in WHOLE)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, (4, 2, 1, 1)),
        ({"within_km": 5}, (4, 1, 1, 2)),  # 16 km is near the library, which says nothing
        ({"within_km": 5, "equipment": "printer_3d"}, (4, 1, 1, 2)),
        ({"within_km": 3.9}, (4, 1, 2, 1)),
        ({"within_km": 3.9, "equipment": "printer_3d"}, (4, 0, 3, 1)),
        ({"equipment": ["printer_3d", "wifi"]}, (4, 0, 1, 3)),  # no place has both; the library may
        ({"kind": "fablab"}, (4, 2, 1, 1)),
        ({"kind": "coworking", "equipment": "printer_3d"}, (4, 0, 3, 1)),
        ({"equipment": "printer_3d", "learners": 8}, (4, 2, 1, 1)),
        ({"equipment": "printer_3d", "learners": 9}, (4, 0, 1, 3)),  # 8 seats are known, and too few
        ({"any_place": True}, (4, 3, 0, 1)),
        ({"any_place": True, "within_km": 3}, (4, 2, 1, 1)),
        ({"status": "unequipped"}, (1, 1, 0, 0)),
        ({"status": ["unequipped", "unknown"], "within_km": 5}, (3, 1, 1, 1)),
        ({"weight": "learners"}, (15, 15, 0, 0)),
        ({"weight": "learners", "within_km": 5}, (15, 12, 0, 3)),
    ],
)  # fmt: skip
def test_classes_follow_from_what_is_asked(
    planned: FlaskClient, asked: dict[str, Any], expected: tuple[int, ...]
) -> None:
    assert classes(planned, **asked) == expected


def test_people_are_those_of_communes_of_today(planned: FlaskClient) -> None:
    found = one(planned, "11", level="region", weight="people", within_km=5)

    coverage = found["coverage"]
    # Paris is near two places, Versailles near the library; arrondissements are not counted again.
    assert tuple(coverage[name] for name in WHOLE) == (1230, 1000, 30, 200)
    assert coverage["without_position"] == 7
    assert coverage["unequipped"]["total"] == 0
    assert found["organisations"]["open"] == 4
    assert one(planned, "78", level="department", weight="people", within_km=5)["coverage"]["uncovered"] == 30
    communes = territories(planned, level="commune", weight="people", within_km=5, limit=1000)
    assert {item["code"]: item["coverage"]["unknown"] for item in communes["territories"]}["78646"] == 200


def test_the_criteria_are_said(planned: FlaskClient) -> None:
    asked = {"weight": "people", "within_km": 7.5, "equipment": ["wifi"]}

    coverage = territories(planned, **asked)["territories"][0]["coverage"]

    criteria = asked | {"kind": [], "learners": None, "status": [], "within_minutes": None}
    assert {name: coverage[name] for name in criteria} == criteria


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"within_km": 0}, "within_km"),
        ({"within_km": "NaN"}, "within_km"),
        ({"within_km": 20, "within_minutes": 20}, "within_minutes"),
        ({"within_minutes": 20}, "within_minutes"),  # without a router
        ({"weight": "cats"}, "weight"),
        ({"weight": "people", "status": "unknown"}, "status"),
        ({"equipment": "printer_4d"}, "equipment"),
        ({"learners": 0}, "learners"),
        ({"any_place": True, "equipment": "wifi"}, "any_place"),
    ],
)
def test_a_wrong_question_is_told_what_to_change(
    planned: FlaskClient, asked: dict[str, Any], names: str
) -> None:
    for path in ("/territories", "/territories/2A", "/coverage/origins", "/exports/coverage-origins.csv"):
        errors = problem(get(planned, path, **asked), 400)["errors"]
        assert names in errors["query"], path


def test_the_uncovered_are_listed_with_their_nearest_match(planned: FlaskClient) -> None:
    body = get(planned, "/coverage/origins", within_km=3.9, equipment="printer_3d").get_json()

    assert body["numberMatched"] == 3
    found = {feature["properties"]["name"]: feature for feature in body["features"]}
    assert set(found) == {"Près", "Loin", "Très loin"}
    near = found["Loin"]["properties"]
    assert (near["class"], near["weight"], near["nearest"]) == ("uncovered", 1, "Lieu 1")
    assert near["distance_m"] == pytest.approx(16_000, abs=0.1)
    assert found["Loin"]["geometry"]["coordinates"] == pytest.approx(east(16), abs=1e-5)


def test_pages_of_origins_and_their_filters(planned: FlaskClient) -> None:
    whole = get(planned, "/coverage/origins", within_km=3.9, equipment="printer_3d").get_json()
    first = get(planned, "/coverage/origins", within_km=3.9, equipment="printer_3d", limit=2).get_json()
    following = [link["href"] for link in first["links"] if link["rel"] == "next"]
    second = planned.get(following[0]).get_json()
    assert first["features"] + second["features"] == whole["features"]
    assert first["numberMatched"] == second["numberMatched"] == 3

    west, south, east_, north = *east(39), *east(45)
    asked = {"within_km": 3.9, "bbox": f"{west},{min(south, north) - 1},{east_},{north + 1}"}
    inside = get(planned, "/coverage/origins", **asked).get_json()["features"]
    assert [one["properties"]["name"] for one in inside] == ["Très loin"]
    assert get(planned, "/coverage/origins", department="75").get_json()["numberMatched"] == 0
    unknown = get(planned, "/coverage/origins", **{"class": "unknown"}).get_json()["features"]
    assert [one["properties"]["name"] for one in unknown] == ["Nulle part"]
    assert unknown[0]["geometry"] is unknown[0]["properties"]["distance_m"] is None


def test_people_are_listed_as_communes(planned: FlaskClient) -> None:
    body = get(planned, "/coverage/origins", weight="people", within_km=5).get_json()

    (feature,) = body["features"]
    assert feature["id"] == "78517"
    assert feature["properties"] | {"distance_m": 0} == {
        "name": "Rambouillet", "kind": "commune", "class": "uncovered", "weight": 30,
        "commune_code": "78517", "commune": "Rambouillet", "department_code": "78", "region_code": "11",
        "epci_code": None, "position_precision": "commune_centroid", "nearest_id": "tl-000002",
        "nearest": "Lieu 2", "distance_m": 0, "fictional": False, "licence": "LO-2.0",
    }  # fmt: skip


@pytest.mark.parametrize("suffix", ["geojson", "ndjson", "csv", "gpkg", "fgb", "parquet", "kml", "xlsx"])
def test_the_uncovered_go_out_in_every_format(planned: FlaskClient, suffix: str) -> None:
    with planned.get(
        f"{API}/exports/coverage-origins.{suffix}?within_km=3.9&equipment=printer_3d"
    ) as response:
        assert response.status_code == 200, response.text
        content = response.data

    assert content
    if suffix == "csv":
        lines = content.decode().splitlines()
        assert lines[0].startswith("id,lon,lat,name,kind,class,weight,")
        assert len(lines) == 4


def test_coverage_follows_the_directory(planned: FlaskClient, empty_url: str) -> None:
    assert classes(planned, within_km=3.9)[1] == 1

    with Rows.into(empty_url) as rows:
        rows.place(east(42), equipment=["wifi"], public_id="tl-neu", source_record_id="neu", name="Neu")

    assert classes(planned, within_km=3.9)[1] == 2
    assert get(planned, "/coverage/origins", within_km=3.9).get_json()["numberMatched"] == 1
