"""What "the nearest" means, checked against pyproj over every row."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

import numpy as np
from support.rows import Position

from geo.geodesic import distance_m

TIE = 1e-6
"""Metres. PostGIS and pyproj may order distances that are closer than this differently."""


def assert_nearest(
    found: Sequence[str],
    there: Mapping[str, Position],
    origin: Position,
    limit: int | None = None,
    last: Collection[str] = (),
) -> None:
    """Check that `found` are the ids of the first `limit` of `there` by distance, then id.

    Those of `last` come after all the others.
    """
    if last:
        first = {public_id: at for public_id, at in there.items() if public_id not in last}
        rest = {public_id: at for public_id, at in there.items() if public_id in last}
        assert_nearest(found[: len(first)], first, origin, limit)
        assert_nearest(
            found[len(first) :], rest, origin, None if limit is None else max(0, limit - len(first))
        )
        return
    assert len(set(found)) == len(found), "an id comes twice"
    assert set(found) <= set(there), "an id that does not belong there"
    wanted = len(there) if limit is None else min(limit, len(there))
    assert len(found) == wanted
    if not found:
        return
    distances = _distances(there, origin)
    ordered = [distances[public_id] for public_id in found]
    assert all(one <= other + TIE for one, other in pairwise(ordered)), "out of order"
    left_out = [public_id for public_id in there if public_id not in set(found)]
    assert all(distances[public_id] >= ordered[-1] - TIE for public_id in left_out), "a nearer one is missing"
    _assert_ties_by_id([*found, *sorted(left_out)], there)


def _distances(there: Mapping[str, Position], origin: Position) -> dict[str, float]:
    longitudes, latitudes = np.array(list(there.values())).T
    return dict(zip(there, distance_m(*origin, longitudes, latitudes).tolist(), strict=True))


def _assert_ties_by_id(order: Sequence[str], there: Mapping[str, Position]) -> None:
    """Check that ids at the very same point come in their own order."""
    latest: dict[Position, str] = {}
    for public_id in order:
        at = there[public_id]
        assert latest.get(at, "") < public_id, "a tie is not broken by id"
        latest[at] = public_id
