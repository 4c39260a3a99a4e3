"""Occurrences of a kind in the rows of a file: their number and all their lines, in little memory."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

SHOWN_LINES = 5
"""Lines that a terminal shows for each reason."""


class LineRanges:
    """Line numbers in the order in which they came; those that follow each other are one range."""

    def __init__(self) -> None:
        self._ends = array("L")
        """First and last line of each range, one after the other."""

    def add(self, line_number: int) -> None:
        """Take a line."""
        if self._ends and line_number - self._ends[-1] in {0, 1}:
            self._ends[-1] = line_number
        else:
            self._ends.extend((line_number, line_number))

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield the first and the last line of each range."""
        return (pair for number, pair in enumerate(pairwise(self._ends)) if number % 2 == 0)

    def __str__(self) -> str:
        """Return them as `2-7, 9`."""
        return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in self)


@dataclass(slots=True)
class Occurrences:
    """Number of occurrences, and their lines."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    """The first few."""
    example: str = ""
    """The reason given the first time."""
    all_lines: str = ""
    """Every line, of a run whose report was kept."""
    ranges: LineRanges = field(default_factory=LineRanges)

    def note(self, line_number: int | None, reason: str = "") -> None:
        """Count one."""
        self.example = self.example or reason
        self.count += 1
        if line_number is not None:
            self.ranges.add(line_number)
            if len(self.lines) < SHOWN_LINES:
                self.lines.append(line_number)

    @property
    def told_lines(self) -> str:
        """Return every line as `2-7, 9`."""
        return self.all_lines or str(self.ranges)

    def kept(self) -> dict[str, object]:
        """Return it as the table of runs keeps it."""
        return {
            "count": self.count,
            "first": self.lines,
            "lines": self.told_lines,
            "example": self.example,
        }


def of_kept(kept: int | Mapping[str, Any]) -> Occurrences:
    """Return what the table of runs holds; of earlier versions' runs it is the count alone."""
    if isinstance(kept, int):
        return Occurrences(count=kept)
    return Occurrences(kept["count"], list(kept["first"]), kept["example"], kept["lines"])
