"""From validated parameters to a selection of third places."""

from collections.abc import Mapping
from typing import Any

from app.directory.third_places.opening_periods import NOW
from app.directory.third_places.queries import THIRD_PLACES
from app.platform import clock
from app.platform.listings.selection import OPEN_DURING, Selection, select

OPEN_LOCAL = "open_local"
"""Parameter beside `open_at`: one of them is null."""


def selection_of(arguments: Mapping[str, Any]) -> Selection:
    """Return the selection that the parameters of a list or an export mean."""
    selection = select(arguments, THIRD_PLACES)
    if "open_at" in arguments:
        moment = arguments["open_at"]
        is_local = moment.tzinfo is None
        selection.parameters["open_at"] = None if is_local else moment
        selection.parameters[OPEN_LOCAL] = moment if is_local else None
    if OPEN_DURING in arguments:
        selection.parameters[NOW] = clock.now()
    return selection
