"""Pictures of docs/screenshots that QGIS draws from the running service."""

import sys
from pathlib import Path
from typing import Any

from tests.support import qgis_runner as qgis

CREDIT = "Fictional demonstration data of Proxilieux, drawn by QGIS from /ogc"
FRANCE = (90_000, 6_040_000, 1_260_000, 7_120_000)
"""West, south, east, north in Lambert-93, metres."""
FRANCE_IN_MERCATOR = (-560_000, 5_060_000, 1_080_000, 6_640_000)
OCCITANIE = (440_000, 6_200_000, 760_000, 6_385_000)
LAND = {"color": "#e3e9ef", "outline_color": "#b4c0cc", "outline_width": "0.2"}
DOT = {"size": "2.4", "outline_color": "#ffffff", "outline_width": "0.2"}
KINDS = (
    ("fablab", "fab lab", "#d1495b"),
    ("coworking", "coworking", "#2e6f95"),
    ("library", "library", "#66a182"),
    ("manufactory", "manufactory", "#edae49"),
    ("", "other", "#8d99a6"),
)
PICTURES: dict[str, dict[str, Any]] = {
    "qgis-places.png": {
        "title": "Third places by kind",
        "crs": "EPSG:2154",
        "extent": FRANCE,
        "layers": [
            {
                "collection": "third-places",
                "title": "Third places",
                "by": "kind",
                "categories": KINDS,
                "symbol": DOT,
            },
            {"collection": "departments", "title": "Départements (around their seat)", "symbol": LAND},
        ],
    },
    "qgis-matches.png": {
        "title": "Organisations without equipment, and the nearest places that share it",
        "crs": "EPSG:2154",
        "extent": OCCITANIE,
        "layers": [
            {
                "collection": "organisations",
                "title": "Organisations",
                "symbol": {**DOT, "name": "square", "color": "#1f2a37", "size": "1.8"},
            },
            {"collection": "third-places", "title": "Third places", "symbol": {**DOT, "color": "#d1495b"}},
            {
                "collection": "matches",
                "title": "Matches",
                "symbol": {"line_color": "#2e6f95", "line_width": "0.25"},
            },
            {"collection": "departments", "title": "Départements (around their seat)", "symbol": LAND},
        ],
    },
    "qgis-tiles.png": {
        "title": "Organisations as vector tiles: one circle stands for many",
        "crs": "EPSG:3857",
        "extent": FRANCE_IN_MERCATOR,
        "layers": [
            {
                "tiles": "organisations",
                "title": "Organisations",
                "symbol": {"color": "46,111,149,170", "outline_color": "#ffffff", "outline_width": "0.2"},
            },
            {"collection": "departments", "title": "Départements (around their seat)", "symbol": LAND},
        ],
    },
}


def draw(base: str, folder: Path) -> None:
    """Draw every picture from the service at `base`."""
    if not qgis.is_there():
        sys.stderr.write("no QGIS here (apt-get install python3-qgis): its pictures stay as they are\n")
        return
    qgis.execute(
        "qgis_pictures.py",
        [
            {**picture, "ogc": f"{base}/ogc", "credit": CREDIT, "path": str(folder / name)}
            for name, picture in PICTURES.items()
        ],
    )
