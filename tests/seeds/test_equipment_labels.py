"""Equipment read from 500 real texts and 60 made-up sentences agrees with what a person reads in them."""

from pathlib import Path

import pytest
from support.equipment_labels import (
    LABELS,
    PROSE,
    Label,
    halves,
    labelled_prose,
    labelled_texts,
    made_up,
    read_label,
    score,
    stated,
)

from app.directory.equipment.patterns import AMBIGUOUS, LISTED
from app.directory.equipment.vocabulary import CODES

PRECISION, RECALL = 0.95, 0.95
SURE, LIKELY = 0.98, 0.85
"""Shares of what is read that must be right, by how sure the reading says it is."""


@pytest.mark.shared_data
def test_there_are_two_hundred_labels_in_the_vocabulary(shared_data: Path) -> None:
    labels = [label for _, _, label in labelled_texts(shared_data)]
    assert len(labels) == 200
    assert {code for label in labels for code in (*label.sure, *label.disputable)} <= CODES


def test_labels_hold_no_text_of_the_file() -> None:
    lines = [line for path in (LABELS, PROSE) for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    for line in lines:
        *_, record_id, label = line.split(",")
        assert ":" in record_id
        assert read_label(label) is not None


@pytest.mark.shared_data
@pytest.mark.parametrize("half", [0, 1], ids=["tuned", "kept out"])
def test_precision_and_recall(shared_data: Path, half: int) -> None:
    found = halves(shared_data)[half]
    assert found.precision() >= PRECISION, found.faults
    assert found.recall() >= RECALL, found.faults
    assert found.miscounted <= 0.1 * found.counted, found.faults


@pytest.mark.shared_data
@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_prose_by_somebody_who_had_not_seen_the_rules(shared_data: Path, half: str) -> None:
    """What is taught, sold, repaired, brought along or only named is not offered."""
    texts = list(labelled_prose(shared_data, half))
    assert len(texts) == 150
    found = score(texts)
    assert found.precision() >= PRECISION, found.faults
    assert found.recall() >= RECALL, found.faults
    assert found.miscounted <= 0.05 * (found.counted + found.miscounted), found.faults
    assert found.right(LISTED) >= SURE, found.faults


def test_made_up_sentences() -> None:
    found = score(made_up())
    assert found.precision() >= PRECISION, found.faults
    assert found.recall() >= RECALL, found.faults
    assert found.right(LISTED) >= SURE, found.faults
    assert found.right(AMBIGUOUS) >= LIKELY, found.faults


@pytest.mark.shared_data
def test_likely_readings_are_mostly_right(shared_data: Path) -> None:
    prose: list[tuple[str, str, Label]] = []
    for half in ("tuning", "held_out"):
        prose += labelled_prose(shared_data, half)
    found = score([*labelled_texts(shared_data), *prose])
    assert found.right(AMBIGUOUS) >= LIKELY, found.faults


@pytest.mark.shared_data
def test_precision_and_recall_of_every_frequent_type(shared_data: Path) -> None:
    found = stated(shared_data)
    frequent = [code for code, count in found.found.items() if count >= 5]
    assert len(frequent) >= 10
    for code in frequent:
        assert found.precision(code) >= 0.85, (code, found.faults)
        assert found.recall(code) >= RECALL, (code, found.faults)
