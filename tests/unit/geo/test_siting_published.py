"""Siting over the published communes and places: known figures, and the same values as spopt with CBC."""

from typing import Any

import numpy as np
import pytest
from support.planning_data import communes, gains, way_to_places

from geo.siting.instance import Limits, Problem
from geo.siting.solving import solve

pytestmark = pytest.mark.shared_data
REACH_M = 15_000.0
DEPARTMENTS = ("29", "35", "19")
"""Finistère, Ille-et-Vilaine, Corrèze."""


def test_the_uncovered_of_brittany_and_their_best_twenty_places() -> None:
    brittany = communes().in_region("53")
    way = way_to_places(brittany)
    uncovered = way > REACH_M
    assert (int(uncovered.sum()), int(brittany.people[uncovered].sum())) == (419, 643_761)

    found = solve(
        Problem.MAXIMISE_COVERAGE,
        gains(brittany, Problem.MAXIMISE_COVERAGE, REACH_M),
        Limits(len(way), count=20),
    )

    assert (found.status, found.value, found.bound) == ("optimal", 600_860, 600_860)


@pytest.mark.parametrize("department", DEPARTMENTS)
@pytest.mark.parametrize("problem", list(Problem))
def test_values_are_those_of_spopt(department: str, problem: Problem) -> None:
    locate = pytest.importorskip("spopt.locate", reason="spopt is not installed")
    pulp = pytest.importorskip("pulp")
    some = communes().in_departments(department)
    matrix = gains(some, problem, REACH_M)
    count = 4
    limits = Limits(len(some.people), count=None if problem is Problem.COVER_ALL else count)

    found = solve(problem, matrix, limits)

    assert found.status == "optimal"
    theirs = by_spopt(locate, pulp, problem, matrix, count)
    assert found.value == pytest.approx(theirs, rel=1e-6)


def by_spopt(locate: Any, pulp: Any, problem: Problem, matrix: Any, count: int) -> float:
    """Return the value that spopt finds with CBC, over the origins that a candidate gains something for."""
    rows = np.flatnonzero(np.diff(matrix.indptr))
    dense = matrix[rows].toarray()
    solver = pulp.PULP_CBC_CMD(msg=False)
    if problem is Problem.COVER_ALL:
        model = locate.LSCP.from_cost_matrix(1.0 - (dense > 0), 0.5).solve(solver)
        return float(sum(one.value() for one in model.fac_vars))
    if problem is Problem.MAXIMISE_COVERAGE:
        weight = dense.max(axis=1)
        model = locate.MCLP.from_cost_matrix(1.0 - (dense > 0), weight, 0.5, count).solve(solver)
        return float(sum(w * one.value() for w, one in zip(weight, model.cli_vars, strict=True)))
    # The way left is a p-median over the candidates and one more that stands for what exists.
    most = dense.max()
    left = np.hstack([most - dense, np.full((len(rows), 1), most)])
    there = np.zeros(left.shape[1], dtype=int)
    there[-1] = 1
    model = locate.PMedian.from_cost_matrix(
        left, np.ones(len(rows)), count + 1, predefined_facilities_arr=there
    ).solve(solver)
    return float(most * len(rows) - model.problem.objective.value())
