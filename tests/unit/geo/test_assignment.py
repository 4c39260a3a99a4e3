"""Assignments serve the most, at the least cost, and prove it."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.assignment import Assignment, assign, is_optimal, nearest_first

Problem = tuple[list[int], list[int], list[int], list[int], list[int]]


@st.composite
def problems(draw: st.DrawFn, most: int = 3) -> Problem:
    demand = draw(st.lists(st.integers(0, 3), min_size=1, max_size=most))
    capacity = draw(st.lists(st.integers(0, 3), min_size=1, max_size=most))
    every = list(product(range(len(demand)), range(len(capacity))))
    pairs = draw(st.lists(st.sampled_from(every), unique=True, max_size=5))
    costs = draw(st.lists(st.integers(0, 50_000), min_size=len(pairs), max_size=len(pairs)))
    return [i for i, _ in pairs], [j for _, j in pairs], costs, demand, capacity


def exhaustive(problem: Problem) -> tuple[int, int]:
    """Return the most that can be served and its least cost, by trying everything."""
    origin, point, cost, demand, capacity = problem
    best = (0, 0)
    for flow in product(
        *(range(min(demand[i], capacity[j]) + 1) for i, j in zip(origin, point, strict=True))
    ):
        sent, taken = [0] * len(demand), [0] * len(capacity)
        for i, j, amount in zip(origin, point, flow, strict=True):
            sent[i] += amount
            taken[j] += amount
        if all(a <= b for a, b in zip(sent + taken, demand + capacity, strict=True)):
            total = sum(a * c for a, c in zip(flow, cost, strict=True))
            best = min(best, (-sum(flow), total))
    return -best[0], best[1]


@given(problem=problems())
@example(problem=([], [], [], [3], [0]))
@example(problem=([0, 0, 1], [0, 1, 0], [10, 500, 20], [1, 1], [1, 1]))
@example(problem=([0, 1], [0, 0], [5, 5], [2, 3], [3]))
@example(problem=([0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 0, 50_000], [3, 3], [3, 2]))
def test_nothing_is_better(problem: Problem) -> None:
    found = assign(*problem)
    assert (found.served, found.cost) == exhaustive(problem)
    assert is_optimal(found, *problem)


@given(problem=problems(most=5))
@example(problem=([0, 0, 1], [0, 1, 0], [10, 500, 20], [1, 1], [1, 1]))
@example(problem=([0, 1, 2], [0, 0, 0], [7, 7, 7], [3, 0, 3], [3]))
def test_everyone_to_the_nearest_is_never_better(problem: Problem) -> None:
    origin, point, cost, demand, capacity = problem
    flow = nearest_first(*problem)
    for index, sizes, limit in ((origin, len(demand), demand), (point, len(capacity), capacity)):
        used = np.bincount(np.array(index, int), flow, sizes)
        assert (used <= limit).all()
    found = assign(*problem)
    assert flow.sum() <= found.served
    if flow.sum() == found.served:
        assert flow @ np.array(cost, int) >= found.cost


def test_the_nearest_place_is_left_to_those_who_have_no_other() -> None:
    # Both are nearest to place 0, which has one seat; origin 0 may go to place 1 as well.
    found = assign([0, 0, 1], [0, 1, 0], [10, 500, 20], [1, 1], [1, 1])
    assert found.flow.tolist() == [0, 1, 1]
    assert nearest_first([0, 0, 1], [0, 1, 0], [10, 500, 20], [1, 1], [1, 1]).tolist() == [1, 0, 0]


def test_a_proof_is_refused_for_anything_else() -> None:
    problem = ([0, 0, 1], [0, 1, 0], [10, 500, 20], [1, 1], [1, 1])
    found = assign(*problem)
    proof = found.certificate
    no = np.zeros(2, bool)
    wrong: list[Assignment] = [
        replace(found, flow=np.array([1, 0, 0]), served=1, cost=10),
        replace(found, flow=np.array([1, 1, 0])),
        replace(found, cost=519),
        replace(found, certificate=replace(proof, fare=proof.fare + 1)),
        replace(found, certificate=replace(proof, cut_points=no, cut_origins=no)),
    ]
    assert is_optimal(found, *problem)
    assert not any(is_optimal(one, *problem) for one in wrong)


def test_thousands_at_once_are_proved() -> None:
    random = np.random.default_rng(7)
    origin = np.repeat(np.arange(3000), 8)
    point = random.integers(0, 900, origin.size)
    cost = random.integers(0, 50_000, origin.size)
    demand, capacity = random.integers(1, 40, 3000), random.integers(0, 60, 900)
    found = assign(origin, point, cost, demand, capacity)
    assert is_optimal(found, origin, point, cost, demand, capacity)
    assert found.served > nearest_first(origin, point, cost, demand, capacity).sum()


@pytest.mark.parametrize(
    "problem",
    [
        ([0], [0], [1.5], [1], [1]),
        ([0], [0], [-1], [1], [1]),
        ([0], [1], [1], [1], [1]),
        ([0, 0], [0], [1], [1], [1]),
        ([0], [0], [1], [[1]], [1]),
    ],
    ids=["a broken cost", "a negative cost", "no such point", "lengths", "two dimensions"],
)
def test_what_is_no_problem(problem: tuple[list[float], ...]) -> None:
    with pytest.raises(ValueError, match=r"[a-z]"):
        assign(*problem)


def test_nobody_and_nowhere() -> None:
    assert assign([], [], [], [5], []).served == 0
    assert assign([0], [0], [3], [0], [9]).served == 0
