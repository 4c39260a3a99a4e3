"""Costs from a file: CSV with `origin`, `destination`, and `seconds` or `metres` or both."""

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from geo.travel.cost import Basis, Costs, Doubt, Method, Pairs

ENDS, SECONDS, METRES = ("origin", "destination"), "seconds", "metres"
Cost = tuple[float, float]
"""Seconds and metres; NaN where the file says nothing."""


class MatrixError(ValueError):
    """The file cannot be used; the text names the line and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The costs of a file. Pairs that it lacks count as the crow flies, after all others."""

    costs: Mapping[tuple[str, str], Cost]
    """Costs by the names of origin and destination."""
    basis: Basis
    """The seconds, where the file has that column; else the metres."""
    method = Method.MATRIX

    @property
    def least_per_metre(self) -> float:
        """Return 1 for metres, as no way is shorter than the geodesic; nothing is known of seconds."""
        return 1.0 if self.basis is Basis.DISTANCE else 0.0

    def cost(self, pairs: Pairs) -> Costs:
        """Return the file's costs."""
        costs = Costs.unknown(pairs, Doubt.NOT_LISTED)
        for pair, (origin, destination) in enumerate(
            zip(pairs.origin.tolist(), pairs.destination.tolist(), strict=True)
        ):
            cost = self._listed(pairs.origins.names[origin], pairs.destinations.names[destination])
            if cost is None:
                continue
            seconds, metres = cost
            if math.isnan(seconds if self.basis is Basis.DURATION else metres):
                costs.doubt[pair] = Doubt.NO_ROUTE
            else:
                costs.duration_s[pair], costs.distance_m[pair] = seconds, metres
                costs.doubt[pair] = Doubt.NONE
        return costs

    def _listed(self, origins: tuple[str, ...], destinations: tuple[str, ...]) -> Cost | None:
        for origin in origins:
            for destination in destinations:
                if (cost := self.costs.get((origin, destination))) is not None:
                    return cost
        return None


def read_matrix(path: Path) -> Matrix:
    """Return the costs of a CSV file: commas, UTF-8, a header.

    `origin` and `destination` are names, `seconds` and `metres` numbers of 0 or more; one of the two columns
    may be missing. An empty number says that there is no way.

    Raises
    ------
    MatrixError
        When it cannot be read.

    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header = [name.strip().lower() for name in reader.fieldnames or ()]
            reader.fieldnames = header
            _check(header)
            costs = dict(_rows(reader))
    except OSError as error:
        raise MatrixError(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise MatrixError(f"{path} is not CSV in UTF-8: {error}") from error
    return Matrix(costs, Basis.DURATION if SECONDS in header else Basis.DISTANCE)


def _check(header: list[str]) -> None:
    missing = [name for name in ENDS if name not in header]
    if missing:
        raise MatrixError(f"the header lacks {' and '.join(missing)}; columns found: {', '.join(header)}")
    if SECONDS not in header and METRES not in header:
        raise MatrixError(
            f"the header has neither {SECONDS} nor {METRES}; columns found: {', '.join(header)}"
        )
    twice = {name for name in (*ENDS, SECONDS, METRES) if header.count(name) > 1}
    if twice:
        raise MatrixError(f"the column {min(twice)} stands twice in the header")


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[tuple[str, str], Cost]]:
    seen: set[tuple[str, str]] = set()
    for row in reader:
        line = reader.line_num
        ends = ((row["origin"] or "").strip(), (row["destination"] or "").strip())
        if not all(ends):
            raise MatrixError(f"line {line}: the origin or the destination is empty")
        if ends in seen:
            raise MatrixError(f"line {line}: {ends[0]} to {ends[1]} stands twice")
        seen.add(ends)
        yield ends, (_number(row.get(SECONDS), SECONDS, line), _number(row.get(METRES), METRES, line))


def _number(text: str | None, name: str, line: int) -> float:
    if text is None or not text.strip():
        return math.nan
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not (math.isfinite(number) and number >= 0):
        raise MatrixError(f"line {line}: {name}={text.strip()[:40]!r} is no number of 0 or more")
    return number
