"""Search of the nearest places of a batch: in this process, or by the workers of a Dask cluster."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.nearest import Nearest, NearestIndex

Floats = NDArray[np.float64]
Pending = Callable[[], Nearest]
"""A search that may be under way; calling it waits for the answer."""


class Search(Protocol):
    """Begins the search of many origins in one index."""

    def __call__(
        self, index: NearestIndex, longitude: Floats, latitude: Floats, k: int, max_m: float
    ) -> Pending:
        """Begin it; longitudes and latitudes in degrees, `max_m` in metres."""


def local_search(workers: int = -1) -> Search:
    """Return a search by `workers` threads of this process, -1 for one a core."""

    def start(index: NearestIndex, longitude: Floats, latitude: Floats, k: int, max_m: float) -> Pending:
        return partial(index.query, longitude, latitude, k, max_m=max_m, workers=workers)

    return start
