"""Names of towns as people type them, compared with what the geocoder finds in the published communes.

`labels/towns_as_typed.csv` holds 325 texts with the right INSEE codes, written by somebody who did not know
the geocoder (`labels/towns_as_typed.README.md`). A first answer is right, or wrong but said (`typo`, `part`:
the user is told what was understood), or silently wrong.

    python -m tests.support.towns_as_typed        prints the figures, by kind and half, and every fault
"""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from app.directory.geocoding.finding import PART, TERRITORY, Finder
from app.directory.geocoding.gazetteer import TYPO, Gazetteer
from geo.geodesic import point_distance_m
from seeds.reading.files import inspect
from seeds.reading.records import CommuneRecord
from seeds.sources.communes import read_communes

LABELS = Path(__file__).parent.parent / "seeds" / "labels" / "towns_as_typed.csv"
COMMUNES = "communes_2026_centroides.csv"
NONE = "none"
SAID = frozenset({TYPO, PART, TERRITORY})
FAR_KM = 50.0
HALVES = ("tuning", "held_out")


@dataclass(frozen=True)
class Typed:
    """One text, and what it means."""

    half: str
    kind: str
    text: str
    right: frozenset[str]
    """INSEE codes; empty where it names no town."""


@dataclass
class Score:
    """Texts by kind: all, those whose first answer is right, and answers silently wrong and far away."""

    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    misleading: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of texts with a town whose first answer is right."""
        towns = [kind for kind in self.asked if kind != NONE]
        return sum(self.right[kind] for kind in towns) / sum(self.asked[kind] for kind in towns)


def read_labels() -> list[Typed]:
    """Return all labelled texts."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return [
            Typed(row["half"], row["kind"], row["typed"], frozenset(row["right"].split("|")) - {NONE})
            for row in csv.DictReader(file)
        ]


def published_finder(folder: Path) -> Finder[CommuneRecord]:
    """Return the geocoder's finder over the published communes that have a position."""
    records = read_communes(inspect(folder / COMMUNES), lambda _done: None)
    towns = (one for one in records if isinstance(one, CommuneRecord) and one.latitude is not None)
    return Finder(Gazetteer(towns))


def score(finder: Finder[CommuneRecord], texts: Iterable[Typed]) -> Score:
    """Compare the first answer to each text with what the text means."""
    total = Score()
    for typed in texts:
        total.asked[typed.kind] += 1
        first = next(iter(finder.find(typed.text)), None)
        if first is None:
            is_right, is_misleading, answer = not typed.right, False, "nothing"
        else:
            is_said = first.how in SAID
            is_right = first.town.code in typed.right or (not typed.right and is_said)
            is_misleading = not is_said and not is_right and _km(finder, first.town, typed.right) > FAR_KM
            answer = f"{first.town.name} ({first.town.code}, {first.how})"
        fault = f"{typed.half} {typed.kind}: {typed.text!r} is {answer}, not {'|'.join(sorted(typed.right))}"
        total.right[typed.kind] += is_right
        total.faults += [] if is_right else [fault]
        total.misleading += [fault] if is_misleading else []
    return total


def _km(finder: Finder[CommuneRecord], town: CommuneRecord, right: frozenset[str]) -> float:
    """Return the distance to the nearest right answer; where no town is meant, every one is far."""
    known = [one for code in right if (one := finder.town(code)) is not None]
    return min((_between(town, one) for one in known), default=float("inf")) / 1000


def _between(one: CommuneRecord, other: CommuneRecord) -> float:
    assert one.longitude is not None  # as `published_finder` chose them
    assert one.latitude is not None
    assert other.longitude is not None
    assert other.latitude is not None
    return point_distance_m(one.longitude, one.latitude, other.longitude, other.latitude)


def main() -> None:
    """Print the table of docs/geocoding.md."""
    from tests.support.databases import SHARED_DATA  # noqa: PLC0415 - only the command needs it

    finder, labels = published_finder(SHARED_DATA), read_labels()
    scores = [score(finder, (one for one in labels if one.half == half)) for half in HALVES]
    print("| kind | tuning | held out |", "|---|---:|---:|", sep="\n")
    for kind in dict.fromkeys(one.kind for one in labels):
        print(f"| {kind} |", " | ".join(f"{one.right[kind]} of {one.asked[kind]}" for one in scores), "|")
    print("| **towns** |", " | ".join(f"{100 * one.share:.1f} %" for one in scores), "|")
    wrong = " | ".join(f"{len(one.misleading)}" for one in scores)
    print("| silently wrong by more than 50 km |", wrong, "|")
    for one in scores:
        print("\n".join(one.faults))


if __name__ == "__main__":
    main()
