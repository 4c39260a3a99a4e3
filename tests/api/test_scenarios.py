"""What if: edits over HTTP, beside the same edits made in the directory itself."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.clients import API, get, problem
from support.rows import Rows, execute
from support.strength import scaled
from support.territories import one

from app.directory.planning.coverage import classify
from app.directory.planning.planner import Planner
from app.directory.planning.scenarios.edits import Edit, apply, base_of
from app.directory.planning.selection import CoverageSelection, Offer
from app.platform.database.connection import Database
from geo.nearest import NearestIndex

PLACES = [(0.0, 48.0), (0.3, 48.0), (0.6, 48.0), (0.9, 48.0)]
CRITERIA = {"within_km": 10.0, "equipment": ["printer_3d"]}


def write(rows: Rows) -> None:
    """Write two places that match, one that has something else, one that says nothing, and who is near."""
    where = {"department_code": "72", "region_code": "52"}
    offered: tuple[Any, ...] = (["printer_3d"], ["printer_3d"], ["wifi"], [])
    for at, equipment, name in zip(PLACES, offered, "abcd", strict=True):
        rows.place(at, equipment=equipment, public_id=f"tl-{name}", name=name, **where)
    rows.place((0.9, 48.0), equipment=["printer_3d"], public_id="tl-closed", status="closed", **where)
    for number, (lon, _) in enumerate([*PLACES, (1.4, 0)]):
        rows.organisation((lon, 48.01), public_id=f"of-{number}", name=f"of {number}", **where)
        rows.organisation((lon, 48.05), public_id=f"of-{number}x", name=f"of {number} x", **where)


@pytest.fixture
def places(made: FlaskClient, empty_url: str) -> FlaskClient:
    """A client over `write`."""
    with Rows.into(empty_url) as rows:
        write(rows)
    return made


def what_if(client: FlaskClient, *edits: dict[str, Any], **criteria: Any) -> dict[str, Any]:
    response = client.post(
        f"{API}/coverage/what-if", json={"criteria": CRITERIA | criteria, "edits": list(edits)}
    )
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


def counts(classes: dict[str, Any]) -> tuple[int, int, int]:
    return classes["covered"], classes["uncovered"], classes["unknown"]


def test_edits_change_coverage_and_nothing_else(places: FlaskClient) -> None:
    add = {"kind": "add", "place": "neu", "lon": 1.4, "lat": 48.0}

    found = what_if(places, add)

    assert (counts(found["before"]), counts(found["after"])) == ((4, 4, 2), (6, 2, 2))
    assert found["problems"] == []
    now = one(places, "72", level="department", within_km=10, equipment="printer_3d")["coverage"]
    assert counts(now) == counts(found["before"])
    assert get(places, "/third-places", status="open").get_json()["numberMatched"] == 4


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([{"kind": "close", "place": "tl-a"}], (2, 6, 2)),
        ([{"kind": "close", "place": "tl-d"}], (4, 6, 0)),  # it said nothing
        ([{"kind": "equip", "place": "tl-d"}], (6, 4, 0)),
        ([{"kind": "equip", "place": "tl-c"}], (6, 2, 2)),
        ([{"kind": "move", "place": "tl-a", "lon": 1.4, "lat": 48.0}], (4, 4, 2)),
        ([{"kind": "move", "place": "tl-d", "lon": 1.4, "lat": 48.0}], (4, 4, 2)),
        ([{"kind": "move", "place": "tl-c", "lon": 1.4, "lat": 48.0}, {"kind": "equip", "place": "tl-c"}],
         (6, 2, 2)),
        ([{"kind": "equip", "place": "tl-d"}, {"kind": "close", "place": "tl-d"}], (4, 6, 0)),
        ([{"kind": "close", "place": "tl-a"}, {"kind": "add", "place": "neu", "lon": 0.0, "lat": 48.0}],
         (4, 4, 2)),
    ],
)  # fmt: skip
def test_each_edit_does_what_it_says(
    places: FlaskClient, edits: list[dict[str, Any]], expected: tuple[int, int, int]
) -> None:
    found = what_if(places, *edits)

    assert found["problems"] == []
    assert counts(found["after"]) == expected


def test_edits_that_cannot_be_made_are_told_and_left_out(places: FlaskClient) -> None:
    found = what_if(
        places,
        {"kind": "close", "place": "tl-none"},
        {"kind": "close", "place": "tl-closed"},
        {"kind": "equip", "place": "tl-a"},
        {"kind": "add", "place": "tl-a", "lon": 0, "lat": 48},
        {"kind": "close", "place": "tl-a"},
        {"kind": "move", "place": "tl-a", "lon": 0, "lat": 48},
    )

    assert found["problems"] == [
        "Edit 1: there is no open place tl-none.",
        "Edit 2: there is no open place tl-closed.",
        "Edit 3: tl-a matches already.",
        "Edit 4: there is a place tl-a already.",
        "Edit 6: there is no open place tl-a.",
    ]
    assert counts(found["after"]) == (2, 6, 2)


def test_a_place_that_was_added_and_closed_can_be_added_again(places: FlaskClient) -> None:
    add = {"kind": "add", "place": "neu", "lon": 0.5, "lat": 48.0}

    found = what_if(places, add, {"kind": "close", "place": "neu"}, add)

    assert found["problems"] == []
    assert found["after"] == what_if(places, add)["after"]


EDITS = st.lists(
    st.tuples(
        st.sampled_from(("add", "move", "close", "equip")),
        st.sampled_from(("tl-a", "tl-b", "tl-c", "tl-d", "new-1", "new-2")),
        st.sampled_from([*PLACES, (1.4, 48.0)]),
    ),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=scaled(0.6))
@given(EDITS)
def test_edits_equal_a_recount_of_the_places_that_they_leave(
    places: FlaskClient, empty_url: str, edits: list[tuple[str, str, tuple[float, float]]]
) -> None:
    with places.application.app_context():
        planner = Planner(Database(empty_url))
    selection = CoverageSelection(Offer(("printer_3d",)), within_km=10.0)
    base = base_of(planner, selection, {})

    made = apply(base, [Edit(kind, place, *at) for kind, place, at in edits])

    matching = {"tl-a": PLACES[0], "tl-b": PLACES[1]}
    silent, others = {"tl-d": PLACES[3]}, {"tl-c": PLACES[2]}
    added: set[str] = set()
    for kind, place, at in edits:
        groups = (matching, silent, others)
        group = next((one for one in groups if place in one), None)
        if kind == "add" and place.startswith("new") and place not in added:
            matching[place] = at
            added.add(place)
        elif kind == "move" and group is not None:
            group[place] = at
        elif kind == "close" and group is not None:
            del group[place]
        elif kind == "equip" and group is not None and group is not matching:
            matching[place] = group.pop(place)
    origins = made.before.origins
    near, quiet = (
        NearestIndex([at[0] for at in group.values()], [at[1] for at in group.values()])
        for group in (matching, silent)
    )
    expected = classify(origins.longitude, origins.latitude, near, quiet, 10_000.0)
    assert made.after.classes.tolist() == expected.tolist()
    planner.database.close()


def kept(client: FlaskClient, **body: Any) -> dict[str, Any]:
    response = client.post(f"{API}/scenarios", json={"name": "Essai", "criteria": CRITERIA} | body)
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.get_json()
    assert response.headers["Location"].endswith(f"{API}/scenarios/{found['id']}")
    return found


ADD = {"kind": "add", "place": "neu", "lon": 1.4, "lat": 48.0, "name": "Neu"}


def test_a_scenario_is_kept_changed_and_forgotten(places: FlaskClient) -> None:
    first = kept(places, edits=[ADD])
    path = f"{API}/scenarios/{first['id']}"
    assert len(first["id"]) == 22  # 128 random bits
    assert places.get(path).get_json() == first
    assert counts(first["coverage"]["after"]) == (6, 2, 2)

    change = {"name": "Autre", "criteria": CRITERIA, "edits": [], "version": first["version"]}
    second = places.put(path, json=change).get_json()
    assert (second["name"], second["version"], second["edits"]) == ("Autre", 2, [])
    assert "changed" in problem(places.put(path, json=change), 409)["message"]

    assert places.delete(path).status_code == 204
    problem(places.get(path), 404)
    problem(places.delete(path), 404)
    problem(places.put(path, json=change), 404)


def test_a_scenario_follows_the_directory_of_now(places: FlaskClient, empty_url: str) -> None:
    scenario = kept(places, edits=[{"kind": "close", "place": "tl-a"}])
    execute(empty_url, "UPDATE third_place SET status = 'closed' WHERE public_id = 'tl-a'")

    now = places.get(f"{API}/scenarios/{scenario['id']}").get_json()["coverage"]

    assert now["problems"] == ["Edit 1: there is no open place tl-a."]
    assert counts(now["before"]) == counts(now["after"]) == (2, 6, 2)


def test_before_and_after_by_territory_in_every_form(places: FlaskClient) -> None:
    scenario = kept(places, edits=[ADD], name="=1+1")
    path = f"/scenarios/{scenario['id']}"

    (territory,) = get(places, f"{path}/territories", level="region").get_json()["territories"]
    assert (territory["code"], counts(territory["before"]), counts(territory["after"])) == (
        "52", (4, 4, 2), (6, 2, 2),
    )  # fmt: skip

    rows = list(csv.DictReader(io.StringIO(get(places, f"{path}/territories.csv").text, newline="")))
    assert [(row["code"], row["covered_before"], row["covered_after"]) for row in rows] == [("72", "4", "6")]

    book = openpyxl.load_workbook(io.BytesIO(get(places, f"{path}/territories.xlsx").data))
    values = [[cell.value for cell in row] for row in book.active.rows]
    assert values[0][:2] == ["code", "name"]
    assert values[1][0] == "72"
    book.close()

    layer = get(places, f"{path}/edits.geojson")
    assert layer.mimetype == "application/geo+json"
    (feature,) = layer.get_json()["features"]
    assert feature["geometry"]["coordinates"] == [1.4, 48.0]
    assert feature["properties"] == {"order": 1, "edit": "add", "place": "neu", "name": "Neu"}


def test_two_scenarios_are_compared(places: FlaskClient) -> None:
    one_, other = kept(places, edits=[ADD]), kept(places, edits=[{"kind": "equip", "place": "tl-d"}])

    found = get(places, f"/scenarios/{one_['id']}/comparison", other=other["id"]).get_json()

    assert [counts(found[name]["coverage"]["after"]) for name in ("one", "other")] == [(6, 2, 2), (6, 4, 0)]
    problem(get(places, f"/scenarios/{one_['id']}/comparison", other="none"), 404)
    problem(get(places, f"/scenarios/{one_['id']}/comparison"), 400)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a", "edits": [{"kind": "add", "place": "n"}]}, "edits"),
        ({"name": "a", "edits": [{"kind": "close", "place": "n", "lon": 1, "lat": 1}]}, "edits"),
        ({"name": "a", "edits": [{"kind": "burn", "place": "n"}]}, "edits"),
        ({"name": "a", "edits": [ADD] * 201}, "edits"),
        ({"name": "a", "criteria": {"within_km": -1}}, "criteria"),
        ({"name": "a", "criteria": {"within_minutes": 1}}, "criteria"),
        ({"name": "a", "edits": [], "criteria": {"epci": "000000000"}}, "criteria"),
    ],
)
def test_a_wrong_scenario_names_what_is_wrong(places: FlaskClient, body: dict[str, Any], name: str) -> None:
    assert name in problem(places.post(f"{API}/scenarios", json=body), 400)["errors"]["json"]
