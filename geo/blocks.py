"""Points in blocks of neighbours: which of them lie nearer to a spot than each one's own limit.

A ball around each block, and the furthest limit in it, rule most blocks out at once: where points have
something near already, only what is nearer still has to be looked at.
"""

from collections.abc import Callable

import numpy as np

from geo.earth import Spot
from geo.nearest import MARGIN_M, Floats, Integers, NearestIndex

SIZE = 64
"""Points of a block."""
ROUNDING_M = 1.0
"""Metres that squares of earth-centred distances are rounded by at most, many times over."""


class Blocks:
    """Points of an index, each block a stretch of its tree."""

    def __init__(self, points: NearestIndex) -> None:
        """Take the points."""
        self._points = points
        order = points.in_order_of_the_tree
        self.of: Integers = np.empty(len(points), np.int64)
        """Number of each point's block."""
        self.of[order] = np.arange(len(points)) // SIZE
        # The last block is filled with its own last point, which changes no ball.
        missing = -len(points) % SIZE
        self._members = np.append(order, np.repeat(order[-1:], missing)).reshape(-1, SIZE)
        self._is_member = (np.arange(self._members.size) < len(points)).reshape(-1, SIZE)
        self._positions = points.positions[self._members]
        self._centre = self._positions.mean(axis=1)
        self._square = np.einsum("ij,ij->i", self._centre, self._centre)
        self._radius: Floats = _length(self._positions - self._centre[:, np.newaxis]).max(axis=1, initial=0.0)

    def furthest(self, limit: Floats) -> Floats:
        """Return the furthest limit of each block; `limit` is in metres, one for each point."""
        return np.asarray(limit[self._members].max(axis=1, initial=0.0))

    def nearer(
        self, spot: Spot, furthest: Floats, limit_of: Callable[[Integers], Floats], max_m: float
    ) -> tuple[Integers, Floats]:
        """Return the points within `max_m` metres and nearer to a spot than their limits; geodesic metres.

        No point of a block has a limit beyond `furthest`; `limit_of` gives the limits of some points.
        """
        reach = np.minimum(furthest, max_m) + MARGIN_M
        # The product of one matrix is fast, and its rounding, some centimetres here, is allowed for.
        square = self._square - 2.0 * (self._centre @ spot.position) + spot.position @ spot.position
        blocks = np.flatnonzero(square <= (reach + self._radius + ROUNDING_M) ** 2)
        chord = _length(self._positions[blocks] - spot.position)
        # No way over the ground is shorter than the chord.
        is_near = (chord <= reach[blocks, np.newaxis]) & self._is_member[blocks]
        rows, chord = self._members[blocks][is_near], chord[is_near]
        limit = limit_of(rows)
        is_near = chord < limit + MARGIN_M
        rows, limit = rows[is_near], limit[is_near]
        metres = self._points.metres_from(spot, rows, chord[is_near], max_m)
        is_nearer = (metres < limit) & (metres <= max_m)
        return rows[is_nearer], metres[is_nearer]


def _length(vectors: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("...i,...i->...", vectors, vectors)))
