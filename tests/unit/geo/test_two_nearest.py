"""The two nearest that are kept are those that a recount finds, after any edits."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.chord import ERROR_M
from geo.nearest import NearestIndex
from geo.two_nearest import NONE, TwoNearest

REACH_M = 30_000.0
# Few spots, so that facilities share them, lie at one distance, and leave origins without any.
SPOTS = [(lon / 4, 47 + lat / 4) for lon in range(-3, 4) for lat in range(3)]
SPOT = st.sampled_from(SPOTS)
Edit = tuple[str, int, tuple[float, float]]
EDITS = st.lists(st.tuples(st.sampled_from(("add", "move", "close")), st.integers(0, 30), SPOT), max_size=12)


def columns(points: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    lon, lat = np.array(points, dtype=float).reshape(-1, 2).T
    return lon, lat


def edited(kept: TwoNearest, facilities: int, edits: list[Edit]) -> TwoNearest:
    numbers = list(range(facilities))
    for name, which, (lon, lat) in edits:
        if name == "add":
            numbers.append(kept.add(lon, lat))
        elif numbers:
            number = numbers.pop(which % len(numbers))
            if name == "move":
                numbers.append(kept.move(number, lon, lat))
            else:
                kept.close(number)
    return kept


ORIGIN, HERE, THERE = [SPOTS[0]], SPOTS[0], SPOTS[1]


@given(st.lists(SPOT, max_size=10), st.lists(SPOT, max_size=6), EDITS)
@example(ORIGIN, [], [("add", 0, HERE), ("close", 0, HERE)])
@example(ORIGIN, [THERE] * 3, [("close", 0, HERE), ("close", 0, HERE), ("add", 0, THERE)])
@example(ORIGIN, [HERE, THERE], [("add", 0, HERE), ("add", 0, HERE), ("close", 0, HERE)])
def test_edits_lead_to_what_a_recount_finds(
    origins: list[tuple[float, float]], facilities: list[tuple[float, float]], edits: list[Edit]
) -> None:
    kept = TwoNearest(NearestIndex(*columns(origins)), *columns(facilities), REACH_M)

    edited(kept, len(facilities), edits)

    facility, metres = kept.recount()
    near = np.isfinite(metres)
    assert (near == np.isfinite(kept.distance_m)).all()
    np.testing.assert_allclose(kept.distance_m[near], metres[near], rtol=0, atol=2 * ERROR_M)
    assert (kept.is_covered == (facility[:, 0] != NONE)).all()
    # Of two at one distance, which is the first may hang on the last bit.
    is_clear = near[:, 0] & (metres[:, 1] > metres[:, 0] + 1e-6)
    assert (kept.facility[is_clear, 0] == facility[is_clear, 0]).all()


@pytest.mark.parametrize("reach_m", [4_000.0, 30_000.0, 80_000.0])
def test_edits_among_thousands_lead_to_what_a_recount_finds(reach_m: float) -> None:
    """Origins in many blocks, some without any facility, some far away."""
    random = np.random.default_rng(18)
    lon, lat = random.normal(2, 0.5, 2000), random.normal(47, 0.3, 2000)
    lon[:3], lat[:3] = (179.9999, -60.0, 55.4), (-17.0, 90.0, -21.0)
    shops = [(float(random.normal(2, 0.5)), float(random.normal(47, 0.3))) for _ in range(40)]
    edits: list[Edit] = [
        (
            str(random.choice(("add", "add", "move", "close", "close"))),
            int(random.integers(60)),
            shops[random.integers(40)],
        )
        for _ in range(150)
    ]
    kept = TwoNearest(NearestIndex(lon, lat), *columns(shops), reach_m)

    for begin in range(0, len(edits), 30):
        kept = kept.copy()
        edited(kept, 0 if begin else len(shops), edits[begin : begin + 30])
        assert (kept.is_covered == np.isfinite(kept.recount()[1][:, 0])).all()

    np.testing.assert_allclose(kept.distance_m, kept.recount()[1], rtol=0, atol=2 * ERROR_M)


def test_a_copy_is_edited_apart() -> None:
    kept = TwoNearest(NearestIndex(*columns(SPOTS)), *columns(SPOTS[:2]), REACH_M)
    covered = kept.is_covered.sum()

    other = kept.copy()
    other.close(0)
    other.close(1)
    other.add(*SPOTS[5])

    assert kept.is_covered.sum() == covered
    assert (kept.recount()[0] == kept.facility).all()
    assert (other.recount()[0] == other.facility).all()


def test_what_is_not_there_cannot_be_closed() -> None:
    kept = TwoNearest(NearestIndex(*columns(SPOTS)), *columns(SPOTS[:1]), REACH_M)
    kept.close(0)

    for number in (0, 1, -1):
        with pytest.raises(KeyError):
            kept.close(number)
