"""The layers and controls of our maps, as folium elements with names that never change.

folium names every element with random digits. Ours have fixed names, so that the script of a map is
the same text in every process and can be served as a file that browsers keep.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from branca.element import MacroElement
from folium.map import Layer
from folium.plugins import MarkerCluster
from folium.raster_layers import TileLayer
from folium.template import Template

from maps.assets import CLUSTER_JS, AssetUrl
from maps.basemaps import BaseMap


@dataclass(frozen=True, slots=True)
class MapLabels:
    """Labels of a map, for people and screen readers, in the page's language."""

    region: str
    """Name of the map as a landmark."""
    zoom_in: str
    zoom_out: str
    base_map: str = ""
    """Name in the choice between base maps."""


class Named:
    """A folium element whose JavaScript variable has a fixed name."""

    variable: str
    exported_as: str | None = None
    """Name under which the map's module exports the variable, if others need it."""

    def get_name(self) -> str:
        """Return the name of the JavaScript variable."""
        return self.variable


class BaseMapLayer(Named, TileLayer):
    """Tiles."""

    def __init__(self, name: str, base_map: BaseMap, *, is_shown: bool = True) -> None:
        super().__init__(
            tiles=base_map.tiles,
            attr=base_map.attribution,
            max_zoom=base_map.max_zoom,
            name=base_map.name,
            show=is_shown,
        )
        self.variable = f"base_map_{name}"


class BaseMapChoice(Named, MacroElement):
    """The base maps as a list for scripts, and the control to choose from them where there are several."""

    variable = "base_maps"
    exported_as = "baseMaps"
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = [
                {% for layer in this.layers %}{{ layer.get_name() }},{% endfor %}
            ];
            {% if this.layers|length > 1 %}
            {
                const control = L.control.layers({
                    {% for layer in this.layers %}
                    {{ layer.layer_name|tojson }}: {{ layer.get_name() }},
                    {% endfor %}
                }).addTo({{ this._parent.get_name() }});
                const toggle = control.getContainer().querySelector(".leaflet-control-layers-toggle");
                toggle.title = {{ this.label|tojson }};
                toggle.setAttribute("aria-label", {{ this.label|tojson }});
                const list = control.getContainer().querySelector(".leaflet-control-layers-list");
                list.setAttribute("aria-label", {{ this.label|tojson }});
                // Leaflet opens the list by keyboard, and leaves the focus on the button that this hides.
                const enter = () => list.querySelector("input:checked").focus();
                toggle.addEventListener("click", enter);
                toggle.addEventListener("keydown", (event) => {
                    if (event.key !== "Enter" && event.key !== " ") return;
                    event.preventDefault();
                    control.expand();
                    enter();
                });
                list.addEventListener("keydown", (event) => {
                    if (event.key !== "Escape") return;
                    event.stopPropagation();
                    control.collapse();
                    toggle.focus();
                });
                const map = {{ this._parent.get_name() }}.getContainer();
                list.addEventListener("focusout", ({ relatedTarget: next }) => {
                    // A choice by mouse brings the focus back to the map, and does not end the choosing.
                    if (next && next !== map && !list.contains(next)) control.collapse();
                });
            }
            {% endif %}
        {% endmacro %}
        """
    )

    def __init__(self, layers: Sequence[BaseMapLayer], label: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "BaseMapChoice"
        self.layers = layers
        self.label = label


class _EmptyLayer(Named, Layer):
    """A layer that is filled in the browser: data is fetched, never written into the map."""

    def __init__(self) -> None:
        super().__init__(name=self.variable, overlay=True, control=False)
        self._name = type(self).__name__


class _EmptyGroup(_EmptyLayer):
    """Markers and shapes that the browser adds."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.featureGroup();
        {% endmacro %}
        """
    )


class PinsLayer(_EmptyGroup):
    """Numbered pins for the entries of the list beside the map."""

    variable = "pins_layer"
    exported_as = "pins"


class OutlinesLayer(_EmptyLayer):
    """Outlines of territories, over the base map."""

    variable = "outlines_layer"
    exported_as = "outlines"
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.geoJSON(null, {
                interactive: false,
                style: { className: "outline", weight: 1 },
            });
        {% endmacro %}
        """
    )


class TerritoriesLayer(_EmptyGroup):
    """Territories with figures: outlines where there are drawings, and circles."""

    variable = "territories_layer"
    exported_as = "territories"


class PlacesLayer(Named, MarkerCluster):
    """All places that the filters leave, clustered; the browser fetches them in compact rows."""

    variable = "places_layer"
    exported_as = "places"

    def __init__(self, asset_url: AssetUrl) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            name=self.variable,
            control=False,
            max_cluster_radius=48,
            show_coverage_on_hover=False,
            spiderfy_on_max_zoom=True,
            animate=False,
            chunked_loading=True,
        )
        self.default_js = [("markercluster_js", asset_url(CLUSTER_JS))]
        self.default_css = []  # the map's own sheet holds it


class ZoomControl(Named, MacroElement):
    """The zoom buttons, labelled in the page's language."""

    variable = "zoom_control"
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            L.control.zoom({{ this.options|tojavascript }}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, labels: MapLabels) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "ZoomControl"
        self.options = {
            "position": "topright",
            "zoom_in_title": labels.zoom_in,
            "zoom_out_title": labels.zoom_out,
        }


class ScaleControl(Named, MacroElement):
    """The scale bar, metric, and short enough to lie beside the attribution on a phone."""

    variable = "scale_control"
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            L.control.scale({ imperial: false, maxWidth: 60 }).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "ScaleControl"
