"""Base maps: where tiles come from, and whom to thank for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class BaseMap:
    """A source of raster tiles in Web Mercator."""

    name: str
    """Name for people, in every language."""
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
        name="Plan IGN",
        tiles=(
            "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
            "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png"
            "&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
        ),
        attribution='© <a href="https://cartes.gouv.fr/">IGN, Plan IGN v2 (Géoplateforme)</a>',
        max_zoom=19,
    ),
    "osm": BaseMap(
        name="OpenStreetMap",
        tiles="https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        attribution='© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>',
        max_zoom=19,
    ),
    "own": None,
    "none": None,
}
"""Base maps by name; `own`, which was called `none` once, has no tiles: the page draws it."""


def base_maps(names: str) -> dict[str, BaseMap]:
    """Return base maps by their names, which commas separate; the first is the one that a map opens with.

    Raises
    ------
    KeyError
        When there is no base map of a name.

    """
    chosen = {name: BASE_MAPS[name] for name in names.split(",")}
    return {name: source for name, source in chosen.items() if source is not None}


def tile_hosts(names: str) -> tuple[str, ...]:
    """Return the origins that the tiles of these base maps come from, named as for `base_maps`.

    Raises
    ------
    KeyError
        When there is no base map of a name.

    """
    return tuple(source.host for source in base_maps(names).values())
