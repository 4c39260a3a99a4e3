"""Counts of sites with a place within reach, by région."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.directory.common.france import REGIONS
from app.directory.matching.bulk.matcher import Match, Site

KILOMETRES = (10, 20, 50)
NAMES = {fact.code: fact.name for fact in REGIONS}
ELSEWHERE = "–"
"""Label of an unknown région: the overseas collectivities, and sites without a commune."""


CODES = {name: code for code, name in NAMES.items()}


def code_of(name: str) -> str | None:
    """Return the INSEE code of a région by its name; None where the région is unknown."""
    return CODES.get(name)


@dataclass(slots=True)
class Reach:
    """Counts of one région."""

    sites: int = 0
    located: int = 0
    """Sites whose position is known; only these can be within reach of anything."""
    within: dict[int, int] = field(default_factory=lambda: dict.fromkeys(KILOMETRES, 0))
    """Sites whose nearest match lies within so many kilometres."""

    def count(self, site: Site, nearest_m: float | None) -> None:
        """Count one site."""
        self.sites += 1
        self.located += site.longitude is not None
        for kilometres in KILOMETRES:
            self.within[kilometres] += nearest_m is not None and nearest_m <= kilometres * 1000


def reach_by_region(
    sites: Sequence[Site], matches: Iterable[Sequence[Match]]
) -> tuple[Reach, dict[str, Reach]]:
    """Return the counts of all sites, and those of each région by its name, in the order of the names."""
    whole = Reach()
    regions: dict[str, Reach] = {}
    for site, of_site in zip(sites, matches, strict=True):
        # By score, the first is not always the nearest.
        nearest = min((match.distance_m for match in of_site), default=None)
        name = NAMES.get(site.region_code or "", ELSEWHERE)
        for reach in (whole, regions.setdefault(name, Reach())):
            reach.count(site, nearest)
    return whole, dict(sorted(regions.items()))
