"""Score of a match, 0 to 1, for an order that weighs distance against certainty.

score = 2 ** (-distance / 20 km) x quality x origin

The quality of a place does not depend on the distance (`queries.QUALITY`): the mean over the
needs of how sure it is that its best item meets them, 0 for a need that is not met, times what is known of
the place itself. `docs/matching.md` explains the figures.
"""

from app.directory.matching.reasons import APPROXIMATE

HALF_KM = 20.0
"""Kilometres after which a place counts half."""
HALF_M = HALF_KM * 1000.0
SHARING_UNKNOWN = 0.8
"""Factor for an item whose sharing nobody confirmed."""
SIZE_UNKNOWN = 0.9
"""Factor for seats that were asked for and are not stated; another one for pieces."""
HOURS_UNKNOWN = 0.95
"""Factor for a place without opening hours."""
POSITION_APPROXIMATE = 0.8
"""Factor for each of the two positions that is only a commune's centroid."""
DIGITS = 4
"""Decimals that are shown."""


def score_of(quality: float, distance_m: float, origin_precision: str | None) -> float:
    """Return the score of a place of this quality at this distance in metres."""
    origin = POSITION_APPROXIMATE if origin_precision == APPROXIMATE else 1.0
    return float(2.0 ** (-distance_m / HALF_M) * quality * origin)
