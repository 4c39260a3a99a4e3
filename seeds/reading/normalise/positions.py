"""Coordinates as publishers write them, and whether they lie in France.

Reading a pair says nothing on where it lies: the loader, which knows the communes, repairs coordinates that
stand in each other's column (`seeds.loading.locate`) and refuses what is wrong.
"""

from dataclasses import dataclass

from app.directory.common.extent import in_france, on_earth
from seeds.reading.normalise.numbers import decimal


class PositionError(ValueError):
    """Coordinates that cannot be used; `code` names the rule."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Position:
    """A pair of coordinates in degrees, WGS 84, as the row states them."""

    latitude: float
    longitude: float


def position(latitude: str | None, longitude: str | None) -> Position | None:
    """Read a pair of coordinates in degrees; `48,85` is 48.85. None when both are missing.

    Raises
    ------
    PositionError
        `position_incomplete` or `position_unreadable`.

    """
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        raise PositionError(
            "position_incomplete", "One coordinate is missing: give latitude and longitude, or neither."
        )
    return Position(_degrees(latitude), _degrees(longitude))


def check_in_france(latitude: float, longitude: float) -> None:
    """Check that a point lies in or near some part of France.

    Raises
    ------
    PositionError
        `position_swapped` (longitude and latitude in each other's column), `position_out_of_range` (no such
        point on earth) or `position_outside_france`.

    """
    if in_france(latitude, longitude):
        return
    shown = f"latitude {latitude:g}, longitude {longitude:g}"
    if in_france(longitude, latitude):
        raise PositionError(
            "position_swapped", f"Latitude and longitude stand in each other's column: {shown}."
        )
    if not on_earth(latitude, longitude):
        raise PositionError(
            "position_out_of_range",
            f"There is no such point on earth: {shown}. Give degrees (WGS 84), not metres of a projection.",
        )
    raise PositionError("position_outside_france", f"The point lies outside France: {shown}.")


def _degrees(text: str) -> float:
    try:
        return decimal(text)
    except ValueError as error:
        raise PositionError(
            "position_unreadable", f"{text!r} is not a number of degrees, such as 48.85661."
        ) from error
