"""Coverage within so many minutes, by a router."""

import numpy as np
from numpy.typing import NDArray

from app.directory.planning.coverage import UNKNOWN, Classes, three_classes
from geo.nearest import Floats, Integers, NearestIndex
from geo.siting.instance import Points
from geo.travel.cost import Doubt, Ends, Pairs, TravelCost
from geo.travel.routed import FASTEST_M_S

CANDIDATES = 20
"""Places of each kind that are asked about, the nearest as the crow flies."""
MOST_POINTS = 2_000
"""Points of origin that a router is asked about at once."""


class TooManyOriginsError(ValueError):
    """More origins than a router is asked about; the text says what to change."""

    def __init__(self, points: int) -> None:
        super().__init__(
            f"{points:,} points of origin are too many for minutes, which a router must tell one by one"
            f" (at most {MOST_POINTS:,}): name a smaller territory, or ask `within_km`."
        )


def classify_by_duration(
    origins: Points, matching: NearestIndex, silent: NearestIndex, reach_s: float, router: TravelCost
) -> Classes:
    """Return the class of each origin by the duration of routes.

    Where the router did not answer of a place that might be within reach, the origin is unknown: a service
    that is away covers nobody and leaves nobody uncovered.

    Raises
    ------
    TooManyOriginsError
        For more points than `MOST_POINTS`.

    """
    known = np.flatnonzero(~np.isnan(origins.longitude))
    positions, which = np.unique(origins.longitude[known] + 1j * origins.latitude[known], return_inverse=True)
    if len(positions) > MOST_POINTS:
        raise TooManyOriginsError(len(positions))
    points = (positions.real.copy(), positions.imag.copy())
    is_covered, is_open = _reached(*points, matching, reach_s, router)
    is_silent, may_be_silent = _reached(*points, silent, reach_s, router)
    classes = np.full(len(origins), UNKNOWN, np.int8)
    classes[known] = three_classes(is_covered, is_silent | is_open | may_be_silent)[which]
    return classes


def pairs_in_time(
    origins: Points, places: Points, reach_s: float, router: TravelCost
) -> tuple[Integers, Integers, bool]:
    """Return the origin and the place of each pair that a route joins in time, and whether all were answered.

    Every pair is asked about that might be in time: for a few places, and some thousand origins.
    """
    index = NearestIndex(places.longitude, places.latitude)
    row, column, metres = index.pairs(origins.longitude, origins.latitude, reach_s * FASTEST_M_S)
    costs = router.cost(_pairs(origins, index, row, column, metres))
    in_time = costs.duration_s <= reach_s
    return row[in_time], column[in_time], not bool((costs.doubt == Doubt.UNAVAILABLE).any())


def _reached(
    longitude: Floats, latitude: Floats, places: NearestIndex, reach_s: float, router: TravelCost
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which origins reach a place in time, and of which others the router does not say."""
    nearest = places.query(longitude, latitude, CANDIDATES, max_m=reach_s * FASTEST_M_S, workers=1)
    row, column = np.nonzero(nearest.index >= 0)
    origins, metres = Points(longitude, latitude), nearest.distance_m[row, column]
    costs = router.cost(_pairs(origins, places, row, nearest.index[row, column], metres))
    in_time, is_open = np.zeros(len(longitude), np.bool_), np.zeros(len(longitude), np.bool_)
    in_time[row[costs.duration_s <= reach_s]] = True
    is_open[row[costs.doubt == Doubt.UNAVAILABLE]] = True
    return in_time, is_open


def _pairs(origins: Points, places: NearestIndex, row: Integers, column: Integers, metres: Floats) -> Pairs:
    return Pairs(
        Ends(origins.longitude, origins.latitude, [()] * len(origins)),
        Ends(places.longitude, places.latitude, [()] * len(places)),
        row,
        column,
        metres,
    )
