"""Leaflet and its plugin, from installed packages: the files that the application has to serve."""

from collections.abc import Callable, Mapping
from pathlib import Path

from xstatic.pkg import leaflet, leaflet_markercluster

AssetUrl = Callable[[str], str]
"""Gives the address under which the application serves a file of `VENDOR_FILES`."""

_LEAFLET = Path(leaflet.BASE_DIR)
_MARKERCLUSTER = Path(leaflet_markercluster.BASE_DIR)

LEAFLET_JS = "leaflet/leaflet.js"
LEAFLET_CSS = "leaflet/leaflet.css"
CLUSTER_JS = "markercluster/markercluster.js"
CLUSTER_CSS = "markercluster/markercluster.css"
MAPS_CSS = "leaflet/maps.css"

VENDOR_FILES: Mapping[str, Path] = {
    LEAFLET_JS: _LEAFLET / "leaflet.js",
    LEAFLET_CSS: _LEAFLET / "leaflet.css",
    # leaflet.css names these by relative address
    **{f"leaflet/images/{path.name}": path for path in sorted((_LEAFLET / "images").glob("*.png"))},
    CLUSTER_JS: _MARKERCLUSTER / "leaflet.markercluster.js",
    CLUSTER_CSS: _MARKERCLUSTER / "MarkerCluster.css",
}
"""Assets by the name under which maps load them; relative addresses between them hold."""
VENDOR_SHEETS: Mapping[str, tuple[str, ...]] = {MAPS_CSS: (LEAFLET_CSS, CLUSTER_CSS)}
"""Style sheets that are sent as one: each file apart holds the first paint up."""
