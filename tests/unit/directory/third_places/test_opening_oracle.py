"""The product's expansions against a slow reading of the same text, at random moments."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from support.opening_oracle import AREAS, state_at
from support.opening_texts import random_hours

from app.directory.common.france import TIMEZONES
from app.directory.third_places.opening_hours import NOT_UNDERSTOOD, Expansion, Unsure, expand
from app.directory.third_places.opening_rules import DAY

SPAN = 400
MOMENTS = 20
ZONE_OF = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "976": "Indian/Mayotte",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


def state_in(expansion: Expansion, moment: datetime, zone: str) -> str:
    """What an expansion says of a moment: the day's exception, else the regular week."""
    local = moment.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    for name, times in (
        ("open", Unsure(expansion.week, expansion.exceptions)),
        ("appointment", expansion.appointment),
        ("unknown", expansion.unknown),
    ):
        day = times.exceptions.get(local.date())
        at, spans = (minute, day) if day is not None else (local.weekday() * DAY + minute, times.week)
        if any(begin <= at < end for begin, end in spans):
            return name
    return "closed"


def compare(seed: int, texts: int) -> dict[str, int]:
    rng = Random(seed)  # noqa: S311 - the same every time
    counts: dict[str, int] = {}
    for _ in range(texts):
        hours, area = random_hours(rng), rng.choice(list(AREAS))
        zone = ZONE_OF.get(area) or rng.choice(TIMEZONES)
        start = date(2026, 1, 1) + timedelta(days=rng.randrange(400))
        expansion = expand(hours, zone, start, SPAN, area)
        assert NOT_UNDERSTOOD not in expansion.remarks, hours
        for _ in range(MOMENTS):
            moment = datetime(start.year, start.month, start.day, 14, tzinfo=UTC) + timedelta(
                minutes=rng.randrange((SPAN - 2) * DAY)
            )
            expected = state_at(hours, moment, zone, area)
            assert state_in(expansion, moment, zone) == expected, (hours, moment.isoformat(), zone, area)
            counts[expected] = counts.get(expected, 0) + 1
    return counts


def test_a_few_hundred_random_moments_agree() -> None:
    counts = compare(seed=20260302, texts=30)
    assert set(counts) == {"open", "closed", "appointment", "unknown"}


@pytest.mark.large
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_thousand_random_moments_agree(seed: int) -> None:
    counts = compare(seed, texts=500)
    assert sum(counts.values()) == 10_000
    assert min(counts.values()) > 100
