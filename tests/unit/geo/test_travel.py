"""Journeys are costed by the crow's flight or a file, and ranked; what is left out is proved or said."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.travel.cost import Basis, Costs, Doubt, Ends, Method, Pairs, TravelCost
from geo.travel.crow import Detour, Geodesic
from geo.travel.matrix import Matrix, MatrixError, read_matrix
from geo.travel.ranking import rank
from geo.travel.tables import tables


def pairs_of(metres: list[float], names: list[tuple[str, ...]] | None = None) -> Pairs:
    """Return journeys of one origin to destinations so many metres away."""
    count = len(metres)
    return Pairs(
        Ends(np.zeros(1), np.zeros(1), [("of-1", "12345678900011")]),
        Ends(np.zeros(count), np.zeros(count), names or [(f"tl-{one}",) for one in range(count)]),
        np.zeros(count, dtype=np.int64),
        np.arange(count),
        np.array(metres, dtype=np.float64),
    )


def read(tmp_path: Path, text: str) -> Matrix:
    path = tmp_path / "matrix.csv"
    path.write_bytes(text.encode())
    return read_matrix(path)


def test_the_crow_and_its_detour() -> None:
    pairs = pairs_of([100.0, 250.0])
    for way, factor in ((Geodesic(), 1.0), (Detour(1.3), 1.3)):
        costs = way.cost(pairs)
        assert costs.distance_m.tolist() == [100.0 * factor, 250.0 * factor]
        assert np.isnan(costs.duration_s).all()
        assert costs.doubt.tolist() == [Doubt.NONE, Doubt.NONE]
        assert rank(pairs, costs, way, 2, np.array([False])).complete.tolist() == [True]


@pytest.mark.parametrize("factor", [0.99, 10.5, float("nan"), float("inf"), -1.0])
def test_no_detour(factor: float) -> None:
    with pytest.raises(ValueError, match="detour factor"):
        Detour(factor)


def test_a_matrix_of_seconds(tmp_path: Path) -> None:
    text = (
        "\ufeffOrigin,destination,seconds,metres,remark\r\n"
        "of-1,tl-0,600,9000,=cmd\r\n"
        "12345678900011,tl-1,300,\r\n"
        "of-1,tl-2,,\r\n"
    )
    matrix = read(tmp_path, text)
    assert (matrix.method, matrix.basis, matrix.least_per_metre) == (Method.MATRIX, Basis.DURATION, 0.0)
    pairs = pairs_of([10.0, 20.0, 30.0, 5.0])
    costs = matrix.cost(pairs)
    np.testing.assert_array_equal(costs.duration_s, [600.0, 300.0, np.nan, np.nan])
    np.testing.assert_array_equal(costs.distance_m, [9000.0, np.nan, 30.0, 5.0])
    assert costs.doubt.tolist() == [Doubt.NONE, Doubt.NONE, Doubt.NO_ROUTE, Doubt.NOT_LISTED]
    ranked = rank(pairs, costs, matrix, 4, np.array([True]))
    assert ranked.pair.tolist() == [1, 0, 3, 2], "known journeys first, the others as the crow flies"
    assert ranked.complete.tolist() == [True]


def test_a_matrix_of_metres(tmp_path: Path) -> None:
    matrix = read(tmp_path, "origin,destination,metres\nof-1,tl-0,900\nof-1,tl-1,40\n")
    assert (matrix.basis, matrix.least_per_metre) == (Basis.DISTANCE, 1.0)
    pairs = pairs_of([10.0, 20.0])
    ranked = rank(pairs, matrix.cost(pairs), matrix, 1, np.array([False]))
    assert (ranked.pair.tolist(), ranked.complete.tolist()) == ([1], [False])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "lacks origin and destination"),
        ("origin,seconds\n", "lacks destination"),
        ("origin,destination\n", "neither seconds nor metres"),
        ("origin,destination,seconds,seconds\n", "stands twice"),
        ("origin,destination,seconds\na,b,-1\n", "line 2: seconds='-1'"),
        ("origin,destination,seconds\na,b,inf\n", "line 2"),
        ("origin,destination,seconds\na,b,12 min\n", "line 2"),
        ("origin,destination,seconds\n,b,1\n", "line 2: the origin"),
        ("origin,destination,seconds\na,b,1\na,b,2\n", "line 3: a to b stands twice"),
        ("origin,destination,seconds\na\n", "line 2"),
    ],
)
def test_what_is_no_matrix(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(MatrixError, match=said):
        read(tmp_path, text)


def test_files_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "matrix.csv"
    path.write_bytes("origin,destination,seconds\né,b,1\n".encode("latin-1"))
    for unreadable in (path, tmp_path / "none.csv", tmp_path):
        with pytest.raises(MatrixError, match=r"UTF-8|read"):
            read_matrix(unreadable)


class Speed:
    """Durations at the speed of each journey, in metres a second; none is faster than 36."""

    method = Method.ROUTE
    basis = Basis.DURATION
    least_per_metre = 1 / 36

    def __init__(self, speeds: list[float | None]) -> None:
        self.speeds = speeds

    def cost(self, pairs: Pairs) -> Costs:
        costs = Costs.unknown(pairs, Doubt.NO_ROUTE)
        for pair, destination in enumerate(pairs.destination.tolist()):
            speed = self.speeds[destination]
            if speed is not None:
                costs.duration_s[pair] = pairs.geodesic_m[pair] / speed
                costs.doubt[pair] = Doubt.NONE
        return costs


JOURNEY = st.tuples(st.floats(0, 50_000), st.none() | st.floats(1, 36))


@given(st.lists(JOURNEY, min_size=1, max_size=30), st.integers(1, 5), st.integers(1, 12))
@example([(10.0, None), (20.0, None), (30.0, 1.0)], 1, 2)
@example([(100.0, 1.0), (200.0, 36.0)], 1, 1)
@example([(100.0, 36.0), (50_000.0, 36.0)], 1, 1)
@example([(0.0, 1.0), (0.0, 36.0), (0.0, None)], 5, 3)
def test_what_is_called_complete_is_the_answer_over_all(
    journeys: list[tuple[float, float | None]], k: int, candidates: int
) -> None:
    journeys.sort(key=lambda one: one[0])
    way: TravelCost = Speed([speed for _metres, speed in journeys])
    metres = [one[0] for one in journeys]
    everyone, some = pairs_of(metres), pairs_of(metres[:candidates])
    over_all = rank(everyone, way.cost(everyone), way, k, np.array([True]))
    ranked = rank(some, way.cost(some), way, k, np.array([candidates >= len(journeys)]))
    if ranked.complete[0]:
        keys = [way.cost(everyone).duration_s[one.pair] for one in (over_all, ranked)]
        np.testing.assert_array_equal(*keys)
    if candidates >= len(journeys):
        assert ranked.complete[0]


@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.lists(st.integers(0, 40), min_size=1, max_size=30, unique=True)),
        max_size=12,
        unique_by=lambda one: one[0],
    ),
    st.integers(2, 20),
    st.integers(1, 40),
)
@example([], 2, 1)
@example([(0, list(range(30))), (8, [0, 40])], 2, 1)
@example([(one, list(range(9))) for one in range(5)], 20, 40)
def test_tables_hold_every_journey_once_within_the_limits(
    wanted: list[tuple[int, list[int]]], most_points: int, most_cells: int
) -> None:
    both = [(origin, destination) for origin, there in wanted for destination in there]
    ends = Ends(np.arange(41) / 10, np.arange(41) / 10, [()] * 41)
    origin, destination = np.array(both, dtype=np.int64).reshape(-1, 2).T
    pairs = Pairs(ends, ends, origin, destination, np.zeros(len(both)))
    asked = list(tables(pairs, most_points, most_cells))
    assert sorted(pair for one in asked for pair in one.pairs.tolist()) == list(range(len(both)))
    for one in asked:
        assert len(one.sources) + len(one.targets) <= most_points
        assert len(one.sources) * len(one.targets) <= most_cells
        np.testing.assert_array_equal(one.sources[one.row], origin[one.pairs])
        np.testing.assert_array_equal(one.targets[one.column], destination[one.pairs])
