"""What QGIS does with our server: run by the system's Python, which has QGIS, without a screen.

Takes steps as JSON from the connection whose file descriptor is given, and sends back each one's result or
error.
"""

import faulthandler
import json
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsNetworkAccessManager,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileLayer,
)
from qgis.PyQt.QtCore import QDate, QSize
from qgis.PyQt.QtGui import QColor

Step = dict[str, Any]
PATIENCE_MS = 300_000
"""With an answer of the server. QGIS gives up after 60 s and shows what it has: too few on a busy machine."""


class NotOpenedError(Exception):
    """A layer that QGIS refuses, with what it says."""


def layer_of(step: Step) -> QgsVectorLayer:
    """Open a collection as the dialogue does: address and name, nothing else but what the step sets."""
    parts = {"url": step["ogc"], "typename": step["collection"], **step.get("set", {})}
    source = " ".join(f"{name}='{value}'" for name, value in parts.items())
    return opened(QgsVectorLayer(source, step["collection"], "OAPIF"))


def opened(layer: QgsVectorLayer) -> QgsVectorLayer:
    """Return the layer, if QGIS could open it."""
    if not layer.isValid():
        error = layer.error()  # QGIS 3.22 ends when it sums up none
        raise NotOpenedError(f"{layer.source()}: {'no reason' if error.isEmpty() else error.summary()}")
    return layer


def read(step: Step) -> dict[str, Any]:
    """Return the count, the fields and every feature of a collection."""
    layer = layer_of(step)
    if "subset" in step and not layer.setSubsetString(step["subset"]):
        raise NotOpenedError(f"QGIS refuses the filter {step['subset']}")
    request = QgsFeatureRequest()
    if "extent" in step:
        request.setFilterRect(QgsRectangle(*step["extent"]))
    return {
        **described(layer),
        "count": layer.featureCount(),
        "features": [plain(feature) for feature in layer.getFeatures(request)],
    }


def ids(step: Step) -> dict[str, Any]:
    """Return the count and the id of every feature of a collection, which QGIS must read whole for that."""
    layer = layer_of(step)
    count = layer.featureCount()
    return {"count": count, "ids": [feature["id"] for feature in layer.getFeatures()]}


def read_file(step: Step) -> dict[str, Any]:
    """Return the same of a file, opened by the provider of dragged files."""
    layer = opened(QgsVectorLayer(step["path"], "file", "ogr"))
    return {
        **described(layer),
        "count": layer.featureCount(),
        "features": [plain(feature) for feature in layer.getFeatures()],
    }


def described(layer: QgsVectorLayer) -> dict[str, Any]:
    """Return what QGIS shows as the properties of a layer."""
    return {
        "crs": layer.crs().authid(),
        "geometry": layer.wkbType(),
        "fields": {field.name(): field.typeName() for field in layer.fields()},
    }


def plain(feature: QgsFeature) -> dict[str, Any]:
    """Return the attributes and the geometry of a feature."""
    row = {name: value_of(feature[name]) for name in feature.fields().names()}
    geometry = feature.geometry()
    return {**row, "geometry": None if geometry.isNull() else geometry.asWkt(8)}


def value_of(value: Any) -> Any:
    """Return an attribute as JSON holds it: QGIS has a null of its own, and dates and times of Qt."""
    if value is None or (hasattr(value, "isNull") and value.isNull()):
        return None
    if hasattr(value, "toUTC"):
        return value.toUTC().toString("yyyy-MM-ddTHH:mm:ss.zzzZ")
    return value.toString("yyyy-MM-dd") if isinstance(value, QDate) else value


def draw_tiles(step: Step) -> dict[str, Any]:
    """Draw vector tiles on nothing; return how many pixels they cover."""
    layer = opened(QgsVectorTileLayer(f"type=xyz&url={step['url']}&zmin=0&zmax=18", "tiles"))
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setExtent(QgsRectangle(*step["extent"]))
    settings.setOutputSize(QSize(256, 256))
    settings.setBackgroundColor(QColor(0, 0, 0, 0))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    covered = sum(image.pixelColor(x, y).alpha() > 0 for x in range(256) for y in range(256))
    return {"covered": covered, "errors": [error.message for error in job.errors()]}


STEPS: dict[str, Callable[[Step], dict[str, Any]]] = {
    "read": read,
    "ids": ids,
    "read_file": read_file,
    "tiles": draw_tiles,
}


def taken(step: Step) -> dict[str, Any]:
    """Take a step; return its result or its error."""
    QgsNetworkAccessManager.instance().cache().clear()  # what earlier steps asked is asked again
    try:
        return {"result": STEPS[step["do"]](step)}
    except Exception:  # noqa: BLE001 - whatever it is, the next step is taken
        return {"error": traceback.format_exc()}


def main() -> None:
    """Take every step, until there are no more."""
    faulthandler.enable()
    QgsApplication.setPrefixPath("/usr", True)  # noqa: FBT003 - as QGIS's cookbook has it
    application = QgsApplication([], False)  # noqa: FBT003 - no windows
    application.initQgis()
    QgsNetworkAccessManager.setTimeout(PATIENCE_MS)
    with Connection(int(sys.argv[1])) as steps, suppress(EOFError):
        while True:
            answer = taken(json.loads(steps.recv_bytes()))
            steps.send_bytes(json.dumps(answer).encode())
    application.exitQgis()


if __name__ == "__main__":
    main()
