"""Searches as people type them, compared with what is understood of them.

Two sets of `web/labels/` hold 206 searches each with their right readings (`queries_as_typed.README.md`): the
first was written before the code, the second by another hand, before it had read the rules. A reading is
right when all of it is: place, equipment, kinds, time, access and price, and the words not understood.

    python -m tests.support.queries_as_typed    prints the figures, and the faults of the tuning halves
"""

import csv
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from app.directory.geocoding.finding import Finder
from app.directory.geocoding.gazetteer import Gazetteer
from app.directory.geocoding.names import spell_out
from app.directory.understanding.reading import Reading, understand
from app.directory.understanding.territories import Territories
from seeds.reading.files import inspect
from seeds.reading.records import CommuneRecord
from seeds.sources.communes import read_communes

FOLDER = Path(__file__).parent.parent / "web" / "labels"
SETS = {"first": "queries_as_typed.csv", "second": "queries_as_typed_2.csv"}
COMMUNES = "communes_2026_centroides.csv"
HALVES = ("tuning", "held_out")
LEVELS = {"region": "reg", "department": "dep", "epci": "epci"}
FIELDS = ("place", "equipment", "kind", "when", "also", "unknown")
Labels = dict[str, str]


@dataclass(frozen=True)
class Vocabulary:
    """Towns and territories of the published communes."""

    finder: Finder[CommuneRecord]
    territories: Territories


def read_labels(name: str, half: str) -> list[Labels]:
    """Return the labelled searches of one half of a set."""
    with (FOLDER / SETS[name]).open(encoding="utf-8", newline="") as file:
        return [one for one in csv.DictReader(file) if one["half"] == half]


def published_vocabulary(folder: Path) -> Vocabulary:
    """Return the published communes and their intercommunal bodies."""
    records = read_communes(inspect(folder / COMMUNES), lambda _done: None)
    towns = [one for one in records if isinstance(one, CommuneRecord) and one.latitude is not None]
    bodies = {(one.epci_code, one.epci_name) for one in towns if one.epci_code and one.epci_name}
    return Vocabulary(
        Finder(Gazetteer(towns)), Territories(sorted(bodies), (spell_out(one.name) for one in towns))
    )


def reading_of(typed: str, known: Vocabulary) -> Labels:
    """Return what is understood of a search, written as the labels are."""
    return written(understand(typed, known.finder, known.territories))


def written(reading: Reading[CommuneRecord]) -> Labels:
    """Return a reading as the labels write it."""
    also = set(reading.also) | ({"any"} if reading.is_either else set())
    also |= {f"{reading.radius_km:g}km"} if reading.radius_km else set()
    when = " ".join(filter(None, (reading.when.day, reading.when.hour))) if reading.when else ""
    return {
        "place": _place(reading),
        "equipment": "|".join(sorted(reading.equipment)),
        "kind": "|".join(sorted(reading.kinds)),
        "when": when,
        "also": "|".join(sorted(also)),
        "unknown": "" if _place(reading) == "name" else " ".join(reading.unknown),
    }


def _place(reading: Reading[CommuneRecord]) -> str:
    if reading.territory is not None and reading.territory.level == "departments":
        return f"deps {reading.territory.code.replace(',', ' ')}"
    if reading.territory is not None:
        return f"{LEVELS[reading.territory.level]} {reading.territory.name}"
    if reading.town is not None:
        town = reading.town.town
        return f"{town.name} {town.code[:3] if town.code.startswith('97') else town.code[:2]}"
    return "" if reading.parts else "name"


def is_right(label: Labels, found: Labels) -> bool:
    """Return whether a search was read as its label says, in every respect."""
    return all(_set(label[name]) == _set(found[name]) for name in FIELDS)


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


def faults(labels: Iterable[Labels], known: Vocabulary) -> list[str]:
    """Return the searches that were read wrongly, with what was read."""
    wrong = []
    for label in labels:
        found = reading_of(label["typed"], known)
        if not is_right(label, found):
            differs = {
                name: (label[name], found[name]) for name in FIELDS if _set(label[name]) != _set(found[name])
            }
            wrong.append(f"{label['typed']!r}: {differs}")
    return wrong


def main() -> None:
    """Print the figures of docs/finder.md."""
    from tests.support.databases import SHARED_DATA  # noqa: PLC0415 - only the command needs it

    known = published_vocabulary(SHARED_DATA)
    shown = HALVES if "--all" in sys.argv else HALVES[:1]
    for name, half in product(SETS, HALVES):
        labels = read_labels(name, half)
        wrong = faults(labels, known)
        right = len(labels) - len(wrong)
        print(f"{name}, {half}: {right} of {len(labels)}, {100 * right / len(labels):.1f} %")
        if half in shown:
            print(*wrong, sep="\n")


if __name__ == "__main__":
    main()
