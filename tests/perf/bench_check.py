"""`make bench-check`: measure anew, and say which ratios got worse since the last release by more than 15 %.

make bench-check                      measures every part, which takes long
make bench-check ARGS="nearest ogc"   some parts
make bench-check ARGS="--file FILE"   compares tables that `make bench` printed into FILE

The stored ratios are those of docs/benchmarks.md at the newest tag; without one, as they were committed last.
Only ratios are compared, of one run each: seconds belong to a machine. Exit code 1 when one got worse.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.perf.common import REPOSITORY

REPORT = "docs/benchmarks.md"
WORSE = 0.15
MORE_IS_BETTER = ("ratio to the empty route", "ours to it", "ratio to bare INSERT")
LESS_IS_BETTER = ("ratio to COPY with indexes", "ratio to the bare tree", "ratio to `COPY`", "times COPY")
OURS = re.compile(r"Proxilieux|over HTTP|^(?:first )?import\b")
"""Rows whose ratio says how we stand; the ratio "ours to it" does so in the row of the other."""
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
Key = tuple[str, str, str]
"""Heading, row and column."""


@dataclass(frozen=True)
class Change:
    """A ratio then and now, and by which share it got worse (negative: better)."""

    key: Key
    stored: float
    measured: float
    worse_by: float


def ratios(report: str) -> dict[Key, float]:
    """Return the ratios of a report's tables that say how we stand."""
    return dict(_ratios(report))


def _ratios(report: str) -> Iterator[tuple[Key, float]]:
    heading, columns = "", []
    for line in report.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        if not line.startswith("|"):
            columns = []
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not columns:
            columns = cells
            continue
        for column, cell in zip(columns, cells, strict=False):
            is_compared = column == "ours to it" or (
                column in {*MORE_IS_BETTER, *LESS_IS_BETTER} and OURS.search(cells[0])
            )
            if is_compared and _NUMBER.fullmatch(cell):
                yield (heading, cells[0], column), float(cell.replace(",", ""))


def compare(stored: dict[Key, float], measured: dict[Key, float]) -> list[Change]:
    """Return how the ratios that both have changed, the worst first."""
    changes = []
    for key in stored.keys() & measured.keys():
        then, now = stored[key], measured[key]
        if min(then, now) > 0:
            worse = then / now if key[2] in MORE_IS_BETTER else now / then
            changes.append(Change(key, then, now, worse - 1))
    return sorted(changes, key=lambda change: (-change.worse_by, change.key))


def stored_report() -> str:
    """Return the report as the last release had it."""
    tag = _git("describe", "--tags", "--abbrev=0")
    return _git("show", f"{tag.strip() or 'HEAD'}:{REPORT}")


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    return done.stdout if done.returncode == 0 else ""


def measured_report(arguments: list[str]) -> str:
    """Measure, and return what `make bench` prints."""
    command = [sys.executable, "-m", "tests.perf.bench", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True).stdout


def said(changes: list[Change]) -> str:
    """Return what to print of the changes."""
    worse = [change for change in changes if change.worse_by > WORSE]
    lines = [
        f"{change.worse_by:+.0%} worse: {' / '.join(change.key)}: {change.stored:g} -> {change.measured:g}"
        for change in worse
    ]
    return "\n".join(
        [*lines, f"{len(changes)} ratios compared, {len(worse)} worse by more than {WORSE:.0%}."]
    )


def main() -> None:
    """Compare, print, and leave with 1 when something got worse."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--file", type=Path, help="tables that were measured already")
    options, arguments = parser.parse_known_args()
    measured = options.file.read_text(encoding="utf-8") if options.file else measured_report(arguments)
    changes = compare(ratios(stored_report()), ratios(measured))
    sys.stdout.write(said(changes) + "\n")
    if not changes or changes[0].worse_by > WORSE:
        sys.exit(1)


if __name__ == "__main__":
    main()
