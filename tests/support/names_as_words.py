"""Published names in capitals as the words that are shown, compared with what an editor would write.

`web/labels/names_as_words.csv` holds 200 names by their digests, and the digests of the forms that are right
(`names_as_words.README.md`): the names themselves stay in the published files.

    python -m tests.support.names_as_words    prints the figures of both halves, and the faults of the first
"""

import csv
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from app.directory.common.shown_names import shown_name

LABELS = Path(__file__).parent.parent / "web" / "labels" / "names_as_words.csv"
HALVES = ("tuning", "held_out")
FILES = (
    ("tiers_lieux_cget_2019.csv", "NOM_TL", ("INSEECOM", "INSEE_CALC")),
    ("lieux_numeriques_equipement_brut.csv", "nom", ("code_insee",)),
    ("fabriques_de_territoire_2024-01.csv", "nom", ("code_insee",)),
    ("manufactures_de_proximite.csv", "nom", ("code_insee",)),
)
"""Files, their columns of names, and those of the commune's code."""


def digest(text: str) -> str:
    """Return the digest by which the labels know a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def shown_names(folder: Path) -> dict[str, tuple[str, str]]:
    """Return every published name and the words that it is shown as, by the name's digest."""
    towns = {row["code_insee"]: row["nom"] for row in _rows(folder / "communes_2026_centroides.csv")}
    found: dict[str, tuple[str, str]] = {}
    for file, column, codes in FILES:
        for row in _rows(folder / file):
            name = row[column].strip()
            code = next((row[one] for one in codes if row[one]), "")
            found.setdefault(digest(name), (name, shown_name(name, towns.get(code))))
    return found


def faults(half: str, names: dict[str, tuple[str, str]]) -> tuple[int, list[tuple[str, str]]]:
    """Return how many names of a half are labelled, and those that are shown wrongly."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = [row for row in csv.DictReader(file) if row["half"] == half]
    pairs = [(names[row["published"]], row["shown"].split("|")) for row in labels]
    return len(labels), [pair for pair, right in pairs if digest(pair[1]) not in right]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main() -> None:
    """Print the figures of docs/finder.md."""
    from tests.support.databases import SHARED_DATA  # noqa: PLC0415 - only the command needs it

    names = shown_names(SHARED_DATA)
    for half in HALVES:
        labelled, wrong = faults(half, names)
        right = labelled - len(wrong)
        print(f"{half}: {right} of {labelled}, {100 * right / labelled:.1f} %")
        if half == HALVES[0] or "--all" in sys.argv:
            print(*(" | ".join(pair) for pair in wrong), sep="\n")


if __name__ == "__main__":
    main()
