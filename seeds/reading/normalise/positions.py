"""Coordinates as publishers write them, and whether they lie in France.

Reading a pair says nothing on where it lies: the loader, which knows the communes, repairs coordinates that
stand in each other's column (`seeds.loading.locate`) and refuses what is wrong.
"""

from dataclasses import dataclass

from seeds.reading.normalise.numbers import decimal

LATITUDE_LIMIT, LONGITUDE_LIMIT = 90.0, 180.0

Box = tuple[float, float, float, float]
"""South, west, north, east, in degrees."""

# Each part of France, generously.
EUROPE: Box = (41.2, -5.6, 51.3, 9.8)
ANTILLES: Box = (14.2, -63.4, 18.3, -60.6)
OVERSEAS: dict[str, Box] = {
    "971": ANTILLES,
    "972": ANTILLES,
    "973": (2.0, -54.8, 6.0, -51.4),  # Guyane
    "974": (-21.6, 55.0, -20.7, 56.0),  # La Réunion
    "975": (46.5, -56.7, 47.3, -55.9),  # Saint-Pierre-et-Miquelon
    "976": (-13.2, 44.8, -12.4, 45.5),  # Mayotte
    "977": ANTILLES,
    "978": ANTILLES,
    "984": (-67.0, 39.0, -11.0, 142.5),  # Terres australes et antarctiques françaises
    "986": (-14.6, -178.6, -13.0, -175.9),  # Wallis-et-Futuna
    "987": (-28.5, -155.5, -7.0, -133.5),  # Polynésie française
    "988": (-23.0, 157.0, -17.0, 173.0),  # Nouvelle-Calédonie
    "989": (10.1, -109.4, 10.5, -109.0),  # Clipperton
}
"""Boxes by the first three characters of INSEE codes there."""
FRANCE = (EUROPE, *dict.fromkeys(OVERSEAS.values()))


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


def in_france(latitude: float, longitude: float) -> bool:
    """Return whether a point lies in or near some part of France."""
    return any(_in_box(box, latitude, longitude) for box in FRANCE)


def in_territory_of(commune_code: str, latitude: float, longitude: float) -> bool:
    """Return whether a point lies in the part of France that a commune belongs to, by its INSEE code."""
    return _in_box(OVERSEAS.get(commune_code[:3], EUROPE), latitude, longitude)


def on_earth(latitude: float, longitude: float) -> bool:
    """Return whether there is such a point."""
    return abs(latitude) <= LATITUDE_LIMIT and abs(longitude) <= LONGITUDE_LIMIT


def _in_box(box: Box, latitude: float, longitude: float) -> bool:
    south, west, north, east = box
    return south <= latitude <= north and west <= longitude <= east


def _degrees(text: str) -> float:
    try:
        return decimal(text)
    except ValueError as error:
        raise PositionError(
            "position_unreadable", f"{text!r} is not a number of degrees, such as 48.85661."
        ) from error
