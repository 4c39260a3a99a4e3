"""The best points of a set by a score that halves with distance, for many origins, exactly.

score = quality x 2 ** (-distance / half): the quality of each point is given, at most `top`. The `k` nearest
of an origin give a radius, half x log2(top / the lowest of their scores): no point beyond it can have a score
among the best, because not even one of the greatest quality would. Everything within it is scored.
"""

import numpy as np

from geo.nearest import Floats, Nearest, NearestIndex

MARGIN_M = 1e-3
"""Metres for rounding of the radius."""


def best(
    index: NearestIndex,
    quality: Floats,
    origins: tuple[Floats, Floats],
    k: int,
    *,
    half_m: float,
    max_m: float = np.inf,
    workers: int = -1,
) -> Nearest:
    """Return the `k` best points of each origin, within `max_m` metres.

    Ties by distance, then in the points' order. `quality` is one number a point, not below 0; `origins` are
    longitudes and latitudes in degrees, WGS 84; a point counts half at `half_m` metres.

    Raises
    ------
    ValueError
        For a quality below 0, or of another number than the points; origins that are no degrees; `k` below 1.

    """
    if len(quality) != len(index) or not (quality >= 0).all():
        raise ValueError("every point needs a quality of 0 at least")
    nearest = index.query(*origins, k, max_m=max_m, workers=workers)
    top = float(quality.max(initial=0.0))
    for row, (lon, lat) in enumerate(zip(*origins, strict=True)):
        points, metres = nearest.index[row], nearest.distance_m[row]
        if points[0] < 0:
            continue
        lowest = float(score(quality[points], metres, half_m).min()) if points[-1] >= 0 else 0.0
        radius = half_m * np.log2(top / lowest) + MARGIN_M if lowest > 0 else np.inf
        points, metres = index.within(float(lon), float(lat), float(min(radius, max_m)))
        order = np.lexsort((points, metres, -score(quality[points], metres, half_m)))[:k]
        nearest.index[row, : len(order)] = points[order]
        nearest.distance_m[row, : len(order)] = metres[order]
    return nearest


def score(quality: Floats, distance_m: Floats, half_m: float) -> Floats:
    """Return the score of points of this quality at these distances in metres."""
    return np.asarray(np.exp2(-distance_m / half_m) * quality, dtype=np.float64)
