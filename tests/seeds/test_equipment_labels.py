"""Equipment read from 200 real texts agrees with what a person reads in them."""

from pathlib import Path

import pytest
from support.equipment_labels import LABELS, halves, labelled_texts, read_label, stated

from app.equipment.vocabulary import CODES

pytestmark = pytest.mark.shared_data
PRECISION, RECALL = 0.95, 0.90


def test_there_are_two_hundred_labels_in_the_vocabulary(shared_data: Path) -> None:
    labels = [label for _, _, label in labelled_texts(shared_data)]
    assert len(labels) == 200
    assert {code for label in labels for code in (*label.sure, *label.disputable)} <= CODES


def test_labels_hold_no_text_of_the_file() -> None:
    for line in LABELS.read_text(encoding="utf-8").splitlines()[1:]:
        record_id, label = line.split(",")
        assert ":" in record_id
        assert read_label(label) is not None


@pytest.mark.parametrize("half", [0, 1], ids=["tuned", "kept out"])
def test_precision_and_recall(shared_data: Path, half: int) -> None:
    found = halves(shared_data)[half]
    assert found.precision() >= PRECISION, found.faults
    assert found.recall() >= RECALL, found.faults
    assert found.miscounted <= 0.1 * found.counted, found.faults


def test_precision_and_recall_of_every_frequent_type(shared_data: Path) -> None:
    found = stated(shared_data)
    frequent = [code for code, count in found.found.items() if count >= 5]
    assert len(frequent) >= 10
    for code in frequent:
        assert found.precision(code) >= 0.85, (code, found.faults)
        assert found.recall(code) >= RECALL, (code, found.faults)
