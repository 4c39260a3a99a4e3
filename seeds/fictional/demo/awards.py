"""Public money that a fictional place received."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from random import Random

from seeds.fictional.demo.chance import drawn, known
from seeds.reading.records import AwardRecord

FUNDED: Mapping[str, float] = {
    "third_place": 0.8,
    "coworking": 0.65,
    "fablab": 0.75,
    "manufactory": 0.95,
    "association": 0.3,
    "digital_public_space": 0.3,
    "library": 0.2,
    "training_centre": 0.3,
}
"""Share with an award by kind of place; the others are not third places and have none."""

CALLS: Mapping[str, Mapping[int, tuple[str, ...]]] = {
    "deffinov": {
        2021: ("Deffinov Tiers-lieux, 1re vague",),
        2022: ("Deffinov Tiers-lieux, 2e vague", "Deffinov Tiers-lieux, 3e vague"),
        2023: ("Deffinov Tiers-lieux, 4e vague",),
    },
    "fabrique-de-territoire": {
        2019: ("AMI Fabriques de territoire, 1re vague",),
        2020: ("AMI Fabriques de territoire, 2e vague", "AMI Fabriques de territoire, 3e vague"),
        2021: ("AMI Fabriques de territoire, 4e vague",),
    },
    "manufacture-de-proximite": {
        2021: ("AMI Manufactures de proximité, 1re vague",),
        2022: ("AMI Manufactures de proximité, 2e vague",),
    },
}
"""Calls of the demonstration by programme and year."""

AMOUNTS: Mapping[str, tuple[int, int]] = {
    "deffinov": (60_000, 320_000),
    "fabrique-de-territoire": (75_000, 150_000),
    "manufacture-de-proximite": (100_000, 250_000),
}
"""Euros, smallest and largest, in steps of 2,500."""

AMOUNT_STEP = 2_500
AMOUNT_KNOWN = 0.85
PERIOD_KNOWN = 0.8
SECOND_AWARD = 0.15
PROGRAMME_WEIGHTS: Mapping[str, Mapping[str, int]] = {
    "manufactory": {"manufacture-de-proximite": 8, "deffinov": 1, "fabrique-de-territoire": 1},
}
GENERAL_PROGRAMME_WEIGHTS: Mapping[str, int] = {"deffinov": 6, "fabrique-de-territoire": 4}


def awards(rng: Random, kind: str) -> tuple[AwardRecord, ...]:
    """Return the awards of a place of this kind: none, one, or two from different programmes."""
    if rng.random() >= FUNDED.get(kind, 0.0):
        return ()
    weights = PROGRAMME_WEIGHTS.get(kind, GENERAL_PROGRAMME_WEIGHTS)
    first = drawn(rng, weights)
    granted = [_award(rng, first)]
    if rng.random() < SECOND_AWARD:
        granted.append(_award(rng, rng.choice([code for code in weights if code != first])))
    return tuple(granted)


def _award(rng: Random, programme_code: str) -> AwardRecord:
    calls = CALLS[programme_code]
    year = rng.choice(list(calls))
    start, end = _period(rng, year)
    smallest, largest = AMOUNTS[programme_code]
    amount = Decimal(rng.randrange(smallest, largest + 1, AMOUNT_STEP))
    period_known = rng.random() < PERIOD_KNOWN
    return AwardRecord(
        programme_code=programme_code,
        call=f"{rng.choice(calls[year])} (démonstration)",
        year=year,
        amount=known(rng, amount, AMOUNT_KNOWN),
        period_start=start if period_known else None,
        period_end=end if period_known else None,
    )


def _period(rng: Random, year: int) -> tuple[date, date]:
    """Return the first and the last day of two or three years that begin within a year of the call."""
    start = date(year + rng.randint(0, 1), rng.choice((1, 4, 7, 9, 10)), 1)
    return start, date.fromordinal(start.replace(year=start.year + rng.randint(2, 3)).toordinal() - 1)
