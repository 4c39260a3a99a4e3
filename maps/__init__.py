"""Leaflet maps through folium's own elements, with every file served by us.

Nothing here knows the application: addresses of files, texts and the base map come in as arguments.
"""

import importlib
from typing import TYPE_CHECKING, Any

from maps.assets import VENDOR_FILES, VENDOR_SHEETS, AssetUrl
from maps.basemaps import BASE_MAPS, BaseMap, base_maps, tile_hosts

if TYPE_CHECKING:
    from maps.elements import (
        BaseMapChoice,
        BaseMapLayer,
        MapLabels,
        OutlinesLayer,
        PinsLayer,
        PlacesLayer,
        ScaleControl,
        TerritoriesLayer,
        ZoomControl,
    )
    from maps.figure import MapParts, render
    from maps.pages import DirectoryMap, FinderMap, OrganisationMap, PlaceMap, TerritoryMap
    from maps.standalone import (
        StandaloneDocument,
        StandaloneMap,
        StandalonePlace,
        StandaloneTexts,
        write_standalone,
    )

__all__ = [
    "BASE_MAPS",
    "VENDOR_FILES",
    "VENDOR_SHEETS",
    "AssetUrl",
    "BaseMap",
    "BaseMapChoice",
    "BaseMapLayer",
    "DirectoryMap",
    "FinderMap",
    "MapLabels",
    "MapParts",
    "OrganisationMap",
    "OutlinesLayer",
    "PinsLayer",
    "PlaceMap",
    "PlacesLayer",
    "ScaleControl",
    "StandaloneDocument",
    "StandaloneMap",
    "StandalonePlace",
    "StandaloneTexts",
    "TerritoriesLayer",
    "TerritoryMap",
    "ZoomControl",
    "base_maps",
    "render",
    "tile_hosts",
    "write_standalone",
]

_DRAWN_WITH_FOLIUM = {
    "BaseMapChoice": "maps.elements",
    "BaseMapLayer": "maps.elements",
    "MapLabels": "maps.elements",
    "OutlinesLayer": "maps.elements",
    "PinsLayer": "maps.elements",
    "PlacesLayer": "maps.elements",
    "ScaleControl": "maps.elements",
    "TerritoriesLayer": "maps.elements",
    "ZoomControl": "maps.elements",
    "MapParts": "maps.figure",
    "render": "maps.figure",
    "DirectoryMap": "maps.pages",
    "FinderMap": "maps.pages",
    "OrganisationMap": "maps.pages",
    "PlaceMap": "maps.pages",
    "TerritoryMap": "maps.pages",
    "StandaloneDocument": "maps.standalone",
    "StandaloneMap": "maps.standalone",
    "StandalonePlace": "maps.standalone",
    "StandaloneTexts": "maps.standalone",
    "write_standalone": "maps.standalone",
}
"""Modules by name; they import folium, and with it pandas."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any of the names above
    """Import what draws maps when the first map is drawn, not when a server starts."""
    if name not in _DRAWN_WITH_FOLIUM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_DRAWN_WITH_FOLIUM[name]), name)
