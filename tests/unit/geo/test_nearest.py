"""The k-d tree finds what brute force finds, to the last tie."""

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.chord import ERROR_M
from geo.earth import earth_centred
from geo.geodesic import distance_m
from geo.nearest import MARGIN_M, MOST_NEIGHBOURS, Nearest, NearestIndex, _least_geodesic

Points = list[tuple[float, float]]

# At the poles and the antimeridian, on top of each other, metres apart, at the other end of the earth.
SPOTS = (
    (2.35, 48.85),
    (-177.4, 48.85),
    (180.0, 0.0),
    (-180.0, 0.0),
    (179.9999, -16.5),
    (-179.9999, -16.5),
    (0.0, 90.0),
    (45.0, 90.0),
    (0.0, -90.0),
    (-177.65, -48.85),
    (55.45, -20.88),
)
_ANYWHERE = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
_NEAR = st.tuples(st.sampled_from(SPOTS), st.floats(-1e-4, 1e-4), st.floats(-1e-4, 1e-4)).map(
    lambda parts: (parts[0][0] + parts[1], float(np.clip(parts[0][1] + parts[2], -90, 90)))
)
POINTS = st.sampled_from(SPOTS) | _NEAR | _ANYWHERE


def brute_force(points: Points, origins: Points, k: int, max_m: float) -> Nearest:
    """Return the answer by every distance there is."""
    index = np.full((len(origins), k), -1, dtype=np.int64)
    metres = np.full((len(origins), k), np.inf)
    lon, lat = np.array(points).reshape(-1, 2).T
    for row, (lon0, lat0) in enumerate(origins):
        distances = np.asarray(distance_m(lon0, lat0, lon, lat)).reshape(-1)
        order = [one for one in np.lexsort((np.arange(len(points)), distances)) if distances[one] <= max_m]
        for rank, one in enumerate(order[:k]):
            index[row, rank], metres[row, rank] = one, distances[one]
    return Nearest(index, metres)


def query(points: Points, origins: Points, k: int, max_m: float = np.inf) -> Nearest:
    lon, lat = np.array(points).reshape(-1, 2).T
    lon0, lat0 = np.array(origins).reshape(-1, 2).T
    return NearestIndex(lon, lat).query(lon0, lat0, k, max_m=max_m)


@given(
    points=st.lists(POINTS, max_size=40),
    origins=st.lists(POINTS, min_size=1, max_size=6),
    k=st.integers(1, 9),
    max_m=st.sampled_from([np.inf, 0.0, 5.0, 20_000.0, 1e7]),
)
@example(points=[], origins=[SPOTS[0]], k=2, max_m=np.inf)
@example(points=[*SPOTS, *SPOTS], origins=list(SPOTS), k=9, max_m=np.inf)
@example(points=[SPOTS[0]] * 12, origins=[SPOTS[0], SPOTS[9]], k=9, max_m=0.0)
@example(points=list(SPOTS), origins=list(SPOTS), k=9, max_m=20_000.0)
@example(points=[(180.0, -16.5), (-180.0, -16.5), (179.9999, -16.5)], origins=[SPOTS[5]], k=3, max_m=5e6)
def test_it_equals_brute_force(points: Points, origins: Points, k: int, max_m: float) -> None:
    found, expected = query(points, origins, k, max_m), brute_force(points, origins, k, max_m)
    np.testing.assert_array_equal(found.index, expected.index)
    np.testing.assert_allclose(found.distance_m, expected.distance_m, rtol=0, atol=ERROR_M)


def test_thousands_of_points_in_one_place_come_in_their_order() -> None:
    crowd: Points = [(2.35, 48.85)] * (MOST_NEIGHBOURS + 500)
    found = query([(2.36, 48.85), *crowd], [(2.35, 48.85), (2.30, 48.80)], 3)
    assert found.index.tolist() == [[1, 2, 3], [1, 2, 3]]
    assert found.distance_m[0].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("count", [5_000, 30_000])
def test_many_origins_equal_brute_force(count: int) -> None:
    """With threads and without."""
    random = np.random.default_rng(2026)
    points = list(zip(random.uniform(-5, 9, 300), random.uniform(41, 51, 300), strict=True))
    origins = list(zip(random.uniform(-5, 9, count), random.uniform(41, 51, count), strict=True))
    found = query(points, origins, 4, 200_000.0)
    some = random.integers(0, count, 200)
    expected = brute_force(points, [origins[one] for one in some], 4, 200_000.0)
    np.testing.assert_array_equal(found.index[some], expected.index)
    np.testing.assert_allclose(found.distance_m[some], expected.distance_m, rtol=0, atol=ERROR_M)


def test_one_number_of_threads_is_as_good_as_another() -> None:
    random = np.random.default_rng(1)
    lon, lat = random.uniform(-180, 180, 5_000), random.uniform(-90, 90, 5_000)
    index = NearestIndex(lon, lat)
    one, all_ = index.query(lon, lat, 5, workers=1), index.query(lon, lat, 5)
    np.testing.assert_array_equal(one.index, all_.index)
    np.testing.assert_array_equal(one.distance_m, all_.distance_m)
    np.testing.assert_array_equal(one.index[:, 0], np.arange(5_000))


def test_many_origins_at_few_points() -> None:
    random = np.random.default_rng(7)
    lon, lat = random.uniform(-5, 9, 400), random.uniform(41, 51, 400)
    index = NearestIndex(lon, lat)
    which = random.integers(0, 50, 20_000)
    many, few = index.query(lon[which], lat[which], 4), index.query(lon[:50], lat[:50], 4)
    np.testing.assert_array_equal(many.index, few.index[which])
    np.testing.assert_array_equal(many.distance_m, few.distance_m[which])


@given(_ANYWHERE, _ANYWHERE)
@example((0.0, 0.0), (180.0, 0.0))
@example((0.0, 0.3), (179.5, -0.3))
@example((2.35, 48.85), (-177.65, -48.85))
@example((0.0, 90.0), (0.0, -90.0))
@example((180.0, 5.0), (-180.0, 5.0))
def test_no_geodesic_is_shorter_than_the_bound(one: tuple[float, float], other: tuple[float, float]) -> None:
    lon, lat = np.array([one, other]).T
    chord = np.linalg.norm(np.diff(earth_centred(lon, lat), axis=0), axis=1)
    assert _least_geodesic(chord)[0] <= distance_m(*one, *other) + MARGIN_M


def test_a_site_overseas_does_not_read_the_whole_mainland(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its second place is 8,000 km away, where the chord falls short of the way by hundreds of kilometres."""
    random = np.random.default_rng(3)
    lon, lat = random.uniform(-5, 9, 3_000), random.uniform(41, 51, 3_000)
    index = NearestIndex(np.r_[45.2, lon], np.r_[-12.8, lat])
    asked: list[int] = []
    query_tree = NearestIndex._read_candidates

    def noting(self: NearestIndex, found: Nearest, rows: Any, wanted: int, *others: Any) -> Any:
        asked.append(wanted)
        return query_tree(self, found, rows, wanted, *others)

    monkeypatch.setattr(NearestIndex, "_read_candidates", noting)
    index.query([45.1], [-12.7], 5)
    assert max(asked) <= 500


def _two(values: tuple[float, ...]) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [((np.nan,), (0.0,)), ((0.0,), (90.5,)), ((0.0,), (np.nan,)), ((np.inf,), (0.0,)), ((0.0, 1.0), (0.0,))],
)
def test_what_is_no_point(longitude: tuple[float, ...], latitude: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"missing|shapes"):
        NearestIndex(_two(longitude), _two(latitude))


def test_no_neighbour_asked_for() -> None:
    with pytest.raises(ValueError, match="one neighbour"):
        query([(0.0, 0.0)], [(0.0, 0.0)], 0)
