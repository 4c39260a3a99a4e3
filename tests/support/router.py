"""A stand-in for OSRM and Valhalla, answering tables over HTTP in their documented forms.

Its roads are known: a journey takes the geodesic times 1.2 at 20 m/s, and ten times as long to a
`slow` point.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from support.stand_in import StandIn, serving
from werkzeug import Request, Response

from geo.geodesic import point_distance_m

Point = tuple[float, float]
DETOUR, SPEED_M_S = 1.2, 20.0
TABLE = re.compile(r"/table/v1/(?P<profile>[^/]+)/(?P<points>[^/]+)")


@dataclass
class Router(StandIn):
    """What it knows, and what it was asked."""

    slow: set[Point] = field(default_factory=set)
    unreachable: set[Point] = field(default_factory=set)
    """Points to which no route leads: null."""
    off_road: set[Point] = field(default_factory=set)
    """Points near which there is no road: the whole table is refused."""
    tells_distances: bool = True
    most_points: int = 100
    shapes: list[tuple[int, int]] = field(default_factory=list)
    """Sources and targets of each table asked for."""
    profiles: set[str] = field(default_factory=set)

    def answer(self, request: Request) -> Response:
        """Return a table, or why there is none."""
        osrm = TABLE.fullmatch(request.path)
        if osrm and request.method == "GET":
            return self._osrm(osrm, request)
        if request.path == "/sources_to_targets" and request.method == "POST":
            return self._valhalla(request.get_json())
        return _json({"code": "InvalidUrl"}, 400)

    def _osrm(self, asked: re.Match[str], request: Request) -> Response:
        self.profiles.add(asked["profile"])
        points = [_point(*map(float, one.split(","))) for one in asked["points"].split(";")]
        sources = [points[int(one)] for one in request.args["sources"].split(";")]
        targets = [points[int(one)] for one in request.args["destinations"].split(";")]
        self.shapes.append((len(sources), len(targets)))
        if len(points) > self.most_points:
            return _json({"code": "TooBig", "message": "Too many table coordinates"}, 400)
        if self.off_road & set(points):
            return _json({"code": "NoSegment", "message": "Could not find a matching segment"}, 400)
        wanted = request.args["annotations"].split(",")
        if "distance" in wanted and not self.tells_distances:
            return _json({"code": "NotImplemented", "message": "distances are for CH"}, 400)
        answer: dict[str, Any] = {
            "code": "Ok",
            "sources": [{"location": point, "name": "", "distance": 0.0} for point in sources],
            "destinations": [{"location": point, "name": "", "distance": 0.0} for point in targets],
            "durations": [[self.duration(one, two) for two in targets] for one in sources],
        }
        if "distance" in wanted:
            answer["distances"] = [[self.distance(one, two) for two in targets] for one in sources]
        return _json(answer)

    def _valhalla(self, asked: Any) -> Response:
        self.profiles.add(asked["costing"])
        sources = [_point(one["lon"], one["lat"]) for one in asked["sources"]]
        targets = [_point(one["lon"], one["lat"]) for one in asked["targets"]]
        self.shapes.append((len(sources), len(targets)))
        if len(sources) + len(targets) > self.most_points:
            return _refused(150, "Exceeded max locations")
        if self.off_road & {*sources, *targets}:
            return _refused(171, "No suitable edges near location")
        rows = [
            [self._cell(i, one, j, two) for j, two in enumerate(targets)] for i, one in enumerate(sources)
        ]
        return _json({"sources_to_targets": rows, "units": asked["units"], "algorithm": "costmatrix"})

    def _cell(self, i: int, one: Point, j: int, two: Point) -> dict[str, Any]:
        metres = self.distance(one, two)
        return {
            "from_index": i,
            "to_index": j,
            "time": self.duration(one, two),
            "distance": None if metres is None else metres / 1000,
        }

    def distance(self, one: Point, two: Point) -> float | None:
        """Return the length of a route in metres."""
        if two in self.unreachable:
            return None
        return round(point_distance_m(*one, *two) * DETOUR, 1)

    def duration(self, one: Point, two: Point) -> float | None:
        """Return the duration of a route in seconds."""
        metres = self.distance(one, two)
        return None if metres is None else round(metres / SPEED_M_S * (10 if two in self.slow else 1), 1)


def _point(longitude: float, latitude: float) -> Point:
    return round(longitude, 6), round(latitude, 6)


def _json(document: Any, status: int = 200) -> Response:
    return Response(json.dumps(document), status=status, content_type="application/json")


def _refused(code: int, error: str) -> Response:
    return _json({"error_code": code, "error": error, "status_code": 400, "status": "Bad Request"}, 400)


@contextmanager
def router() -> Iterator[Router]:
    """Serve on a free port."""
    with serving(Router()) as made:
        yield made
