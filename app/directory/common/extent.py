"""Parts of France as boxes, to tell a position there from one elsewhere."""

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
