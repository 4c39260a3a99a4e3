"""Each filter of the lists alone, beside what Python says of the same rows."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from support.clients import collection, get, listed, problem
from support.sample import PARENT, Sample, selected

PLACES, ORGANISATIONS = "/third-places", "/organisations"
EVERY_STATUS = ["open", "planned", "closed"]
BOTH: list[dict[str, Any]] = [
    {},
    {"region": "11"},
    {"region": "04"},
    {"region": "44"},  # nothing there
    {"department": "2A"},
    {"department": "976"},
    {"epci": "200054781"},
    {"commune": "97411"},
    {"commune": "2A004"},
    {"licence": "ODbL-1.0"},
    {"licence": "LO-2.0"},
    {"licence": "unconfirmed"},
    {"q": "haÿ"},
    {"status": ["closed"]},
    {"status": ["open", "closed"]},
    {"bbox": "2,48,3,49"},
    {"bbox": "-180,-90,180,90"},
    {"bbox": "170,-30,-170,0"},
    {"lat": 48.86, "lon": 2.35, "radius_km": 10},
    {"equipment": ["printer_3d"]},
    {"equipment": ["printer_3d", "laser_cutter"]},
]
OF_PLACES: list[dict[str, Any]] = [
    {"status": EVERY_STATUS},
    {"status": ["planned"]},
    {"kind": ["fablab"]},
    {"kind": ["fablab", "library"]},
    {"kind": ["town_hall"]},
    {"wheelchair": ["yes"]},
    {"wheelchair": ["yes", "limited"]},
    {"wheelchair": ["no"]},
    {"funded": "true"},
    {"funded": "false"},
    {"programme": ["deffinov"]},
    {"programme": ["deffinov", "manufacture-de-proximite"]},
    {"equipment": ["fabrication"]},
    {"equipment": ["fabrication", "rooms"]},
    {"equipment": ["rooms", "wifi", "wifi"]},
]
OF_ORGANISATIONS: list[dict[str, Any]] = [
    {"kind": ["cfa"]},
    {"kind": ["cfa", "training_organisation"]},
    {"equipment_status": ["unequipped"]},
    {"equipment_status": ["equipped", "unknown"]},
    {"siret": "00000000100003"},
    {"siret": "99999999999999"},
    {"nda": "00000000007"},
    {"uai": "0000003A"},
]


@pytest.mark.parametrize("asked", [*BOTH, *OF_PLACES], ids=str)
def test_third_places(sampled: FlaskClient, sample: Sample, asked: dict[str, Any]) -> None:
    expected = [row.public_id for row in selected(sample.places, asked)]
    body = collection(sampled, PLACES, limit=1000, **asked)
    assert sorted(feature["id"] for feature in body["features"]) == expected
    assert body["numberMatched"] == len(expected)


@pytest.mark.parametrize("asked", [*BOTH, *OF_ORGANISATIONS], ids=str)
def test_organisations(sampled: FlaskClient, sample: Sample, asked: dict[str, Any]) -> None:
    expected = [row.public_id for row in selected(sample.organisations, asked)]
    body = collection(sampled, ORGANISATIONS, limit=1000, **asked)
    assert sorted(feature["id"] for feature in body["features"]) == expected
    assert body["numberMatched"] == len(expected)


@pytest.mark.parametrize("asked", [*BOTH, *OF_PLACES], ids=str)
def test_the_sample_tells_the_filters_apart(sample: Sample, asked: dict[str, Any]) -> None:
    nothing_there = asked in (
        {"region": "44"},
        {"kind": ["town_hall"]},
    )
    assert bool(selected(sample.places, asked)) is not nothing_there


def test_a_group_of_equipment_is_offered_by_whoever_offers_one_of_its_types(sampled: FlaskClient) -> None:
    types = [code for code, parent in PARENT.items() if parent == "fabrication"]
    assert len(types) > 3
    offering = [set(listed(sampled, PLACES, equipment=code)) for code in types]
    assert set(listed(sampled, PLACES, equipment="fabrication")) == set().union(*offering)


def test_nothing_but_closed_places_is_left_out_by_default(sampled: FlaskClient) -> None:
    statuses = {
        feature["properties"]["status"] for feature in collection(sampled, PLACES, limit=1000)["features"]
    }
    assert statuses == {"open", "planned"}


def test_only_open_organisations_by_default(sampled: FlaskClient) -> None:
    statuses = {
        feature["properties"]["status"]
        for feature in collection(sampled, ORGANISATIONS, limit=1000)["features"]
    }
    assert statuses == {"open"}


@pytest.mark.parametrize("path", [PLACES, ORGANISATIONS])
def test_the_default_page_holds_twenty_in_the_order_of_their_ids(sampled: FlaskClient, path: str) -> None:
    found = [feature["id"] for feature in collection(sampled, path)["features"]]
    assert len(found) == 20
    assert found == sorted(found)


@pytest.mark.parametrize("path", [PLACES, ORGANISATIONS])
@pytest.mark.parametrize("limit", ["1", "7", "1000", "1001", "99999999999999999999", "1" * 400])
def test_the_limit_is_clamped_to_a_thousand(
    sampled: FlaskClient, sample: Sample, path: str, limit: str
) -> None:
    there = len(selected(sample.places if path == PLACES else sample.organisations, {}))
    assert collection(sampled, path, limit=limit)["numberReturned"] == min(int(limit), there, 1000)


@pytest.mark.parametrize("path", [PLACES, ORGANISATIONS])
@pytest.mark.parametrize(
    "limit", ["0", "-1", "abc", "", "1.5", "1e3", "ten", " ", "0x10", "1x" * 200, "null"]
)
def test_a_limit_that_is_no_positive_number_is_refused(sampled: FlaskClient, path: str, limit: str) -> None:
    assert "limit" in problem(get(sampled, path, limit=limit), 400)["errors"]["query"]


@pytest.mark.parametrize("path", [PLACES, ORGANISATIONS])
@pytest.mark.parametrize("name", ["foo", "Limit", "lng", "equipments", "page", "offset", "lat[]", ""])
def test_an_unknown_parameter_is_refused(sampled: FlaskClient, path: str, name: str) -> None:
    assert name in problem(get(sampled, path, **{name: "1"}), 400)["errors"]["query"]


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("limit", "1", "2"),
        ("region", "11", "84"),
        ("department", "75", "69"),
        ("commune", "75056", "69123"),
        ("licence", "LO-2.0", "ODbL-1.0"),
        ("q", "paris", "lyon"),
        ("bbox", "0,0,1,1", "2,2,3,3"),
        ("funded", "true", "false"),
        ("open_at", "now", "2026-01-01"),
    ],
)
def test_a_parameter_that_takes_one_value_is_not_given_twice(
    sampled: FlaskClient, name: str, one: str, other: str
) -> None:
    errors = problem(get(sampled, PLACES, **{name: [one, other]}), 400)["errors"]["query"]
    assert name in errors


def test_a_parameter_of_organisations_is_unknown_to_places(sampled: FlaskClient) -> None:
    assert "siret" in problem(get(sampled, PLACES, siret="00000000000000"), 400)["errors"]["query"]
    assert "wheelchair" in problem(get(sampled, ORGANISATIONS, wheelchair="yes"), 400)["errors"]["query"]


@pytest.mark.parametrize("value", ["true", "True", "1", "yes"])
def test_funded_takes_the_usual_words(sampled: FlaskClient, value: str) -> None:
    assert listed(sampled, PLACES, funded=value) == listed(sampled, PLACES, funded="true")


def test_every_property_is_there_and_null_where_unknown(sampled: FlaskClient) -> None:
    features = collection(sampled, PLACES, limit=1000)["features"]
    shapes = {frozenset(feature["properties"]) for feature in features}
    assert len(shapes) == 1
    assert any(feature["geometry"] is None for feature in features)
    without = next(feature for feature in features if feature["geometry"] is None)
    assert without["properties"]["position_precision"] is None


def test_a_place_says_that_it_is_funded_and_by_whom(sampled: FlaskClient, sample: Sample) -> None:
    known = {row.public_id: row for row in sample.places}
    for feature in collection(sampled, PLACES, limit=1000)["features"]:
        properties, programmes = feature["properties"], known[feature["id"]].programmes
        assert properties["funded"] is bool(programmes)
        assert properties["programmes"] == sorted(programmes)
        assert sorted(award["programme"] for award in properties["awards"]) == sorted(programmes)
