"""Sites within reach: the limit itself counts, and a site without a position is within reach of nothing."""

import pytest

from app.directory.matching.bulk.matcher import Match, Place, Site
from app.directory.matching.runs.reach import ELSEWHERE, reach_by_region


def site(region_code: str | None, longitude: float | None = 2.35) -> Site:
    latitude = None if longitude is None else 48.85
    return Site("of-1", "Organisme", None, "unknown", region_code, longitude, latitude, "address", needs=())


def match(distance_m: float) -> Match:
    place = Place("tl-1", "Lieu", 2.35, 48.85, "address", 1.0)
    return Match(place, distance_m, approximate=False, score=1.0)


@pytest.mark.parametrize(
    ("distance_m", "within"),
    [
        (0.0, {10: 1, 20: 1, 50: 1}),
        (10_000.0, {10: 1, 20: 1, 50: 1}),
        (10_000.1, {10: 0, 20: 1, 50: 1}),
        (20_000.0, {10: 0, 20: 1, 50: 1}),
        (50_000.0, {10: 0, 20: 0, 50: 1}),
        (50_000.1, {10: 0, 20: 0, 50: 0}),
    ],
)
def test_who_is_at_the_limit_is_within_reach(distance_m: float, within: dict[int, int]) -> None:
    whole, _regions = reach_by_region([site("11")], [[match(distance_m)]])
    assert whole.within == within


def test_the_nearest_counts_whatever_its_rank() -> None:
    whole, _regions = reach_by_region([site("11")], [[match(40_000.0), match(5_000.0)]])
    assert whole.within == {10: 1, 20: 1, 50: 1}


def test_every_site_is_counted_where_it_lies() -> None:
    sites = [site("84"), site("11"), site("11", None), site(None)]
    whole, regions = reach_by_region(sites, [[match(1.0)], [match(30_000.0)], [], []])
    assert (whole.sites, whole.located) == (4, 3)
    assert whole.within == {10: 1, 20: 1, 50: 2}
    assert list(regions) == ["Auvergne-Rhône-Alpes", "Île-de-France", ELSEWHERE]
    assert (regions["Île-de-France"].sites, regions["Île-de-France"].located) == (2, 1)
    assert regions["Île-de-France"].within == {10: 0, 20: 0, 50: 1}
    assert regions[ELSEWHERE].within == {10: 0, 20: 0, 50: 0}
