"""Points of the decision map: uncovered origins, and the places that match."""

from typing import Any

import numpy as np

from app.directory.planning.coverage import UNCOVERED, UNKNOWN
from app.directory.planning.planner import Classified
from app.directory.planning.queries import NAMES_OF_PLACES
from app.platform.database.connection import Database
from app.publishing.pages.decision.query import Where
from geo.nearest import Floats
from geo.siting.instance import sums

MOST_POINTS = 4_000
"""Points of one kind that a browser draws; the heaviest are kept."""
MARGIN_DEGREES = 0.3
DIGITS = 4
"""Of degrees: some ten metres."""


def points(database: Database, classified: Classified, where: Where) -> dict[str, Any]:
    """Return what a territory's map draws, as columns: degrees, weights, ids and names.

    Origins that stand at one point are one; `left_off` counts points that are too many to draw.
    """
    rows = classified.origins.within(where.as_api()) & classified.origins.has_position
    layers = {
        name: _origins(classified, rows & (classified.classes == of))
        for name, of in (("uncovered", UNCOVERED), ("unknown", UNKNOWN))
    }
    return layers | {"places": _places(database, classified, rows)}


def _origins(classified: Classified, rows: Any) -> dict[str, Any]:  # noqa: ANN401 - an array of truths
    origins = classified.origins.only(rows)
    at, which = np.unique(origins.longitude + 1j * origins.latitude, return_inverse=True)
    weight = sums(which, origins.weight, len(at))
    kept = np.argsort(-weight, kind="stable")[:MOST_POINTS]
    return {
        "lons": _rounded(at.real[kept]),
        "lats": _rounded(at.imag[kept]),
        "weights": weight[kept].tolist(),
        "left_off": max(0, len(at) - MOST_POINTS),
    }


def _places(database: Database, classified: Classified, rows: Any) -> dict[str, Any]:  # noqa: ANN401
    there, origins = classified.supply.matching, classified.origins
    if not rows.any():
        return {"ids": [], "names": [], "lons": [], "lats": [], "left_off": 0}
    longitude, latitude = origins.longitude[rows], origins.latitude[rows]
    is_near = (there.longitude >= longitude.min() - MARGIN_DEGREES) & (
        there.longitude <= longitude.max() + MARGIN_DEGREES
    )
    is_near &= (there.latitude >= latitude.min() - MARGIN_DEGREES) & (
        there.latitude <= latitude.max() + MARGIN_DEGREES
    )
    near = np.flatnonzero(is_near)
    kept = near[:MOST_POINTS]
    ids = [classified.supply.ids[one] for one in kept.tolist()]
    names = {row[0]: row[1] for row in database.fetch_all(NAMES_OF_PLACES, {"ids": ids})}
    return {
        "ids": ids,
        "names": [names.get(one, "") for one in ids],
        "lons": _rounded(there.longitude[kept]),
        "lats": _rounded(there.latitude[kept]),
        "left_off": len(near) - len(kept),
    }


def _rounded(degrees: Floats) -> list[float]:
    return np.round(degrees, DIGITS).tolist()  # type: ignore[no-any-return]
