"""Precision and recall of the rules, on pairs that people labelled.

A pair is judged as records of two publishers, whoever published it: that one list holds both makes a rule
doubt for another reason than what the records say.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.directory.common.france import DEPARTMENTS, department_of_commune
from seeds.loading.duplicates.blocking import candidate_pairs
from seeds.loading.duplicates.facts import PlaceFacts
from seeds.loading.duplicates.rules import Judgement, judge

COLUMNS = ("half", "left_source", "left_id", "right_source", "right_id", "same")
MADE_UP = ("same", "left_name", "left_commune", "right_name", "right_commune")
"""Columns of invented pairs, which stand in the file themselves."""
DIFFER = "differ"
"""Value of the column `names` for a pair whose names differ."""
CANNOT_SAY = "?"
"""Label of a pair of which a reader of the records cannot say whether it is one place."""
ALL = "all"
DEPARTMENT_NAMES = {fact.code: fact.name for fact in DEPARTMENTS}
Key = tuple[str, str]


class LabelsError(Exception):
    """A file of labels that cannot be used; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Label:
    """Two records, and whether a person found that they are one place."""

    half: str
    left: Key
    right: Key
    same: bool | None
    """None where a reader could not say, or two say otherwise: left to an operator, and not counted."""
    names_differ: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """Verdicts of the rules on the labelled pairs of one half."""

    half: str
    pairs: int
    same: int
    merged: int
    """Pairs that the rules are certain of."""
    rightly_merged: int
    detected: int
    """Same places that are merged or put before an operator."""
    shown: int
    """Pairs merged or put before an operator, right or wrong."""
    undecided: int
    """Pairs of which people could not say what they are; they count in none of those above."""
    undecided_merged: int
    """Of the undecided, how many the rules are certain of."""
    unknown: int
    """Pairs of which a record is not in the directory; they count in none of the others."""

    @property
    def precision(self) -> float:
        """Share of the merged pairs that are one place."""
        return self.rightly_merged / self.merged if self.merged else 1.0

    @property
    def recall(self) -> float:
        """Share of the same places that are merged."""
        return self.rightly_merged / self.same if self.same else 1.0

    @property
    def recall_with_review(self) -> float:
        """Share of the same places that are merged or put before an operator."""
        return self.detected / self.same if self.same else 1.0


def read_labels(path: Path) -> list[Label]:
    """Read labelled pairs.

    Raises
    ------
    LabelsError
        When a column is missing or a value is none of 0 and 1.

    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if set(MADE_UP) <= set(reader.fieldnames or ()):
                return [_label({**_invented(reader.line_num), **row}, reader.line_num) for row in reader]
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise LabelsError(f"{path.name} has no column {', '.join(missing)}.")
            return [_label(row, reader.line_num) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise LabelsError(f"{path.name} cannot be read as CSV in UTF-8: {error}.") from error


def made_up_records(path: Path) -> list[PlaceFacts]:
    """Return the records of a file of invented pairs; none of any other file of labels."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if not set(MADE_UP) <= set(reader.fieldnames or ()):
            return []
        return [_record(row, reader.line_num, side) for row in reader for side in ("left", "right")]


def measure(records: Iterable[PlaceFacts], labels: Sequence[Label]) -> list[Figures]:
    """Judge the labelled pairs as an import would, and count: by half, and apart where names differ."""
    by_key = {record.key: record for record in records}
    judged = [(label, _judged(label, by_key)) for label in labels]
    rows: list[Figures] = []
    for half in (*sorted({label.half for label in labels}), ALL):
        pairs = [pair for pair in judged if half in {pair[0].half, ALL}]
        rows.append(_count(half, pairs, by_key))
        differing = [pair for pair in pairs if pair[0].names_differ]
        if differing:
            rows.append(_count(f"{half}, names differ", differing, by_key))
    return rows


def figures(measured: Iterable[Figures]) -> str:
    """Return the figures as a table of text."""
    counts = "pairs  same  merged  wrongly  precision  recall  recall with review"
    lines = [f"{'half':<24}  {counts}  undecided (merged)  not loaded"]
    lines += [
        f"{row.half:<24} {row.pairs:>6} {row.same:>5} {row.merged:>7} {row.merged - row.rightly_merged:>8}"
        f" {row.precision:>10.3f} {row.recall:>7.3f} {row.recall_with_review:>19.3f}"
        f" {f'{row.undecided} ({row.undecided_merged})':>19} {row.unknown:>11}"
        for row in measured
    ]
    return "\n".join(lines)


def _label(row: Mapping[str, str], line: int) -> Label:
    labels = {row["same"], row.get("second") or row["same"]}
    if not labels <= {"0", "1", CANNOT_SAY}:
        raise LabelsError(f"Line {line}: `same` is {row['same']!r}; it is 0, 1 or {CANNOT_SAY}.")
    return Label(
        row["half"],
        (row["left_source"], row["left_id"]),
        (row["right_source"], row["right_id"]),
        None if len(labels) > 1 or CANNOT_SAY in labels else labels == {"1"},
        row.get("names") == DIFFER,
    )


def _invented(line: int) -> dict[str, str]:
    return {
        "half": "made up",
        "left_source": "left",
        "left_id": str(line),
        "right_source": "right",
        "right_id": str(line),
    }


def _record(row: Mapping[str, str], line: int, side: str) -> PlaceFacts:
    commune, has_point = row[f"{side}_commune"], bool(row[f"{side}_lon"])
    return PlaceFacts(
        2 * line + (side == "right"),
        side,
        str(line),
        "LO-2.0",
        row[f"{side}_name"],
        address=row[f"{side}_address"] or None,
        city=row[f"{side}_city"],
        commune_code=commune,
        commune=row[f"{side}_city"],
        longitude=float(row[f"{side}_lon"]) if has_point else None,
        latitude=float(row[f"{side}_lat"]) if has_point else None,
        precision="address" if has_point else None,
        department=DEPARTMENT_NAMES.get(department_of_commune(commune) or ""),
        kind=row[f"{side}_kind"],
    )


def _judged(label: Label, records: Mapping[Key, PlaceFacts]) -> Judgement | None:
    left, right = records.get(label.left), records.get(label.right)
    if left is None or right is None:
        return None
    left, right = replace(left, list="left"), replace(right, list="right")
    # Through the blocks: what they never bring together is not found.
    for one, other in candidate_pairs((left, right), (left.id,)):
        return judge(one, other)
    return None


def _count(
    half: str, judged: Sequence[tuple[Label, Judgement | None]], records: Mapping[Key, PlaceFacts]
) -> Figures:
    there = [pair for pair in judged if pair[0].left in records and pair[0].right in records]
    known = [pair for pair in there if pair[0].same is not None]
    certain = [label for label, judgement in there if judgement and judgement.verdict == "same"]
    merged = [label for label in certain if label.same is not None]
    shown = [label for label, judgement in known if judgement]
    return Figures(
        half=half,
        pairs=len(known),
        same=sum(label.same is True for label, _ in known),
        merged=len(merged),
        rightly_merged=sum(label.same is True for label in merged),
        detected=sum(label.same is True for label in shown),
        shown=len(shown),
        undecided=len(there) - len(known),
        undecided_merged=len(certain) - len(merged),
        unknown=len(judged) - len(there),
    )
