"""Land, lakes and rivers of our own base map, out of the file that browsers draw it from (`js/ground.js`)."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from numpy.typing import NDArray

from app.platform.site.assets import OWN_FILES
from geo.tiles import HIGHEST_LATITUDE

FILE = OWN_FILES / "ground.mvt"
ROUGH, DIGITS = 0.04, 0.01
"""Degrees: how far corners are cut where a drawing has to be small, and to what coordinates are rounded."""
WINDOWS = ((-20, 34, 24, 60), (-72, -2, -46, 24), (40, -28, 62, -6), (155, -30, 180, -8))
"""West, south, east, north of what such a drawing shows: where France is, degrees."""


@lru_cache(maxsize=1)
def layers() -> Mapping[str, tuple[Any, ...]]:
    """Return shapes by layer (`abroad`, `home`, `lakes`, `rivers`), in shares of the world's side."""
    by_name = {}
    for name, layer in mapbox_vector_tile.decode(
        FILE.read_bytes(), default_options={"y_coord_down": True}
    ).items():
        shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in layer["features"]])
        by_name[name] = tuple(shapely.transform(shapes, lambda units, side=layer["extent"]: units / side))
    return by_name


def in_world(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitudes and latitudes (WGS 84) as shares of the square of Web Mercator, y downwards.

    What lies beyond the square, as the poles do, is at its edge.
    """
    sine = np.sin(np.radians(np.clip(degrees[:, 1], -HIGHEST_LATITUDE, HIGHEST_LATITUDE)))
    return np.column_stack((degrees[:, 0] / 360 + 0.5, 0.5 - np.arctanh(sine) / (2 * np.pi)))


def in_degrees(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares of the square of Web Mercator as longitudes and latitudes; inverse of `in_world`."""
    latitude = np.degrees(np.arctan(np.sinh((0.5 - shares[:, 1]) * 2 * np.pi)))
    return np.column_stack((shares[:, 0] * 360 - 180, latitude))


@lru_cache(maxsize=1)
def rough_land() -> str:
    """Return the land around France, simplified, as the text of GeoJSON Features with commas between them."""
    areas = shapely.transform(np.array([*layers()["abroad"], *layers()["home"]]), in_degrees)
    seen = np.concatenate([shapely.clip_by_rect(areas, *window) for window in WINDOWS])
    simple = shapely.set_precision(shapely.simplify(seen[~shapely.is_empty(seen)], ROUGH), DIGITS)
    return ",".join(
        f'{{"type":"Feature","properties":{{"land":true}},"geometry":{shapely.to_geojson(area)}}}'
        for area in simple[~shapely.is_empty(simple)]
    )
