"""Catchment scores share out all supply and no more."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo import catchment
from geo.catchment import Step, accessibility
from geo.geodesic import distance_m
from geo.siting.instance import Points

STEPS = (Step(5_000.0, 1.0), Step(10_000.0, 0.68), Step(20_000.0, 0.22))


def points(count: int, seed: int) -> Points:
    random = np.random.default_rng(seed)
    return Points(random.uniform(-1, 1, count), random.uniform(47.5, 48.5, count))


@given(
    origins=st.integers(0, 40),
    facilities=st.integers(0, 12),
    seed=st.integers(0, 2**20),
    is_enhanced=st.booleans(),
)
@example(origins=1, facilities=1, seed=0, is_enhanced=False)
def test_all_supply_is_shared_out(origins: int, facilities: int, seed: int, is_enhanced: bool) -> None:
    random = np.random.default_rng(seed)
    people = random.integers(0, 4, origins) * 250.0
    supply = random.integers(0, 9, facilities).astype(float)
    steps = STEPS if is_enhanced else (Step(20_000.0, 1.0),)

    found = accessibility(points(origins, seed), people, points(facilities, seed + 1), supply, steps)

    assert (people * found.score).sum() + found.unused == pytest.approx(supply.sum(), rel=1e-9, abs=1e-9)


def test_the_formula_is_that_of_its_authors() -> None:
    origins, facilities = points(30, 1), points(8, 2)
    people, supply = np.arange(30) * 10.0, np.arange(8) + 1.0
    metres = distance_m(
        origins.longitude[:, None], origins.latitude[:, None], facilities.longitude, facilities.latitude
    )
    weight = np.select([metres <= step.until_m for step in STEPS], [step.weight for step in STEPS], 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = supply / (people[:, None] * weight).sum(axis=0)

    found = accessibility(origins, people, facilities, supply, STEPS)

    np.testing.assert_allclose(found.score, (np.nan_to_num(ratio, posinf=0.0) * weight).sum(axis=1))


def test_blocks_of_origins_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = (points(50, 3), np.ones(50), points(9, 4), np.ones(9), STEPS)
    whole = accessibility(*asked)

    monkeypatch.setattr(catchment, "ORIGINS_AT_ONCE", 7)

    np.testing.assert_allclose(accessibility(*asked).score, whole.score)


@pytest.mark.parametrize(
    "steps", [(), (Step(0.0, 1.0),), (Step(5.0, 1.0), Step(5.0, 0.5)), (Step(5.0, -1.0),)]
)
def test_steps_that_make_no_catchment_are_refused(steps: tuple[Step, ...]) -> None:
    with pytest.raises(ValueError, match=r"steps|weights"):
        accessibility(points(1, 1), np.ones(1), points(1, 2), np.ones(1), steps)
