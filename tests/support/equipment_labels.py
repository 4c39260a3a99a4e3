"""Equipment read from real texts, compared with labels written by hand.

Three files in `labels/`. `equipment_texts.csv` and `equipment_prose.csv` name each text by its record id
(the second also by its column) and say what a person reads in it; `equipment_made_up.csv` holds invented
sentences. Codes, with `=n` where the text states how many, `a=2|a=3` where two counts can be defended, `a?`
where both an item and none can, `a~` where the text only lets one expect it, `!a` where it says that there is
none. Texts that are lists of ticked choices were labelled choice by choice.

    python -m tests.support.equipment_labels [--faults]        prints precision and recall, by type
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.directory.equipment.patterns import INDIRECT, LISTED
from seeds.reading.equipment_text import read_equipment

FOLDER = Path(__file__).parent.parent / "seeds" / "labels"
LABELS = FOLDER / "equipment_texts.csv"
PROSE = FOLDER / "equipment_prose.csv"
MADE_UP = FOLDER / "equipment_made_up.csv"
TEXTS = "lieux_numeriques_equipement_brut.csv"


@dataclass(frozen=True)
class Label:
    """What a person reads in one text."""

    sure: Mapping[str, frozenset[int | None]]
    """Code to the quantities that can be defended."""
    disputable: frozenset[str]
    expected: frozenset[str] = frozenset()
    """Right where the reading is not called sure; not missed where it is not read."""


@dataclass
class Score:
    """Types found, missed and invented; quantities right and wrong where the text states them."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    counted: int = 0
    miscounted: int = 0
    calibration: dict[float, Counter[bool]] = field(default_factory=dict)
    """By confidence: how many readings are right, and how many wrong."""
    faults: list[str] = field(default_factory=list)

    def precision(self, code: str | None = None) -> float:
        """Return the share of what was read that is there; 1 where nothing was read."""
        found, invented = _sum(self.found, code), _sum(self.invented, code)
        return found / (found + invented) if found + invented else 1.0

    def right(self, confidence: float) -> float:
        """Return the share of the readings of one confidence that is right; 1 where there is none."""
        counts = self.calibration.get(confidence, Counter())
        return counts[True] / counts.total() if counts else 1.0

    def recall(self, code: str | None = None) -> float:
        """Return the share of what is there that was read; 1 where nothing is there."""
        found, missed = _sum(self.found, code), _sum(self.missed, code)
        return found / (found + missed) if found + missed else 1.0


def _sum(counter: Counter[str], code: str | None) -> int:
    return counter.total() if code is None else counter[code]


def read_label(text: str) -> Label:
    """Return one label of the file."""
    sure: dict[str, set[int | None]] = {}
    disputable, expected = set(), set()
    for part in text.split():
        if part.endswith("?"):
            disputable.add(part[:-1])
            continue
        for alternative in part.split("|"):
            code, _, quantity = alternative.partition("=")
            if code.endswith("~"):
                expected.add(code[:-1])
            elif not code.startswith("!"):
                sure.setdefault(code, set()).add(int(quantity) if quantity else None)
    return Label(
        {code: frozenset(values) for code, values in sure.items()}, frozenset(disputable), frozenset(expected)
    )


def labelled_texts(folder: Path) -> Iterable[tuple[str, str, Label]]:
    """Yield record id, text and label of each labelled text, in the file's order."""
    with (folder / TEXTS).open(encoding="utf-8", newline="") as file:
        texts = {f"{row['source']}:{row['id']}": row["equipement_brut"] for row in csv.DictReader(file)}
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["source_record_id"], texts[row["source_record_id"]], read_label(row["labels"])


def labelled_prose(folder: Path, half: str) -> Iterable[tuple[str, str, Label]]:
    """Yield the same of one half, `tuning` or `held_out`, of the prose."""
    with (folder / TEXTS).open(encoding="utf-8", newline="") as file:
        rows = {f"{row['source']}:{row['id']}": row for row in csv.DictReader(file)}
    with PROSE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["half"] == half:
                record_id = row["source_record_id"]
                yield record_id, rows[record_id][row["column"]], read_label(row["labels"])


def made_up() -> Iterable[tuple[str, str, Label]]:
    """Yield number, text and label of each invented sentence."""
    with MADE_UP.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            yield f"sentence {number}", row["text"], read_label(row["labels"])


def score(texts: Iterable[tuple[str, str, Label]], *, surer_than: float = 0.0) -> Score:
    """Compare what is read, or the part of it with more confidence than that, with what was labelled."""
    total = Score()
    for record_id, text, label in texts:
        readings = [reading for reading in read_equipment(text) if reading.confidence > surer_than]
        read = {reading.type_code: reading.quantity for reading in readings}
        for reading in readings:
            if reading.type_code not in label.disputable:
                allowed = set(label.sure) | (set() if reading.confidence >= LISTED else label.expected)
                counts = total.calibration.setdefault(reading.confidence, Counter())
                counts[reading.type_code in allowed] += 1
        found, there = set(read) - label.disputable - label.expected, set(label.sure)
        total.found.update(found & there)
        total.missed.update(there - found)
        total.invented.update(found - there)
        for code in found & there:
            if label.sure[code] != {None}:
                right = read[code] in label.sure[code]
                total.counted += right
                total.miscounted += not right
                if not right:
                    total.faults.append(f"{record_id}: {code} read as {read[code]}")
        total.faults += [f"{record_id}: missed {code}" for code in sorted(there - found)]
        total.faults += [f"{record_id}: invented {code}" for code in sorted(found - there)]
    return total


def halves(folder: Path) -> tuple[Score, Score]:
    """Return the scores of every second text, and of the others, which no rule may be tuned on."""
    texts = list(labelled_texts(folder))
    return score(texts[::2]), score(texts[1::2])


def stated(folder: Path) -> Score:
    """Return the score of what the texts state, without what they only let one expect."""
    return score(labelled_texts(folder), surer_than=INDIRECT)


def table(total: Score) -> str:
    """Return precision and recall by type, as Markdown."""
    codes = sorted(set(total.found) | set(total.missed) | set(total.invented))
    lines = ["| type | in the texts | precision | recall |", "|---|---:|---:|---:|"]
    for code in [*codes, None]:
        name = "all" if code is None else f"`{code}`"
        there = _sum(total.found, code) + _sum(total.missed, code)
        lines.append(f"| {name} | {there} | {total.precision(code):.2f} | {total.recall(code):.2f} |")
    return "\n".join(lines)


def calibration(total: Score) -> str:
    """Return how many readings of each confidence are right, the surest first."""
    rows = sorted(total.calibration.items(), reverse=True)
    return ", ".join(f"{level} {counts[True]} of {counts.total()}" for level, counts in rows)


def main() -> None:
    """Print the figures of docs/equipment-text.md."""
    from tests.support.databases import SHARED_DATA  # noqa: PLC0415 - only the command needs it

    first, second = halves(SHARED_DATA)
    parts = {
        "lists, first half": first,
        "lists, second half": second,
        "prose, tuned on": score(labelled_prose(SHARED_DATA, "tuning")),
        "prose, held out": score(labelled_prose(SHARED_DATA, "held_out")),
        "made-up sentences": score(made_up()),
    }
    for name, part in parts.items():
        print(
            f"{name}: precision {part.precision():.3f}, recall {part.recall():.3f},"
            f" quantities {part.counted} of {part.counted + part.miscounted} right;"
            f" right by confidence: {calibration(part)}"
        )
        if "--faults" in sys.argv and "held out" not in name:
            print("\n".join(f"  {fault}" for fault in part.faults))
    print("everything read:", table(score(labelled_texts(SHARED_DATA))), sep="\n")
    print("what the texts state:", table(stated(SHARED_DATA)), sep="\n")


if __name__ == "__main__":
    main()
