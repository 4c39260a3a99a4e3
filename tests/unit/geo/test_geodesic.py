import numpy as np
import pytest

from geo.geodesic import distance_m, point_distance_m

PARIS = (2.35222, 48.85661)
CAYENNE = (-52.33, 4.93)


def test_a_known_baseline() -> None:
    # One minute of longitude on the equator is 1/21600 of the circumference.
    assert float(distance_m(0, 0, 1 / 60, 0)) == pytest.approx(2 * np.pi * 6_378_137 / 21_600, abs=1e-6)


def test_a_quarter_of_the_meridian_is_the_metres_first_definition() -> None:
    assert float(distance_m(0, 0, 0, 90)) == pytest.approx(10_001_965.729, abs=0.001)


def test_longitude_comes_first() -> None:
    assert float(distance_m(*PARIS, *CAYENNE)) == pytest.approx(7_083_000, rel=0.01)


def test_crosses_the_antimeridian_by_the_short_way() -> None:
    assert float(distance_m(179.5, -17, -179.5, -17)) < 110_000


def test_broadcasts_a_point_against_many() -> None:
    longitudes, latitudes = np.array([PARIS[0], CAYENNE[0]]), np.array([PARIS[1], CAYENNE[1]])
    distances = distance_m(*PARIS, longitudes, latitudes)
    assert distances.shape == (2,)
    assert distances[0] == 0
    assert distances[1] == float(distance_m(*CAYENNE, *PARIS))


def test_leaves_its_input_alone() -> None:
    longitudes, latitudes = np.array([1.0, 2.0]), np.array([45.0, 46.0])
    distance_m(longitudes, latitudes, *PARIS)
    assert longitudes.tolist() == [1.0, 2.0]
    assert latitudes.tolist() == [45.0, 46.0]


def test_not_a_number_stays_so() -> None:
    assert np.isnan(distance_m(float("nan"), 1, 2, 3))


def test_shapes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="shape"):
        distance_m([1, 2, 3], [1, 2, 3], [1, 2], [1, 2])


def test_two_points_are_as_far_as_two_arrays_of_one() -> None:
    assert point_distance_m(*PARIS, *CAYENNE) == float(distance_m(*PARIS, *CAYENNE))
