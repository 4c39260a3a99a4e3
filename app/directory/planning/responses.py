"""Shared by the routes of planning: selections of requests, classes as JSON, refusals."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import marshmallow as ma

from app.directory.matching.travel_modes import travel_modes
from app.directory.planning.coverage import Coverage
from app.directory.planning.routed import TooManyOriginsError
from app.directory.planning.selection import CoverageSelection


def coverage_selection(parameters: Mapping[str, Any]) -> CoverageSelection:
    """Return the selection of validated parameters.

    Raises
    ------
    marshmallow.ValidationError
        For minutes, where the server has no routing service.

    """
    selection = CoverageSelection.of(parameters)
    if selection.within_minutes is not None and travel_modes().router is None:
        raise ma.ValidationError(
            "This server has no routing service: ask `within_km`.", field_name="within_minutes"
        )
    return selection


@contextmanager
def refused_routes() -> Iterator[None]:
    """Answer too many origins for a router as the caller's mistake."""
    try:
        yield
    except TooManyOriginsError as error:
        raise ma.ValidationError(str(error), field_name="within_minutes") from error


def classes_json(coverage: Coverage) -> dict[str, Any]:
    """Return classes as the API prints them."""
    return {
        "total": coverage.total,
        "covered": coverage.covered,
        "uncovered": coverage.uncovered,
        "unknown": coverage.unknown,
        "without_position": coverage.apart,
        "share": coverage.share,
    }
