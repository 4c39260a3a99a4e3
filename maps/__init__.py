"""Leaflet maps through folium's own elements, with every file served by us.

Nothing here knows the application: addresses of files, texts and the base map come in as arguments.
"""

from maps.assets import VENDOR_FILES, VENDOR_SHEETS, AssetUrl
from maps.basemaps import BASE_MAPS, BaseMap, base_maps, tile_hosts
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
