"""Shared by the routes of planning: selections of requests, classes as JSON, refusals."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from app.directory.matching.travel_modes import travel_modes
from app.directory.planning.coverage import Coverage
from app.directory.planning.routed import TooManyOriginsError
from app.directory.planning.selection import CoverageSelection
from app.platform.http.parameter_error import ParameterError


def coverage_selection(arguments: Mapping[str, Any]) -> CoverageSelection:
    """Return the selection of validated parameters.

    Raises
    ------
    ParameterError
        For minutes, where the server has no routing service.

    """
    selection = CoverageSelection.of(arguments)
    if selection.within_minutes is not None and travel_modes().router is None:
        raise ParameterError("within_minutes", "This server has no routing service: ask `within_km`.")
    return selection


@contextmanager
def refused_routes() -> Iterator[None]:
    """Answer too many origins for a router as the caller's mistake."""
    try:
        yield
    except TooManyOriginsError as error:
        raise ParameterError("within_minutes", str(error)) from error


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
