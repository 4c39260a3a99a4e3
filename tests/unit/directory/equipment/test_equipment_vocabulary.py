"""The vocabulary of equipment: two levels, stable codes, labels in both languages."""

import re

import pytest

from app.directory.equipment.vocabulary import CODES, EQUIPMENT_TYPES, by_code, children

STABLE = {
    "connectivity": {"internet", "wifi"},
    "computing": {"computer", "tablet"},
    "printing": {"printer", "scanner"},
    "presenting": {"projector", "interactive_screen", "videoconference"},
    "immersive": {"vr_headset"},
    "fabrication": {"printer_3d", "laser_cutter", "vinyl_cutter", "cnc", "electronics_bench"},
    "recording": {"recording_studio"},
    "rooms": {"training_room", "meeting_room", "coworking_desk"},
}
"""Codes that clients have; types may be added, none of these may go or move."""


@pytest.mark.parametrize(("group", "types"), STABLE.items())
def test_stable_codes_stay_in_their_group(group: str, types: set[str]) -> None:
    assert types <= set(children(group))


def test_there_are_two_levels() -> None:
    groups = {fact.code for fact in EQUIPMENT_TYPES if fact.parent is None}
    assert groups == set(STABLE)
    assert {fact.parent for fact in EQUIPMENT_TYPES if fact.parent is not None} == groups


def test_a_group_stands_before_its_types() -> None:
    codes = [fact.code for fact in EQUIPMENT_TYPES]
    assert all(
        codes.index(fact.parent) < codes.index(fact.code)
        for fact in EQUIPMENT_TYPES
        if fact.parent is not None
    )


def test_codes_are_unique_and_fit_a_link() -> None:
    assert len(CODES) == len(EQUIPMENT_TYPES)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{2,30}", code) for code in CODES)


@pytest.mark.parametrize("language", ["label_fr", "label_en"])
def test_labels_are_written_out_and_tell_entries_apart(language: str) -> None:
    labels = [getattr(fact, language) for fact in EQUIPMENT_TYPES]
    assert all(label and label == label.strip() and not label[0].islower() for label in labels)
    # A group may be called as its own members are ("Fabrication"); two types may not.
    types = [getattr(fact, language) for fact in EQUIPMENT_TYPES if fact.parent is not None]
    assert len(set(types)) == len(types)


def test_codes_lead_to_their_entry() -> None:
    assert {code: by_code(code).code for code in CODES} == {code: code for code in CODES}
    assert by_code("cnc").parent == "fabrication"


def test_unknown_codes_are_key_errors() -> None:
    with pytest.raises(KeyError):
        by_code("teleporter")


def test_types_and_unknown_codes_have_no_children() -> None:
    assert children("computer") == ()
    assert children("teleporter") == ()


def test_children_keep_the_order_of_the_vocabulary() -> None:
    assert children("connectivity") == ("internet", "wifi")
