"""Equipment read from real texts, compared with labels written by hand.

`labels/equipment_texts.csv` names each text by its record id and says what a person reads in it: codes, with
`=n` where the text states how many, `a=2|a=3` where two counts can be defended, `a?` where both an item and
none can. Texts that are lists of ticked choices were labelled choice by choice.

    python -m tests.support.equipment_labels        prints precision and recall, by type
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from seeds.equipment_text import read_equipment
from seeds.equipment_text.patterns import INDIRECT

LABELS = Path(__file__).parent.parent / "seeds" / "labels" / "equipment_texts.csv"
TEXTS = "lieux_numeriques_equipement_brut.csv"


@dataclass(frozen=True)
class Label:
    """What a person reads in one text."""

    sure: Mapping[str, frozenset[int | None]]
    """Code to the quantities that can be defended."""
    disputable: frozenset[str]


@dataclass
class Score:
    """Types found, missed and invented; quantities right and wrong where the text states them."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    counted: int = 0
    miscounted: int = 0
    faults: list[str] = field(default_factory=list)

    def precision(self, code: str | None = None) -> float:
        """Return the share of what was read that is there; 1 where nothing was read."""
        found, invented = _sum(self.found, code), _sum(self.invented, code)
        return found / (found + invented) if found + invented else 1.0

    def recall(self, code: str | None = None) -> float:
        """Return the share of what is there that was read; 1 where nothing is there."""
        found, missed = _sum(self.found, code), _sum(self.missed, code)
        return found / (found + missed) if found + missed else 1.0


def _sum(counter: Counter[str], code: str | None) -> int:
    return counter.total() if code is None else counter[code]


def read_label(text: str) -> Label:
    """Return one label of the file."""
    sure: dict[str, set[int | None]] = {}
    disputable = set()
    for part in text.split():
        if part.endswith("?"):
            disputable.add(part[:-1])
            continue
        for alternative in part.split("|"):
            code, _, quantity = alternative.partition("=")
            sure.setdefault(code, set()).add(int(quantity) if quantity else None)
    return Label({code: frozenset(values) for code, values in sure.items()}, frozenset(disputable))


def labelled_texts(folder: Path) -> Iterable[tuple[str, str, Label]]:
    """Yield record id, text and label of each labelled text, in the file's order."""
    with (folder / TEXTS).open(encoding="utf-8", newline="") as file:
        texts = {f"{row['source']}:{row['id']}": row["equipement_brut"] for row in csv.DictReader(file)}
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["source_record_id"], texts[row["source_record_id"]], read_label(row["labels"])


def score(texts: Iterable[tuple[str, str, Label]], *, surer_than: float = 0.0) -> Score:
    """Compare what is read, or the part of it with more confidence than that, with what was labelled."""
    total = Score()
    for record_id, text, label in texts:
        read = {
            reading.type_code: reading.quantity
            for reading in read_equipment(text)
            if reading.confidence > surer_than
        }
        found, there = set(read) - label.disputable, set(label.sure)
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


def main() -> None:
    """Print the figures of docs/equipment-text.md."""
    from tests.support.databases import SHARED_DATA  # noqa: PLC0415 - only the command needs it

    for name, part in zip(("first half", "second half"), halves(SHARED_DATA), strict=True):
        print(
            f"{name}: precision {part.precision():.3f}, recall {part.recall():.3f},"
            f" quantities {part.counted} of {part.counted + part.miscounted} right"
        )
        print("\n".join(f"  {fault}" for fault in part.faults))
    print("everything read:", table(score(labelled_texts(SHARED_DATA))), sep="\n")
    print("what the texts state:", table(stated(SHARED_DATA)), sep="\n")


if __name__ == "__main__":
    main()
