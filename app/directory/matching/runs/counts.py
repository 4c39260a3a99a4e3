"""Counts of a run: sites by status, and sites with a place within reach, by région."""

from collections import Counter
from typing import Any

from app.directory.matching.runs.reach import Reach, code_of, reach_by_region
from app.directory.matching.runs.run import Result
from app.directory.matching.runs.vocabulary import MATCHED, NONE_WITHIN_REACH, POSITION_UNKNOWN, STATUSES


def status_of(longitude: float | None, is_matched: bool) -> str:
    """Return what became of a site at this longitude, None where its position is unknown."""
    if is_matched:
        return MATCHED
    return NONE_WITHIN_REACH if longitude is not None else POSITION_UNKNOWN


def counts(result: Result) -> dict[str, Any]:
    """Return how many sites there are by status, and how many have a place within reach, by région."""
    whole, regions = reach_by_region(result.sites, result.matches)
    statuses = Counter(
        status_of(site.longitude, bool(matches))
        for site, matches in zip(result.sites, result.matches, strict=True)
    )
    return {
        "sites": len(result.sites),
        "matches": sum(map(len, result.matches)),
        "by_status": {status: statuses[status] for status in STATUSES},
        "reach": _reach(whole),
        "regions": [{"code": code_of(name), "name": name, **_reach(one)} for name, one in regions.items()],
    }


def _reach(reach: Reach) -> dict[str, Any]:
    return {
        "sites": reach.sites,
        "located": reach.located,
        "within_km": {str(kilometres): count for kilometres, count in reach.within.items()},
    }
