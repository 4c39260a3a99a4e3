from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.matching.criteria import Criteria, Need, Requirements
from app.directory.matching.reasons import format_distance, reasons_for

PLACE = {"position_precision": "address", "opening_hours": "24/7"}


def item(**others: Any) -> dict[str, Any]:
    known = {"type": "wifi", "quantity": 2, "seats": 10, "shareable": "yes", "confidence": 1.0}
    return known | others


def criteria(**others: Any) -> Criteria:
    asked = Requirements(others.pop("needs", ()), others.pop("learners", None))
    return Criteria(**({"latitude": 48.0, "longitude": 2.0, "requirements": asked} | others))


def codes(
    place: dict[str, Any], offered: list[dict[str, Any]], asked: Criteria, metres: float = 1200
) -> list[str]:
    return [reason["code"] for reason in reasons_for(place, offered, metres, asked)]


@pytest.mark.parametrize(
    ("metres", "french", "english"),
    [
        (0, "0 m", "0 m"),
        (4, "0 m", "0 m"),
        (846, "850 m", "850 m"),
        (944, "940 m", "940 m"),
        (960, "960 m", "960 m"),
        (945, "950 m", "950 m"),
        (994.9, "990 m", "990 m"),
        (995, "1,0 km", "1.0 km"),
        (1250, "1,3 km", "1.3 km"),
        (1234, "1,2 km", "1.2 km"),
        (9949, "9,9 km", "9.9 km"),
        (9950, "10 km", "10 km"),
        (38_400, "38 km", "38 km"),
        (9_345_678, "9\N{NARROW NO-BREAK SPACE}346 km", "9,346 km"),
    ],
)
def test_distances_as_people_write_them(metres: float, french: str, english: str) -> None:
    assert format_distance(metres, "fr") == french
    assert format_distance(metres, "en") == english


@given(st.floats(0, 2e7))
def test_a_written_distance_is_near_the_true_one(metres: float) -> None:
    number, unit = format_distance(metres, "en").split()
    written = float(number.replace(",", "")) * (1000 if unit == "km" else 1)
    assert abs(written - metres) <= max(50.001, metres * 0.051)


@example(52_499.96)
@given(st.floats(0, 2e7))
def test_a_written_distance_is_that_of_the_published_metres(metres: float) -> None:
    assert format_distance(metres, "fr") == format_distance(round(metres, 1), "fr")


def test_a_match_without_doubts() -> None:
    assert codes(PLACE, [item()], criteria(needs=(Need("wifi"),))) == ["distance", "offers"]


@pytest.mark.parametrize(
    ("place", "offered", "asked", "code"),
    [
        ({"position_precision": "commune_centroid"}, {}, {}, "distance_approximate"),
        ({}, {}, {"origin_precision": "commune_centroid"}, "distance_approximate"),
        ({"opening_hours": None}, {}, {}, "hours_unknown"),
        ({}, {"shareable": "unknown"}, {}, "sharing_unknown"),
        ({}, {"confidence": 0.89}, {}, "read_from_text"),
        ({}, {"seats": None}, {"learners": 5}, "seats_unknown"),
        ({}, {"seats": None}, {"needs": (Need("wifi", learners=5),)}, "seats_unknown"),
        ({}, {"quantity": None}, {"needs": (Need("wifi", quantity=2),)}, "quantity_unknown"),
        ({}, {"type": "tablet", "quantity": None}, {"learners": 5}, "quantity_unknown"),
    ],
)
def test_every_doubt_has_its_reason(
    place: dict[str, Any], offered: dict[str, Any], asked: dict[str, Any], code: str
) -> None:
    assert code in codes(PLACE | place, [item(**offered)], criteria(**asked))
    assert code not in codes(PLACE, [item()], criteria(needs=(Need("wifi"),)))


def test_a_size_is_in_doubt_only_of_what_it_is_asked_of() -> None:
    offered = [item(quantity=None, seats=None), item(type="tablet", quantity=20)]
    asked = criteria(needs=(Need("wifi"), Need("tablet", learners=10)))
    assert codes(PLACE, offered, asked) == ["distance", "offers", "offers"]


def test_unknown_sizes_that_nobody_asked_for_are_no_doubt() -> None:
    found = codes(PLACE, [item(seats=None, quantity=None)], criteria(needs=(Need("wifi"),)))
    assert found == ["distance", "offers"]


@pytest.mark.parametrize(
    ("offered", "french", "english"),
    [
        ({}, "Sur place : Wi-Fi (2 exemplaires, 10 places).", "On site: Wi-Fi (2 units, 10 seats)."),
        ({"quantity": None}, "Sur place : Wi-Fi (10 places).", "On site: Wi-Fi (10 seats)."),
        (
            {"quantity": 1, "seats": 1},
            "Sur place : Wi-Fi (1 exemplaire, 1 place).",
            "On site: Wi-Fi (1 unit, 1 seat).",
        ),
        ({"quantity": None, "seats": None}, "Sur place : Wi-Fi.", "On site: Wi-Fi."),
    ],
)
def test_what_is_offered(offered: dict[str, Any], french: str, english: str) -> None:
    reason = reasons_for(PLACE, [item(**offered)], 10, criteria())[1]
    assert (reason["fr"], reason["en"]) == (french, english)


def test_every_type_has_a_sentence_in_both_languages() -> None:
    for fact in EQUIPMENT_TYPES:
        (_, reason) = reasons_for(PLACE, [item(type=fact.code)], 10, criteria())
        assert fact.label_fr in reason["fr"]
        assert fact.label_en in reason["en"]


def test_criteria_as_they_are_printed() -> None:
    printed = criteria(needs=(Need("wifi", 2, 3),), limit=7, max_km=9.5).as_json()
    assert printed["needs"] == [{"type": "wifi", "quantity": 2, "learners": 3}]
    assert printed["any_equipment"] is False
    assert criteria().as_json()["any_equipment"] is True
