"""Base maps: where tiles come from, and whom to thank for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class BaseMap:
    """A source of raster tiles in Web Mercator."""

    tiles: str
    """Leaflet's template of a tile's address."""
    attribution: str
    """HTML, written here and never from data."""
    max_zoom: int

    @property
    def host(self) -> str:
        """The origin that a Content-Security-Policy must allow for images."""
        parts = urlsplit(self.tiles)
        return f"{parts.scheme}://{parts.netloc}"


BASE_MAPS: Mapping[str, BaseMap | None] = {
    "ign": BaseMap(
        tiles=(
            "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
            "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png"
            "&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
        ),
        attribution='© <a href="https://cartes.gouv.fr/">IGN, Plan IGN v2 (Géoplateforme)</a>',
        max_zoom=19,
    ),
    "osm": BaseMap(
        tiles="https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        attribution='© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>',
        max_zoom=19,
    ),
    "none": None,
}
"""By the value of the setting; `none` draws outlines only."""


def tile_hosts(base_map: str) -> tuple[str, ...]:
    """Return the origins that tiles of this base map come from: one, or none.

    Raises
    ------
    KeyError
        When there is no base map of that name.

    """
    source = BASE_MAPS[base_map]
    return () if source is None else (source.host,)
