"""Maps as QGIS draws them: layers from our server on a printed page. Run by the system's Python."""

import json
import sys
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsFillSymbol,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutMeasurement,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsLineSymbol,
    QgsMapLayer,
    QgsMarkerSymbol,
    QgsPrintLayout,
    QgsProject,
    QgsProperty,
    QgsRectangle,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
    QgsSymbolLayer,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorTileBasicRenderer,
    QgsVectorTileBasicRendererStyle,
    QgsVectorTileLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QColor, QFont

WIDTH, HEIGHT, DPI = 200, 130, 110
"""The page in millimetres."""
LEGEND_SHARE = 1.0
"""Of what a map is wider than its extent, how much lies in the west, under the legend."""
INK, PAPER = QColor("#1f2a37"), QColor("#f7f9fb")
Step = dict[str, Any]


def collection(step: Step, layer: Step) -> QgsVectorLayer:
    """Open a collection and give it its symbols."""
    parts = {"url": step["ogc"], "typename": layer["collection"]}
    source = " ".join(f"{name}='{value}'" for name, value in parts.items())
    found = QgsVectorLayer(source, layer["title"], "OAPIF")
    if not found.isValid():
        raise RuntimeError(found.error().summary())
    if "subset" in layer:
        found.setSubsetString(layer["subset"])
    if "categories" in layer:
        categories = [
            QgsRendererCategory(
                value, QgsMarkerSymbol.createSimple({**layer["symbol"], "color": color}), label
            )
            for value, label, color in layer["categories"]
        ]
        found.setRenderer(QgsCategorizedSymbolRenderer(layer["by"], categories))
    else:
        kinds = {
            QgsWkbTypes.PointGeometry: QgsMarkerSymbol,
            QgsWkbTypes.LineGeometry: QgsLineSymbol,
            QgsWkbTypes.PolygonGeometry: QgsFillSymbol,
        }
        found.setRenderer(QgsSingleSymbolRenderer(kinds[found.geometryType()].createSimple(layer["symbol"])))
    return found


def tiles(step: Step, layer: Step) -> QgsVectorTileLayer:
    """Open vector tiles; a circle grows with the logarithm of what it stands for."""
    url = f"{step['ogc']}/collections/{layer['tiles']}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}"
    found = QgsVectorTileLayer(f"type=xyz&url={url}&zmin=0&zmax=18", layer["title"])
    symbol = QgsMarkerSymbol.createSimple(layer["symbol"])
    size = QgsProperty.fromExpression('1.5 + 1.6 * ln(coalesce("count", 1))')
    symbol.symbolLayer(0).setDataDefinedProperty(QgsSymbolLayer.PropertySize, size)
    style = QgsVectorTileBasicRendererStyle(layer["tiles"], layer["tiles"], QgsWkbTypes.PointGeometry)
    style.setSymbol(symbol)
    renderer = QgsVectorTileBasicRenderer()
    renderer.setStyles([style])
    found.setRenderer(renderer)
    return found


def draw(step: Step) -> None:
    """Lay out a page with map, title and legend, and write it as PNG."""
    project = QgsProject()
    project.setCrs(QgsCoordinateReferenceSystem(step["crs"]))
    layers: list[QgsMapLayer] = [
        (tiles if "tiles" in layer else collection)(step, layer) for layer in step["layers"]
    ]
    project.addMapLayers(layers)
    page = QgsPrintLayout(project)
    page.initializeDefaults()
    page.pageCollection().page(0).setPageSize(_size(WIDTH, HEIGHT))
    _add_map(page, layers, step)
    _add_label(page, step["title"], at=(6, 3), size=13)
    _add_label(page, step["credit"], at=(6, HEIGHT - 7), size=7)
    if len(layers) > len([layer for layer in step["layers"] if "tiles" in layer]):
        _add_legend(page, layers)
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = DPI
    if QgsLayoutExporter(page).exportToImage(step["path"], settings) != QgsLayoutExporter.Success:
        raise RuntimeError(f"QGIS could not write {step['path']}")


def _size(width: float, height: float) -> QgsLayoutSize:
    return QgsLayoutSize(width, height, QgsUnitTypes.LayoutMillimeters)


def _at(x: float, y: float) -> QgsLayoutPoint:
    return QgsLayoutPoint(x, y, QgsUnitTypes.LayoutMillimeters)


def _add_map(page: QgsPrintLayout, layers: list[QgsMapLayer], step: Step) -> None:
    item = QgsLayoutItemMap(page)
    item.attemptMove(_at(6, 12))
    item.attemptResize(_size(WIDTH - 12, HEIGHT - 21))
    item.setLayers(layers)
    item.setBackgroundColor(PAPER)
    item.setFrameEnabled(True)
    item.setFrameStrokeColor(QColor("#c5ced8"))
    item.setFrameStrokeWidth(QgsLayoutMeasurement(0.2))
    page.addLayoutItem(item)
    item.setExtent(_as_wide(QgsRectangle(*step["extent"]), (WIDTH - 12) / (HEIGHT - 21)))


def _as_wide(extent: QgsRectangle, ratio: float) -> QgsRectangle:
    """Widen an extent to the ratio of an item, which would take the extent's shape instead."""
    more = extent.height() * ratio - extent.width()
    west = extent.xMinimum() - max(more, 0) * LEGEND_SHARE
    return QgsRectangle(west, extent.yMinimum(), west + extent.height() * ratio, extent.yMaximum())


def _add_label(page: QgsPrintLayout, text: str, at: tuple[float, float], size: int) -> None:
    label = QgsLayoutItemLabel(page)
    label.setText(text)
    label.setFont(QFont("DejaVu Sans", size))
    label.setFontColor(INK)
    page.addLayoutItem(label)
    label.attemptMove(_at(*at))
    label.attemptResize(_size(WIDTH - 12, 9))


def _add_legend(page: QgsPrintLayout, layers: list[QgsMapLayer]) -> None:
    legend = QgsLayoutItemLegend(page)
    legend.setAutoUpdateModel(False)
    root = legend.model().rootGroup()
    root.clear()
    for layer in layers:
        if isinstance(layer, QgsVectorLayer):
            root.addLayer(layer)
    legend.setStyleFont(QgsLegendStyle.Subgroup, QFont("DejaVu Sans", 8))
    legend.setStyleFont(QgsLegendStyle.SymbolLabel, QFont("DejaVu Sans", 8))
    legend.setBackgroundEnabled(True)
    page.addLayoutItem(legend)
    legend.adjustBoxSize()
    legend.attemptMove(_at(9, 15))


def main() -> None:
    """Draw every picture that standard input describes."""
    QgsApplication.setPrefixPath("/usr", True)  # noqa: FBT003 - as QGIS's cookbook has it
    application = QgsApplication([], False)  # noqa: FBT003 - no windows
    application.initQgis()
    for step in json.load(sys.stdin):
        draw(step)
    application.exitQgis()


if __name__ == "__main__":
    main()
