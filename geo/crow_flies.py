"""Travel times estimated from the distance as the crow flies. No road is looked at.

A way is longer than the straight line by a detour factor: 1.343 on average from homes to the centres of
300 European cities (Environment and Planning B, 2023, doi:10.1177/23998083231168870). The speeds are
round assumptions of ours: 4.5 km/h on foot, 15 km/h by bicycle, by car the slower the shorter the way
(streets, then roads, then main roads). Seas, mountains and traffic are not in it, so whoever shows it must
call it an estimate.
"""

import math

DETOUR = 1.343
"""Metres of way for each metre as the crow flies."""
WALKING_KMH = 4.5
DRIVING_KMH = ((5_000.0, 25.0), (30_000.0, 50.0), (math.inf, 80.0))
"""Speeds by car: up to so many metres of way, so many km/h."""
CYCLING_KMH = 15.0
WALKABLE_M = 2_000.0
"""Metres as the crow flies beyond which few people walk: more than half an hour."""
CYCLABLE_M = 8_000.0
"""Metres as the crow flies beyond which few people ride: three quarters of an hour."""
DRIVABLE_M = 150_000.0
"""Metres as the crow flies beyond which the estimate says nothing that helps."""


def walking_minutes(distance_m: float) -> float:
    """Return the estimated minutes on foot over a distance of so many metres as the crow flies."""
    return distance_m * DETOUR / 1000 / WALKING_KMH * 60


def cycling_minutes(distance_m: float) -> float:
    """Return the estimated minutes by bicycle over a distance of so many metres as the crow flies."""
    return distance_m * DETOUR / 1000 / CYCLING_KMH * 60


def driving_minutes(distance_m: float) -> float:
    """Return the estimated minutes by car over a distance of so many metres as the crow flies.

    Each stretch of the way has its own speed (`DRIVING_KMH`), so that a longer way never takes less time.
    """
    way_m, minutes, begin = distance_m * DETOUR, 0.0, 0.0
    for end, speed in DRIVING_KMH:
        minutes += max(0.0, min(way_m, end) - begin) / 1000 / speed * 60
        begin = end
    return minutes


def rounded_minutes(minutes: float) -> int:
    """Return minutes as an estimate may say them: by ones up to 10, by fives up to 60, then by tens."""
    step = 1 if minutes < 10 else 5 if minutes < 60 else 10  # noqa: PLR2004 - the steps above
    return max(1, math.floor(minutes / step + 0.5) * step)
