"""Geodesic lengths from chords: what a straight line through the earth says of the way over the ground.

A geodesic has the normal curvature `k` of the ellipsoid along its direction, and over some tens of
kilometres that hardly changes, so that it is as long as an arc of a circle of radius `1 / k`:
`s = (2 / k) arcsin(k c / 2)`, where `c` is the chord. With the curvature at the middle of the chord, raised
to the ground, what is left out is of the order `e^2 s^5 / (80 R^4)`, some nanometres at 50 km.

The curvature follows from the equation of the ellipsoid, `p' A p = 1` with `A = diag(1/a^2, 1/a^2, 1/b^2)`:
in the direction `d` at a point `m` of it, it is `(d' A d) / (d' d) / |A m|` (the second fundamental form over
the first: do Carmo, Differential Geometry of Curves and Surfaces, 3-2). Both ends lie on the ellipsoid, so
that of `m` only its height over the equator is needed.
"""

import numpy as np
from numpy.typing import NDArray

from geo.geodesic import WGS84

LONGEST_M = 50_000.0
"""Metres of the longest chord that is taken."""
ERROR_M = 1.5e-8
"""Metres that lengths differ at most from Karney's, which are right to as much themselves."""

Floats = NDArray[np.float64]

_A2, _B2 = WGS84.a**2, WGS84.b**2


def geodesic_of_chord(chord: Floats, z1: Floats, z2: Floats) -> Floats:
    """Return the geodesic lengths in metres of chords of at most `LONGEST_M` metres.

    `z1` and `z2` are the earth-centred z coordinates of their ends, on the ellipsoid WGS 84, in metres. The
    shapes are broadcast together.
    """
    square = chord * chord
    rise = z2 - z1
    # d'Ad / d'd, times a^2; a chord of no length has no direction, and needs none.
    bend = np.divide(rise * rise, square, out=np.zeros(square.shape), where=square > 0)
    bend *= _A2 / _B2 - 1.0
    bend += 1.0
    on_ground = 1.0 - bend * square / (4.0 * _A2)
    middle = 0.5 * (z1 + z2)
    # |Am|^2 of the middle, raised to the ground, times a^2.
    slope = 1.0 + middle * middle * (_A2 / _B2 - 1.0) / (_B2 * on_ground)
    angle = bend * bend * square / (4.0 * _A2 * slope)  # (k c / 2)^2
    # arcsin(x) / x, as far as it matters for so small an x.
    series: Floats = chord * (1.0 + angle * (1.0 / 6.0 + angle * (3.0 / 40.0)))
    return series
