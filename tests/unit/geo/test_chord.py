"""Lengths from chords are Karney's."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.chord import ERROR_M, LONGEST_M, geodesic_of_chord
from geo.earth import earth_centred
from geo.geodesic import WGS84


def both(lon: float, lat: float, azimuth: float, metres: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the length from the chord, and Karney's, of a way that starts here."""
    lon2, lat2, _ = WGS84.fwd(lon, lat, azimuth, metres)
    _, _, karney = WGS84.inv(lon, lat, lon2, lat2)
    start, end = (
        earth_centred(np.array([lon]), np.array([lat])),
        earth_centred(np.array([lon2]), np.array([lat2])),
    )
    chord = np.sqrt(((start - end) ** 2).sum(axis=1))
    return geodesic_of_chord(chord, start[:, 2], end[:, 2]), np.array([karney])


@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90) | st.sampled_from([-90.0, 0.0, 90.0, 89.9, 1e-9]),
    azimuth=st.floats(-180, 180) | st.sampled_from([0.0, 90.0, 180.0]),
    metres=st.floats(0, LONGEST_M),
)
@example(lon=0.0, lat=0.0, azimuth=90.0, metres=LONGEST_M)
@example(lon=0.0, lat=-1e-9, azimuth=0.0, metres=LONGEST_M)
@example(lon=180.0, lat=45.0, azimuth=90.0, metres=LONGEST_M)
@example(lon=2.35, lat=89.9, azimuth=0.0, metres=LONGEST_M)
@example(lon=0.0, lat=-90.0, azimuth=180.0, metres=LONGEST_M)
@example(lon=2.35, lat=48.85, azimuth=60.0, metres=1e-3)
@example(lon=2.35, lat=48.85, azimuth=60.0, metres=0.0)
def test_they_are_as_right_as_karneys(lon: float, lat: float, azimuth: float, metres: float) -> None:
    found, karney = both(lon, lat, azimuth, metres)
    np.testing.assert_allclose(found, karney, rtol=0, atol=ERROR_M)


def test_no_length_at_all_is_none() -> None:
    assert geodesic_of_chord(np.zeros(1), np.array([4e6]), np.array([4e6])).tolist() == [0.0]


@pytest.mark.parametrize("metres", [200_000.0, 1_000_000.0])
def test_longer_ones_are_not_so_right(metres: float) -> None:
    """The limit is there for a reason."""
    found, karney = both(2.35, 48.85, 60.0, metres)
    assert abs(found - karney).item() > ERROR_M
