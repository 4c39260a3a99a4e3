"""A stated absence is told apart from what nobody said: list, filter, exports, page, coverage."""

import json

import pytest
from flask.testing import FlaskClient
from support.clients import API, collection, get, ids
from support.rows import PARIS, Rows
from support.territories import one


@pytest.fixture
def places(made: FlaskClient, empty_url: str) -> FlaskClient:
    """One place that says no, one that says nothing, and one whose records disagree."""
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-no", equipment_absent=["printer_3d", "rooms"], department_code="75")
        rows.place(public_id="tl-silent", department_code="75")
        rows.place(public_id="tl-yes", equipment=["printer_3d", "meeting_room"], department_code="75")
        rows.place(
            public_id="tl-other",
            equipment_absent=["printer_3d", "rooms", "wifi"],
            merged_into=rows.id_of("tl-yes"),
            department_code="75",
        )
    return made


def absences(client: FlaskClient) -> dict[str, list[str]]:
    features = collection(client, "/third-places")["features"]
    return {feature["id"]: feature["properties"]["equipment_absent"] for feature in features}


def test_a_yes_stays_and_the_no_against_it_is_dropped(places: FlaskClient) -> None:
    assert absences(places) == {"tl-no": ["printer_3d", "rooms"], "tl-silent": [], "tl-yes": ["wifi"]}
    properties = get(places, "/third-places/tl-yes").get_json(force=True)["properties"]
    assert {item["type"] for item in properties["equipment"]} == {"printer_3d", "meeting_room"}
    givers = {source["id"]: "equipment_absent" in source["fields"] for source in properties["sources"]}
    assert givers == {"tl-yes": False, "tl-other": True}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("A_CONTAINS(equipment_absent, ('printer_3d'))", ["tl-no"]),
        ("A_OVERLAPS(equipment_absent, ('wifi', 'rooms'))", ["tl-no", "tl-yes"]),
        ("NOT A_OVERLAPS(equipment_absent, ('printer_3d', 'wifi'))", ["tl-silent"]),
    ],
)
def test_filters(places: FlaskClient, asked: str, expected: list[str]) -> None:
    assert ids(collection(places, "/third-places", filter=asked)) == expected


def test_exports_and_the_collection(places: FlaskClient) -> None:
    head, *rows = get(places, "/exports/third-places.csv").text.splitlines()
    column = head.split(",").index("equipment_absent")
    assert [row.split(",")[column] for row in rows] == ["printer_3d;rooms", "", "wifi"]
    lines = get(places, "/exports/third-places.ndjson").text.splitlines()
    assert [json.loads(line)["properties"]["equipment_absent"] for line in lines] == [
        ["printer_3d", "rooms"],
        [],
        ["wifi"],
    ]
    items = places.get(
        "/ogc/collections/third-places/items",
        query_string={"f": "json", "filter": "equipment_absent LIKE '%printer_3d%'"},
    ).get_json(force=True)
    assert [item["properties"]["equipment_absent"] for item in items["features"]] == ["printer_3d;rooms"]


def test_the_page_says_who_says_so(places: FlaskClient) -> None:
    said = places.get("/lieux/tl-no").text
    assert "Absent, d’après" in said
    assert "Imprimante 3D" in said
    assert "Cela ne veut pas dire qu’il n’en a pas" not in said
    silent = places.get("/lieux/tl-silent").text
    assert "Absent, d’après" not in silent
    assert "Cela ne veut pas dire qu’il n’en a pas" in silent


def test_who_says_what_is_not_there_is_not_silent(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(PARIS, equipment_absent=["computing"])
        rows.organisation(PARIS, department_code="75")
    coverage = one(made, "75", level="department")["coverage"]
    assert (coverage["uncovered"], coverage["unknown"]) == (1, 0)


def test_an_absence_is_no_match(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(PARIS, equipment=["wifi"], equipment_absent=["printer_3d"])
    asked = {"lat": PARIS[1], "lon": PARIS[0]}
    found = made.post(f"{API}/matches", json={**asked, "equipment": ["printer_3d"]}).get_json()["matches"]
    assert found == []
