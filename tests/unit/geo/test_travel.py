"""Estimates of how long a way takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.travel import DETOUR, driving_minutes, rounded_minutes, walking_minutes

METRES = st.floats(0, 2e7, allow_nan=False)


def test_walking_goes_at_one_speed() -> None:
    assert walking_minutes(4_500 / DETOUR) == pytest.approx(60)


def test_driving_is_slow_in_streets_and_faster_on_roads() -> None:
    assert driving_minutes(0) == 0
    assert driving_minutes(5_000 / DETOUR) == pytest.approx(12)
    assert driving_minutes(30_000 / DETOUR) == pytest.approx(12 + 30)
    assert driving_minutes(110_000 / DETOUR) == pytest.approx(12 + 30 + 60)


@given(METRES, METRES)
def test_a_longer_way_takes_no_less_time(one: float, other: float) -> None:
    near, far = sorted((one, other))
    assert driving_minutes(near) <= driving_minutes(far)
    assert walking_minutes(near) <= walking_minutes(far)


@given(METRES)
def test_nobody_walks_faster_than_the_car(metres: float) -> None:
    assert driving_minutes(metres) <= walking_minutes(metres)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, 1),
        (0.4, 1),
        (7.5, 8),
        (9.9, 10),
        (12.4, 10),
        (12.5, 15),
        (57.5, 60),
        (64, 60),
        (66, 70),
        (125, 130),
    ],
)
def test_minutes_are_rounded_as_estimates_are(minutes: float, said: int) -> None:
    assert rounded_minutes(minutes) == said
