"""The best by score equal a search over every point: at the poles, the antimeridian, on top of each other."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.geodesic import WGS84
from geo.nearest import NearestIndex
from geo.scored import best, score

HALF_M = 20_000.0
ODD = st.sampled_from(
    (
        (0.0, 90.0),
        (123.0, 90.0),
        (0.0, -90.0),
        (180.0, -16.5),
        (-180.0, -16.5),
        (179.999, -16.5),
        (2.35, 48.85),
    )
)
NEAR_ODD = st.builds(
    lambda at, east, north: (at[0] + east, max(-90.0, min(90.0, at[1] + north))),
    ODD,
    st.floats(-0.3, 0.3),
    st.floats(-0.3, 0.3),
)
ANYWHERE = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
QUALITY = st.sampled_from((0.0, 0.05, 0.4, 0.5, 0.8, 0.95, 1.0))
POINTS = st.lists(st.tuples(st.one_of(ODD, NEAR_ODD, ANYWHERE), QUALITY), min_size=1, max_size=60)


def brute_force(
    points: np.ndarray, quality: np.ndarray, origin: tuple[float, float], k: int, max_m: float
) -> list[int]:
    ones = np.ones(len(points))
    metres = WGS84.inv(origin[0] * ones, origin[1] * ones, points[:, 0], points[:, 1])[2]
    order = np.lexsort((np.arange(len(points)), metres, -score(quality, metres, HALF_M)))
    return [int(point) for point in order if metres[point] <= max_m][:k]


@given(
    points=POINTS,
    origins=st.lists(st.one_of(ODD, NEAR_ODD, ANYWHERE), min_size=1, max_size=5),
    k=st.sampled_from((1, 2, 5, 100)),
    max_m=st.sampled_from((0.0, 1000.0, 30_000.0, 2e7, np.inf)),
)
@example(points=[((2.35, 48.85), 0.5)] * 7, origins=[(2.35, 48.85)], k=5, max_m=0.0)
@example(points=[((2.35, 48.85), 0.0), ((2.36, 48.85), 0.0)], origins=[(2.4, 48.85)], k=1, max_m=np.inf)
@example(points=[((180.0, -16.5), 0.4), ((-180.0, -16.5), 0.4)], origins=[(179.999, -16.5)], k=2, max_m=2e3)
@example(points=[((0.0, 90.0), 0.8), ((123.0, 90.0), 1.0)], origins=[(0.0, -90.0)], k=2, max_m=2e7)
@example(points=[((0.0, 90.0), 0.8), ((123.0, 90.0), 1.0)], origins=[(7.0, 90.0)], k=100, max_m=np.inf)
def test_equals_brute_force(
    points: list[tuple[tuple[float, float], float]],
    origins: list[tuple[float, float]],
    k: int,
    max_m: float,
) -> None:
    there = np.array([at for at, _ in points])
    quality = np.array([quality for _, quality in points])
    lon, lat = np.array(origins).T
    found = best(NearestIndex(*there.T), quality, (lon, lat), k, half_m=HALF_M, max_m=max_m)
    for row, origin in enumerate(origins):
        expected = brute_force(there, quality, origin, k, max_m)
        assert [point for point in found.index[row].tolist() if point >= 0] == expected
        assert np.isfinite(found.distance_m[row]).sum() == len(expected)


def test_a_surer_place_beats_a_nearer_one() -> None:
    index = NearestIndex([0.0, 0.05], [0.0, 0.0])
    found = best(index, np.array([0.5, 1.0]), (np.array([0.0]), np.array([0.0])), 1, half_m=HALF_M)
    assert found.index.tolist() == [[1]]


@pytest.mark.parametrize("quality", [[1.0], [1.0, -0.1], [1.0, np.nan]])
def test_a_quality_for_every_point(quality: list[float]) -> None:
    index = NearestIndex([0.0, 1.0], [0.0, 0.0])
    with pytest.raises(ValueError, match="quality"):
        best(index, np.array(quality), (np.array([0.0]), np.array([0.0])), 1, half_m=HALF_M)
