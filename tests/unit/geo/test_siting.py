"""Siting finds what trying every set finds, and never calls anything the best without a proof."""

from dataclasses import dataclass, replace
from itertools import combinations
from time import monotonic
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import optimize, sparse

from geo.geodesic import distance_m
from geo.siting import milp, solving
from geo.siting.heuristic import exchanged, greedy
from geo.siting.instance import Limits, Points, Problem, coverage_gains, saving_gains, worth
from geo.siting.lagrangian import relax
from geo.siting.reduction import parts
from geo.siting.solving import Control, Progress, ProofError, Solution, solve

MOST_CANDIDATES = 12
NOWHERE = Points(np.zeros(0), np.zeros(0))


@dataclass
class Case:
    """Gains, limits, and which problem is asked."""

    gains: Any
    limits: Limits
    problem: Problem

    @property
    def matrix(self) -> Any:
        matrix = sparse.csr_array(np.array(self.gains, dtype=float))
        matrix.eliminate_zeros()
        matrix.sort_indices()
        return matrix


@st.composite
def cases(draw: st.DrawFn) -> Case:
    problem = draw(st.sampled_from(list(Problem)))
    rows, columns = draw(st.integers(0, 8)), draw(st.integers(1, 8))
    if draw(st.integers(0, 9)) == 0:
        columns = MOST_CANDIDATES
    near = [[draw(st.booleans()) for _ in range(columns)] for _ in range(rows)]
    # Few different numbers, so that ties and duplicates are frequent; weights of 0 among them.
    weights = [draw(st.sampled_from((0, 1, 1, 2, 5, 0.25))) for _ in range(rows)]
    gains = np.array(near, dtype=float).reshape(rows, columns)
    if problem is Problem.SHORTEN_WAY:
        gains *= np.array([[draw(st.sampled_from((1, 2, 3.5))) for _ in range(columns)] for _ in range(rows)]
                          ).reshape(rows, columns)  # fmt: skip
    if problem is not Problem.COVER_ALL:
        gains *= np.array(weights)[:, np.newaxis]
    roles = [draw(st.sampled_from(("candidate",) * 6 + ("required", "forbidden"))) for _ in range(columns)]
    limits = Limits(
        columns,
        count=draw(st.none() | st.integers(0, columns + 1)),
        budget=draw(st.none() | st.sampled_from((0.0, 1.0, 2.5, 4.0))),
        cost=np.array([draw(st.sampled_from((1.0, 1.0, 2.0, 0.5, 0.0))) for _ in range(columns)]),
        group=np.array([draw(st.integers(-1, 2)) for _ in range(columns)]),
        per_group=draw(st.none() | st.integers(0, 2)),
        required=np.array([role == "required" for role in roles]),
        forbidden=np.array([role == "forbidden" for role in roles]),
    )
    return Case(gains, limits, problem)


def brute_force(case: Case) -> float | None:
    """Return the best value of every set that the limits allow; None where they allow none."""
    gains, limits, columns = np.array(case.gains), case.limits, case.limits.candidates
    best = None
    reachable = (gains[:, ~limits.forbidden] > 0).any(axis=1)
    for size in range(columns + 1):
        for members in combinations(range(columns), size):
            chosen = np.array(members, dtype=np.int64)
            if not limits.allow(chosen):
                continue
            largest = gains[:, chosen].max(axis=1, initial=0.0)
            if case.problem is Problem.COVER_ALL:
                if (largest[reachable] == 0).any():
                    continue
                value = -float(limits.cost[chosen].sum())
            else:
                value = float(largest.sum())
            best = value if best is None else max(best, value)
    return best if case.problem is not Problem.COVER_ALL or best is None else -best


@given(cases())
@example(Case([[1.0, 1.0], [1.0, 1.0]], Limits(2, count=1), Problem.MAXIMISE_COVERAGE))
@example(Case([[0.0, 0.0]], Limits(2, count=2), Problem.SHORTEN_WAY))
@example(Case([[1.0], [1.0]], Limits(1, count=0), Problem.COVER_ALL))
@example(Case([[1.0, 0.0], [0.0, 1.0]], Limits(2, count=1, required=np.array([True, True])),
              Problem.MAXIMISE_COVERAGE))  # fmt: skip
def test_the_answer_is_that_of_trying_every_set(case: Case) -> None:
    answer = solve(case.problem, case.matrix, case.limits)
    best = brute_force(case)

    if best is None:
        assert answer.status == "infeasible"
        return
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert answer.bound == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert case.limits.allow(answer.chosen)
    if case.problem is not Problem.COVER_ALL:
        assert worth(case.matrix, answer.chosen) == pytest.approx(best)
        assert sum(step.gain for step in answer.order) == pytest.approx(best)


@given(cases())
def test_the_relaxation_is_never_below_what_can_be_reached(case: Case) -> None:
    if case.problem is Problem.COVER_ALL:
        case = replace(case, problem=Problem.MAXIMISE_COVERAGE)
    best = brute_force(case)
    matrix = case.matrix
    matrix = matrix[np.flatnonzero(np.diff(matrix.indptr))]
    if best is None:
        return
    required = np.flatnonzero(case.limits.required)

    found = relax(matrix, case.limits, required, lambda some: some if case.limits.allow(some) else None)

    assert found.bound >= best - 1e-9 * max(1.0, best)
    assert worth(matrix, found.chosen) <= best + 1e-9


def test_whole_weights_end_without_a_search_where_the_bound_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milp, "maximise", lambda *_a, **_k: pytest.fail("there is nothing left to search"))
    gains = np.eye(6)[:, [0, 1, 2, 3, 4, 5]] * np.array([[5], [4], [3], [2], [1], [1]])

    answer = solve(Problem.MAXIMISE_COVERAGE, Case(gains, Limits(6), Problem.COVER_ALL).matrix,
                   Limits(6, count=2))  # fmt: skip

    assert (answer.value, answer.status) == (9, "optimal")


def random_case(seed: int, rows: int = 60, columns: int = 40) -> tuple[Any, Limits]:
    """Return a covering with weights whose relaxation leaves a gap, as three in a ring do."""
    random = np.random.default_rng(seed)
    gains = (random.random((rows, columns)) < 0.08) * random.integers(1, 30, (rows, 1))
    return Case(gains, Limits(columns), Problem.COVER_ALL).matrix, Limits(columns, count=6)


RING = Case([[1, 1, 0], [0, 1, 1], [1, 0, 1]], Limits(3, count=1), Problem.COVER_ALL).matrix
"""Three origins, each covered by two of three: half of each covers all, so that the bound is too high."""


def test_optimal_is_withheld_where_the_bound_is_not_the_value() -> None:
    answer = solve(Problem.MAXIMISE_COVERAGE, *random_case(1))
    assert answer.status == "optimal"

    for bound in (answer.bound + 1, answer.bound * (1 + 1e-6), answer.bound - 1, np.inf, np.nan):
        perturbed = replace(answer, bound=bound)
        assert not perturbed.is_optimal
        assert perturbed.status == "feasible"


def test_a_solver_with_a_looser_bound_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = milp.maximise
    monkeypatch.setattr(solving, "relax", loosened(solving.relax, 7))
    monkeypatch.setattr(
        milp, "maximise", lambda *a, **k: replace(exact(*a, **k), bound=exact(*a, **k).bound + 3)
    )

    answer = solve(Problem.MAXIMISE_COVERAGE, RING, Limits(3, count=1))

    assert answer.value == 2
    assert answer.bound > 2
    assert answer.status == "feasible"


def loosened(exact: Any, by: float) -> Any:
    """Return a relaxation whose bound is higher by so much, and which rules nothing out."""

    def looser(*arguments: Any, **named: Any) -> Any:
        found = exact(*arguments, **named)
        found.bound += by
        found.out[:] = found.inside[:] = False
        return found

    return looser


def test_a_bound_below_what_is_reached_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "relax", loosened(solving.relax, -2))

    with pytest.raises(ProofError, match="contradicts"):
        solve(Problem.MAXIMISE_COVERAGE, RING, Limits(3, count=1))


def test_a_run_out_of_time_answers_the_best_found_with_its_gap() -> None:
    gains, limits = random_case(3, 120, 60)

    answer = solve(Problem.MAXIMISE_COVERAGE, gains, limits, Control(seconds=0))

    assert answer.stopped == "time_limit"
    assert limits.allow(answer.chosen)
    assert answer.bound >= solve(Problem.MAXIMISE_COVERAGE, gains, limits).value >= answer.value
    assert answer.status == ("optimal" if answer.bound == answer.value else "feasible")


def test_a_run_can_be_cancelled_and_says_how_far_it_is() -> None:
    heard: list[Progress] = []
    gains, limits = random_case(4, 400, 200)

    answer = solve(
        Problem.MAXIMISE_COVERAGE,
        gains,
        limits,
        Control(heard=heard.append, is_cancelled=lambda: any(one.stage == "bound" for one in heard)),
    )

    assert answer.stopped == "cancelled"
    assert [one.stage for one in heard][:4] == ["reduce", "greedy", "exchange", "bound"]


def test_a_cancelled_search_of_highs_ends_soon() -> None:
    gains, limits = random_case(5, 1500, 1200)
    limits = replace(limits, count=60, cost=np.ones(1200))
    begun = monotonic()

    solve(Problem.MAXIMISE_COVERAGE, gains, limits, Control(is_cancelled=lambda: monotonic() - begun > 1))

    assert monotonic() - begun < 60


def test_greedy_is_in_the_order_of_what_each_adds() -> None:
    gains = Case([[5, 0, 5], [3, 3, 0], [0, 2, 2]], Limits(3), Problem.COVER_ALL).matrix

    steps = greedy(gains, Limits(3, count=3))

    assert [(step.candidate, step.gain) for step in steps] == [(0, 8.0), (1, 2.0)]


def test_exchanges_never_lose_and_keep_what_is_required() -> None:
    gains, limits = random_case(6)
    limits = replace(limits, required=np.arange(40) == 7)
    start = np.array([7, 0, 1, 2, 3, 4])

    better = exchanged(gains, limits, start)

    assert worth(gains, better) >= worth(gains, start)
    assert limits.allow(better)


def test_gains_follow_from_geodesic_distances() -> None:
    random = np.random.default_rng(8)
    origins = Points(random.uniform(-2, 2, 50), random.uniform(47, 48, 50))
    candidates = Points(random.uniform(-2, 2, 30), random.uniform(47, 48, 30))
    weight = random.integers(0, 5, 50).astype(float)
    metres = distance_m(
        origins.longitude[:, None], origins.latitude[:, None], candidates.longitude, candidates.latitude
    )
    is_covered = random.random(50) < 0.3

    covering = coverage_gains(origins, weight, is_covered, candidates, 20_000.0).toarray()
    saving = saving_gains(origins, weight, np.full(50, np.inf), candidates, 60_000.0).toarray()

    assert (covering == np.where((metres <= 20_000) & ~is_covered[:, None], weight[:, None], 0)).all()
    np.testing.assert_allclose(saving, weight[:, None] * np.maximum(0, 60_000 - metres), atol=1e-6)


def test_nothing_is_gained_where_there_is_nothing() -> None:
    gains = coverage_gains(NOWHERE, np.zeros(0), np.zeros(0, np.bool_), NOWHERE, 1000.0)

    answer = solve(Problem.MAXIMISE_COVERAGE, gains, Limits(0, count=3))

    assert (answer.value, answer.status, len(answer.chosen)) == (0, "optimal", 0)


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        ({"cost": np.array([1.0])}, "cost has 1 values for 2 candidates"),
        ({"cost": np.array([1.0, -1.0])}, "a cost must be"),
        ({"cost": np.array([1.0, np.nan])}, "a cost must be"),
        ({"count": -1}, "count must be"),
        ({"budget": float("nan")}, "budget must be"),
        ({"required": np.array([True, False]), "forbidden": np.array([True, False])}, "both required"),
    ],
)
def test_limits_that_contradict_themselves_are_refused(limits: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Limits(2, **limits)


@pytest.mark.parametrize("seed", range(12))
def test_coverings_of_dozens_are_those_of_scipy(seed: int) -> None:
    """HiGHS may tell an objective that its solution has not, where it was given a start."""
    random = np.random.default_rng(seed)
    points = Points(random.uniform(-1, 1, 150), random.uniform(47.5, 48.5, 150))
    gains = coverage_gains(points, np.ones(150), np.zeros(150, np.bool_), points, 12_000.0)

    found = solve(Problem.COVER_ALL, gains, Limits(150))

    pattern = (gains.toarray() > 0).astype(float)
    theirs = optimize.milp(
        np.ones(150),
        constraints=optimize.LinearConstraint(pattern, 1, np.inf),
        integrality=np.ones(150),
        bounds=optimize.Bounds(0, 1),
    )
    assert (found.status, found.value) == ("optimal", pytest.approx(theirs.fun))


def test_a_covering_falls_into_what_shares_no_origin() -> None:
    pattern = sparse.csr_array(np.array([[1, 1, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0]]))

    found = [(rows.tolist(), columns.tolist()) for rows, columns in parts(pattern)]

    assert found == [([0, 2], [0, 1]), ([1], [3])]
    assert parts(sparse.csr_array((0, 4))) == []


def test_status_tells_infeasible_from_not_found() -> None:
    none = solve(Problem.COVER_ALL, RING, Limits(3, count=1))
    assert none.status == "infeasible"
    assert isinstance(none, Solution)
    assert replace(none, stopped="time_limit").status == "none_found"
