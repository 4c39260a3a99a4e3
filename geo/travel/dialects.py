"""Requests and responses of OSRM and Valhalla, in their documented forms; nothing is sent from here.

OSRM: the table service of its HTTP API, https://project-osrm.org/docs/v26.4.0/http#table-service.
Valhalla: the time-distance matrix, https://valhalla.github.io/valhalla/api/matrix/api-reference.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from geo.travel.cost import Floats
from geo.travel.tables import Points, RefusedError, RouterError, Table

PROFILE = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Request:
    """HTTP request: a GET, or a POST where there is a body."""

    path: str
    """After the service's address, with a slash before it."""
    body: bytes | None = None
    """JSON."""


class Dialect(Protocol):
    """One router's language."""

    @property
    def most_points(self) -> int:
        """Sources and targets that one table may have together."""

    @property
    def most_cells(self) -> int:
        """Sources times targets that it may have."""

    def request(self, sources: Points, targets: Points, *, distances: bool) -> Request:
        """Return how a table is asked for, with or without the routes' lengths."""

    def table(self, body: bytes, shape: tuple[int, int]) -> Table:
        """Return the table of an answer with status 200.

        Raises
        ------
        RouterError
            When it is none of this shape.

        """

    def refusal(self, body: bytes) -> RouterError:
        """Return what an answer with status 400 says."""


class NoDistancesError(RefusedError):
    """The router tells no distances; it does tell durations."""


@dataclass(frozen=True, slots=True)
class Osrm:
    """`GET /table/v1/{profile}/{lon},{lat};...?sources=...&destinations=...`."""

    profile: str = "driving"
    most_points = 100
    """`--max-table-size` of `osrm-routed`, unless its operator raised it."""
    most_cells = 2_500

    def request(self, sources: Points, targets: Points, *, distances: bool) -> Request:
        """Return the path of a table."""
        longitudes = [*sources.longitude.tolist(), *targets.longitude.tolist()]
        latitudes = [*sources.latitude.tolist(), *targets.latitude.tolist()]
        points = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in zip(longitudes, latitudes, strict=True))
        first = ";".join(map(str, range(len(sources))))
        others = ";".join(map(str, range(len(sources), len(longitudes))))
        annotations = "duration,distance" if distances else "duration"
        query = f"sources={first}&destinations={others}&annotations={annotations}&generate_hints=false"
        return Request(f"/table/v1/{self.profile}/{points}?{query}")

    def table(self, body: bytes, shape: tuple[int, int]) -> Table:
        """Return the table: seconds and metres, null where there is no route."""
        document = _document(body)
        if document.get("code") != "Ok":
            raise self.refusal(body)
        durations = _matrix(document.get("durations"), shape)
        distances = document.get("distances")
        return Table(durations, np.full(shape, np.nan) if distances is None else _matrix(distances, shape))

    def refusal(self, body: bytes) -> RouterError:
        """Return the refusal: `code` says what is wrong."""
        code = str(_document(body).get("code"))
        if code == "NotImplemented":
            return NoDistancesError(code)
        return (RefusedError if code in {"NoSegment", "NoTable", "TooBig"} else RouterError)(_said(code))


@dataclass(frozen=True, slots=True)
class Valhalla:
    """`POST /sources_to_targets` with a JSON body."""

    profile: str = "auto"
    most_points = 100
    most_cells = 2_500
    """`max_matrix_location_pairs` of its configuration, unless its operator raised it."""

    def request(self, sources: Points, targets: Points, *, distances: bool) -> Request:  # noqa: ARG002 - told anyway
        """Return the body of a table, in kilometres and in the verbose form, which every version has."""
        document = {
            "sources": _locations(sources),
            "targets": _locations(targets),
            "costing": self.profile,
            "units": "kilometers",
        }
        return Request("/sources_to_targets", json.dumps(document).encode())

    def table(self, body: bytes, shape: tuple[int, int]) -> Table:
        """Return the table: seconds and kilometres (or miles), null where there is no route."""
        document = _document(body)
        rows, units = document.get("sources_to_targets"), document.get("units", "kilometers")
        metres = {"kilometers": 1000.0, "km": 1000.0, "miles": 1609.344, "mi": 1609.344}.get(str(units))
        if metres is None:
            raise RouterError(f"distances in an unknown unit: {_said(units)}")
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise RouterError("the answer is no table")
        cells = [[cell if isinstance(cell, dict) else {} for cell in row] for row in rows]
        return Table(
            _matrix([[cell.get("time") for cell in row] for row in cells], shape),
            _matrix([[cell.get("distance") for cell in row] for row in cells], shape) * metres,
        )

    def refusal(self, body: bytes) -> RouterError:
        """Return the refusal: `error_code` says what is wrong."""
        document = _document(body)
        code = document.get("error_code")
        # 150: more locations than allowed; 154: further apart than allowed; 170: nothing connects them;
        # 171: no road near one; 442: no path.
        kind = RefusedError if code in {150, 154, 170, 171, 442} else RouterError
        return kind(_said(f"{code} {document.get('error', '')}"))


def _locations(points: Points) -> list[dict[str, float]]:
    return [
        {"lat": round(lat, 6), "lon": round(lon, 6)}
        for lon, lat in zip(points.longitude.tolist(), points.latitude.tolist(), strict=True)
    ]


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RouterError("the answer is no JSON") from error
    if not isinstance(document, dict):
        raise RouterError("the answer is no JSON object")
    return document


def _matrix(rows: object, shape: tuple[int, int]) -> Floats:
    """Return numbers of 0 or more; null becomes NaN."""
    if not isinstance(rows, list) or len(rows) != shape[0]:
        raise RouterError("the answer has another number of rows")
    return np.array([_numbers(row, shape[1]) for row in rows], dtype=np.float64).reshape(shape)


def _numbers(row: object, count: int) -> Sequence[float]:
    if not isinstance(row, list) or len(row) != count:
        raise RouterError("the answer has another number of columns")
    return [_number(value) for value in row]


def _number(value: object) -> float:
    if value is None:
        return float("nan")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise RouterError(f"the answer holds {_said(value)} where a number belongs")
    return float(value)


def _said(value: object) -> str:
    """Return what a foreign server says, fit for a message of ours."""
    return re.sub(r"[^\w .,:;-]", "?", str(value))[:80]
