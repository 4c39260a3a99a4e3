"""The vocabulary with counts."""

from flask.testing import FlaskClient
from support.clients import collection, get
from support.rows import Rows
from support.sample import PARENT, Sample, selected

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES


def test_the_vocabulary_in_its_own_order(sampled: FlaskClient) -> None:
    found = get(sampled, "/equipment-types").get_json()["equipment_types"]
    assert [item["code"] for item in found] == [fact.code for fact in EQUIPMENT_TYPES]
    assert {item["code"]: item["parent"] for item in found} == PARENT
    assert all(item["label_fr"] and item["label_en"] for item in found)


def test_counts_are_those_of_the_list(sampled: FlaskClient, sample: Sample) -> None:
    listed = selected(sample.places, {})
    for item in get(sampled, "/equipment-types").get_json()["equipment_types"]:
        assert item["third_places"] == sum(item["code"] in row.offered for row in listed)
    for code in ("wifi", "fabrication"):
        found = {
            item["code"]: item for item in get(sampled, "/equipment-types").get_json()["equipment_types"]
        }
        matched = collection(sampled, "/third-places", equipment=code, limit=1)["numberMatched"]
        assert found[code]["third_places"] == matched


def test_what_is_not_shared_or_closed_does_not_count(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(equipment=[{"type_code": "cnc", "shareable": "no"}])
        rows.place(equipment=["cnc"], status="closed")
        rows.place(equipment=["cnc", "laser_cutter"], status="planned")
    found = {
        item["code"]: item["third_places"]
        for item in get(made, "/equipment-types").get_json()["equipment_types"]
    }
    assert {code: number for code, number in found.items() if number} == {
        "cnc": 1,
        "laser_cutter": 1,
        "fabrication": 1,
    }
