"""Assignment to places with limited seats: the most learners served, then the least distance.

A flow from origins to points over given pairs, solved as two linear programmes by HiGHS (scipy): the greatest
total, then the least cost among the flows of that total. Their matrices are those of a network, so that the
solutions are whole numbers. Both come with their dual solution, which is checked here in whole numbers,
whatever the solver did: that proves the optimum (strong duality of linear programming; for the first one it
is the theorem of the greatest flow and the smallest cut of Ford and Fulkerson, 1956).
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

Integers = NDArray[np.int64]


class AssignmentError(RuntimeError):
    """The solver gave up, or its answer could not be proved."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Proof of an assignment: no other serves more, and none that serves as many costs less.

    Whoever is served passes through an origin or a point of the cut, whose sizes add up to those served. And
    with the prices, no pair is cheaper than its two ends and the fare, so that no assignment of as many
    costs less than all prices together; this one costs just as much.
    """

    cut_origins: NDArray[np.bool_]
    cut_points: NDArray[np.bool_]
    origin_prices: Integers
    """Dual price of one more at an origin, at most zero; in the unit of the costs."""
    point_prices: Integers
    """Dual price of one more seat at a point, at most zero."""
    fare: int
    """Cost of the last one served, all prices included."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Flows from each origin to each point."""

    flow: Integers
    """Flow by pair, in the order in which the pairs were given."""
    served: int
    cost: int
    """Sum of flow times cost."""
    certificate: Certificate


def assign(
    origin: ArrayLike, point: ArrayLike, cost: ArrayLike, demand: ArrayLike, capacity: ArrayLike
) -> Assignment:
    """Return the assignment that serves the most, and among those one of the least cost, proved.

    Parameters
    ----------
    origin, point:
        Indices of the pairs that may be used, one each a pair.
    cost:
        Whole number a pair for one learner, not negative: metres or seconds, rounded.
    demand:
        Learners of each origin; they may be divided between points.
    capacity:
        Seats of each point.

    Raises
    ------
    ValueError
        For arrays that do not fit together, or hold negative or broken numbers.
    AssignmentError
        When the optimum could not be found and proved.

    """
    pairs = _Pairs.of(origin, point, cost, demand, capacity)
    if not len(pairs.cost):
        return _nothing(pairs)
    serving = _solve(-np.ones(len(pairs.cost)), pairs, None)
    served = _whole(serving.x).sum()
    placing = _solve(pairs.cost.astype(float), pairs, int(served))
    flow = _whole(placing.x)
    cut, prices = -_whole(serving.ineqlin.marginals), _whole(placing.ineqlin.marginals)
    size = len(pairs.demand)
    assignment = Assignment(
        flow=flow,
        served=int(served),
        cost=int(flow @ pairs.cost),
        certificate=Certificate(
            cut_origins=cut[:size] > 0,
            cut_points=cut[size:] > 0,
            origin_prices=prices[:size],
            point_prices=prices[size:],
            fare=int(_whole(placing.eqlin.marginals)[0]),
        ),
    )
    if not is_optimal(assignment, origin, point, cost, demand, capacity):
        raise AssignmentError("the solver's answer could not be proved to be the best")
    return assignment


def is_optimal(
    assignment: Assignment,
    origin: ArrayLike,
    point: ArrayLike,
    cost: ArrayLike,
    demand: ArrayLike,
    capacity: ArrayLike,
) -> bool:
    """Return whether an assignment is possible and its certificate proves it, in whole numbers."""
    pairs = _Pairs.of(origin, point, cost, demand, capacity)
    proof = assignment.certificate
    sent = np.zeros_like(pairs.demand)
    np.add.at(sent, pairs.origin, assignment.flow)
    taken = np.zeros_like(pairs.capacity)
    np.add.at(taken, pairs.point, assignment.flow)
    is_possible = (
        (assignment.flow >= 0).all()
        and (sent <= pairs.demand).all()
        and (taken <= pairs.capacity).all()
        and assignment.flow.sum() == assignment.served
        and assignment.flow @ pairs.cost == assignment.cost
    )
    cut = pairs.demand[proof.cut_origins].sum() + pairs.capacity[proof.cut_points].sum()
    is_most = (
        proof.cut_origins[pairs.origin] | proof.cut_points[pairs.point]
    ).all() and cut == assignment.served
    priced = proof.origin_prices[pairs.origin] + proof.point_prices[pairs.point] + proof.fare
    bound = (
        pairs.demand @ proof.origin_prices
        + pairs.capacity @ proof.point_prices
        + assignment.served * proof.fare
    )
    is_cheapest = (
        (priced <= pairs.cost).all()
        and (proof.origin_prices <= 0).all()
        and (proof.point_prices <= 0).all()
        and bound == assignment.cost
    )
    return bool(is_possible and is_most and is_cheapest)


def nearest_first(
    origin: ArrayLike, point: ArrayLike, cost: ArrayLike, demand: ArrayLike, capacity: ArrayLike
) -> Integers:
    """Return the flow by pair when everyone goes to the nearest point and nowhere else.

    Who is nearest to a point gets its seats first, which is the best that can come of it.
    """
    pairs = _Pairs.of(origin, point, cost, demand, capacity)
    flow = np.zeros(len(pairs.cost), np.int64)
    left = pairs.capacity.copy()
    by_origin = np.lexsort((np.arange(len(pairs.cost)), pairs.cost, pairs.origin))
    _, first = np.unique(pairs.origin[by_origin], return_index=True)
    chosen = by_origin[first]
    for pair in chosen[np.argsort(pairs.cost[chosen], kind="stable")]:
        flow[pair] = min(pairs.demand[pairs.origin[pair]], left[pairs.point[pair]])
        left[pairs.point[pair]] -= flow[pair]
    return flow


@dataclass(frozen=True, slots=True)
class _Pairs:
    origin: Integers
    point: Integers
    cost: Integers
    demand: Integers
    capacity: Integers

    @classmethod
    def of(
        cls, origin: ArrayLike, point: ArrayLike, cost: ArrayLike, demand: ArrayLike, capacity: ArrayLike
    ) -> "_Pairs":
        arrays = [_integers(array) for array in (origin, point, cost, demand, capacity)]
        made = cls(*arrays)
        if not len(made.origin) == len(made.point) == len(made.cost):
            raise ValueError("every pair needs an origin, a point and a cost")
        if any((array < 0).any() for array in arrays):
            raise ValueError("indices, costs, learners and seats are not negative")
        if len(made.origin) and (
            made.origin.max() >= len(made.demand) or made.point.max() >= len(made.capacity)
        ):
            raise ValueError("a pair names an origin or a point that is not there")
        return made


def _integers(array: ArrayLike) -> Integers:
    values = np.asarray(array)
    if values.ndim != 1:
        raise ValueError(f"an array of shape {values.shape}, where one dimension is expected")
    whole = values.astype(np.int64)
    if not np.array_equal(whole, values):
        raise ValueError("costs, learners and seats are whole numbers")
    return whole


def _solve(cost: NDArray[np.float64], pairs: _Pairs, total: int | None):  # type: ignore[no-untyped-def] # noqa: ANN202 - scipy's own result
    count = np.arange(len(pairs.cost))
    ones = np.ones(len(pairs.cost))
    limits = scipy.sparse.vstack(
        (
            scipy.sparse.csr_array((ones, (pairs.origin, count)), (len(pairs.demand), len(count))),
            scipy.sparse.csr_array((ones, (pairs.point, count)), (len(pairs.capacity), len(count))),
        )
    )
    fixed = {} if total is None else {"A_eq": scipy.sparse.csr_array(ones[np.newaxis, :]), "b_eq": [total]}
    # The simplex method ends in a vertex, which in a network is in whole numbers.
    solution = scipy.optimize.linprog(
        cost, A_ub=limits, b_ub=np.concatenate((pairs.demand, pairs.capacity)), method="highs-ds", **fixed
    )
    if solution.x is None:
        raise AssignmentError(f"no assignment found: {solution.message}")
    return solution


def _whole(values: ArrayLike) -> Integers:
    return np.asarray(np.rint(values), dtype=np.int64)


def _nothing(pairs: _Pairs) -> Assignment:
    no_origin, no_point = np.zeros_like(pairs.demand), np.zeros_like(pairs.capacity)
    proof = Certificate(no_origin > 0, no_point > 0, no_origin, no_point, 0)
    return Assignment(np.zeros(0, np.int64), 0, 0, proof)
