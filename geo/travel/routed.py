"""Journeys costed by a router, in as few tables as its limits allow."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from geo.travel.cost import Basis, Costs, Doubt, Ends, Integers, Method, Pairs
from geo.travel.tables import Points, RefusedError, RouterError, Table, TableRequest, TableService, tables

FASTEST_M_S = 130 / 3.6
"""The highest speed limit of French roads, in metres a second: no route is faster than straight at it."""


@dataclass(frozen=True, slots=True)
class Routed:
    """The durations of a router. Journeys that it does not answer come last, as the crow flies."""

    service: TableService
    method = Method.ROUTE
    basis = Basis.DURATION
    least_per_metre = 1 / FASTEST_M_S

    def cost(self, pairs: Pairs) -> Costs:
        """Return the durations and lengths of the fastest routes."""
        costs = Costs.unknown(pairs, Doubt.UNAVAILABLE)
        service = self.service.begin()
        waiting = deque(tables(pairs, service.most_points, service.most_cells))
        while waiting:
            request = waiting.popleft()
            try:
                table = service.table(
                    _points(pairs.origins, request.sources), _points(pairs.destinations, request.targets)
                )
            except RefusedError:
                # One point far from every road spoils a whole table: the rest is answered without it.
                halves = request.halves(pairs)
                waiting.extendleft(reversed(halves))
                if not halves:
                    costs.doubt[request.pairs] = Doubt.NO_ROUTE
            except RouterError:
                continue
            else:
                _write(costs, request, table)
        return costs


def _points(ends: Ends, chosen: Integers) -> Points:
    return Points(ends.longitude[chosen], ends.latitude[chosen])


def _write(costs: Costs, request: TableRequest, table: Table) -> None:
    duration = table.duration_s[request.row, request.column]
    known = np.isfinite(duration)
    pairs = request.pairs[known]
    costs.duration_s[pairs] = duration[known]
    costs.distance_m[pairs] = table.distance_m[request.row, request.column][known]
    costs.doubt[request.pairs] = np.where(known, Doubt.NONE, Doubt.NO_ROUTE)
