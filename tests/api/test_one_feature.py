"""One place, one organisation: everything that is known of it, and ETags."""

import json
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.clients import API, GEOJSON, collection, get, problem
from support.rows import Rows, execute

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "quote \" apostrophe ' backslash \\ percent % brace {",
    "line\nbreak\ttab\rreturn",
    "\x01\x1e\x1f\x7f\x85\u2028\u2029",
    "emoji 😀, Zürich, 東京, עברית, \u202eright to left",
    "=cmd|' /C calc'!A0",
    "${jndi:ldap://x} {{7*7}} %s %(name)s",
    "x" * 20_000,
)


def feature(client: FlaskClient, path: str) -> dict[str, Any]:
    response = get(client, path)
    assert response.status_code == 200
    assert response.mimetype == GEOJSON
    found: dict[str, Any] = json.loads(response.data)
    return found


@pytest.fixture
def place(empty_url: str) -> str:
    """A place with everything."""
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris")
        return rows.place(
            (2.3522219, 48.8566139),
            name="La Fabrique",
            kind="fablab",
            address="1 rue X",
            postcode="75001",
            city="PARIS",
            commune_code="75056",
            department_code="75",
            hours="Mo-Fr 09:00-18:00",
            wheelchair="limited",
            website="https://example.org/",
            description="Un lieu.",
            manager_kind="association",
            siret="73282932000074",
            telephone="+33142345678",
            source_updated_on=date(2025, 11, 3),
            equipment=[
                {"type_code": "printer_3d", "quantity": 2, "seats": 8, "shareable": "yes", "price": "10 €"},
                {
                    "type_code": "internet",
                    "raw_text": "fibre",
                    "confidence": 0.8512,
                    "conditions": "adhésion",
                },
                {"type_code": "cnc", "shareable": "no"},
            ],
            awards=[
                {"programme_code": "deffinov", "call": "AMI 2", "year": 2022, "amount": 120000.5},
                {"programme_code": "fabrique-de-territoire", "year": 2019},
            ],
        )


def test_everything_that_is_known(made: FlaskClient, place: str) -> None:
    found = feature(made, f"/third-places/{place}")
    assert found["id"] == place
    assert found["geometry"] == {"type": "Point", "coordinates": [2.352222, 48.856614]}
    properties = found["properties"]
    assert properties["commune"] == "Paris"
    assert properties["department"] == "Paris"
    assert properties["region"] == "Île-de-France"
    assert properties["timezone"] == "Europe/Paris"
    assert properties["source_updated_on"] == "2025-11-03"
    assert properties["fictional"] is False
    assert properties["licence"] == "LO-2.0"
    assert properties["telephone"] == "+33142345678"
    assert properties["siret"] == "73282932000074"
    assert "distance_m" not in properties
    items = {item["type"]: item for item in properties["equipment"]}
    assert set(items) == {"internet", "printer_3d", "cnc"}
    assert items["printer_3d"] == {
        "type": "printer_3d",
        "group": "fabrication",
        "quantity": 2,
        "seats": 8,
        "shareable": "yes",
        "conditions": None,
        "price": "10 €",
        "raw_text": None,
        "confidence": 1.0,
        "terms": {},
    }
    assert items["internet"]["confidence"] == 0.85
    assert [award["programme"] for award in properties["awards"]] == ["fabrique-de-territoire", "deffinov"]
    assert properties["awards"][1]["amount"] == 120000.5
    assert properties["awards"][1]["programme_name"] == "Deffinov Tiers-lieux"
    assert properties["programmes"] == ["deffinov", "fabrique-de-territoire"]


def test_the_list_and_the_place_say_the_same(made: FlaskClient, place: str) -> None:
    (listed,) = collection(made, "/third-places")["features"]
    assert listed == feature(made, f"/third-places/{place}")


def test_closed_places_and_organisations_still_have_their_address(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        closed, gone = rows.place(status="closed"), rows.organisation(status="closed")
    assert feature(made, f"/third-places/{closed}")["properties"]["status"] == "closed"
    assert feature(made, f"/organisations/{gone}")["properties"]["status"] == "closed"


def test_an_organisation(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        site = rows.organisation(
            siret="12345678900011",
            siren="123456789",
            nda="11755555575",
            uai="0751234A",
            networks=["BTP", "Réseau « X »"],
            qualiopi=True,
            needs=[{"type_code": "printer_3d", "learners": 12}, {"type_code": "wifi", "quantity": 2}],
        )
    properties = feature(made, f"/organisations/{site}")["properties"]
    assert properties["networks"] == ["BTP", "Réseau « X »"]
    assert properties["qualiopi"] is True
    assert properties["plans_to_invest"] is None
    assert properties["equipment_status"] == "unknown"
    assert properties["needs"] == [
        {"type": "wifi", "quantity": 2, "learners": None},
        {"type": "printer_3d", "quantity": None, "learners": 12},
    ]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text)[:25])
def test_hostile_text_stays_text(made: FlaskClient, empty_url: str, text: str) -> None:
    with Rows.into(empty_url) as rows:
        place = rows.place(
            name=text, description=text, address=text, equipment=[{"type_code": "wifi", "raw_text": text}]
        )
        site = rows.organisation(name=text, trade_name=text, networks=[text])
    for found in (feature(made, f"/third-places/{place}"), collection(made, "/third-places")["features"][0]):
        properties = found["properties"]
        assert {properties["name"], properties["description"], properties["address"]} == {text}
        assert properties["equipment"][0]["raw_text"] == text
    properties = feature(made, f"/organisations/{site}")["properties"]
    assert [properties["name"], properties["trade_name"], *properties["networks"]] == [text] * 3


@pytest.mark.parametrize("path", ["/third-places/tl-00000", "/organisations/of-00000", "/third-places"])
def test_json_is_never_taken_for_a_page(sampled: FlaskClient, path: str) -> None:
    response = sampled.get(API + path, headers={"Accept": "text/html"})
    assert response.mimetype == GEOJSON
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/third-places/tl-00000", "/organisations/of-00000"])
def test_if_none_match(sampled: FlaskClient, path: str) -> None:
    first = get(sampled, path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = sampled.get(API + path, headers={"If-None-Match": header})
        assert again.status_code == 304
        assert again.data == b""
        assert again.headers["ETag"] == tag
    for header in ('"other"', "", "garbage", "\x80"):
        assert sampled.get(API + path, headers={"If-None-Match": header}).status_code == 200


def test_the_tag_changes_with_the_content(made: FlaskClient, empty_url: str, place: str) -> None:
    path = f"/third-places/{place}"
    tag = get(made, path).headers["ETag"]
    assert get(made, path).headers["ETag"] == tag
    execute(empty_url, "UPDATE third_place SET name = 'Autre nom'")
    response = made.get(API + path, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert response.headers["ETag"] != tag


@pytest.mark.parametrize("kind", ["third-places", "organisations"])
def test_nobody_of_that_id(sampled: FlaskClient, kind: str) -> None:
    message = problem(get(sampled, f"/{kind}/nobody"), 404)["message"]
    assert "no " in message
    assert "nobody" not in message


def test_head(sampled: FlaskClient) -> None:
    response = sampled.head(f"{API}/third-places/tl-00000")
    assert response.status_code == 200
    assert response.data == b""
    assert response.headers["ETag"]
