"""The maps of our pages. Each is a folium map whose container, sizes and styles are the page's own."""

from collections.abc import Sequence

import folium
from folium.template import Template

from maps.assets import LEAFLET_JS, MAPS_CSS, AssetUrl
from maps.basemaps import base_maps
from maps.elements import (
    BaseMapChoice,
    BaseMapLayer,
    MapLabels,
    Named,
    OutlinesLayer,
    PinsLayer,
    PlacesLayer,
    ScaleControl,
    TerritoriesLayer,
    ZoomControl,
)

METROPOLITAN_FRANCE = (46.6, 2.4)
"""Latitude and longitude that the maps open at before the page says otherwise."""
START_ZOOM = 5
MIN_ZOOM, MAX_ZOOM = 2, 19


class DirectoryMap(Named, folium.Map):
    """A folium map without folium's own page: no style in the HTML, nothing from another host.

    jQuery, Bootstrap, Font Awesome and awesome-markers are not used, so they are not loaded.
    """

    variable = "directory_map"
    exported_as = "map"

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="folium-map" id="{{ this.get_name() }}" role="region"
                 aria-label="{{ this.labels.region|e }}"></div>
        {% endmacro %}

        {% macro script(this, kwargs) %}
            {{ this.folium_script(kwargs) }}
            {{ this.get_name() }}.attributionControl.setPrefix(false);
        {% endmacro %}
        """
    )

    def __init__(
        self,
        *,
        base_map: str,
        labels: MapLabels,
        asset_url: AssetUrl,
        location: Sequence[float] = METROPOLITAN_FRANCE,
        zoom_start: int = START_ZOOM,
    ) -> None:
        """Make the map.

        Parameters
        ----------
        base_map:
            Names of `maps.BASE_MAPS` with commas between them; the map opens with the first.
        labels:
            Texts in the page's language.
        asset_url:
            Gives the address of each file of `maps.VENDOR_FILES` that the map needs.
        location:
            Latitude and longitude of the centre, degrees, WGS 84.
        zoom_start:
            Leaflet zoom level.

        Raises
        ------
        KeyError
            When there is no base map of that name.

        """
        super().__init__(
            location=location,
            zoom_start=zoom_start,
            tiles=None,
            zoom_control=False,
            world_copy_jump=True,
        )
        # folium hands these to the tile layer; clusters need them on the map, tiles or not
        self.options |= {"min_zoom": MIN_ZOOM, "max_zoom": MAX_ZOOM}
        self.labels = labels
        self.asset_url = asset_url
        self.default_js = [("leaflet_js", asset_url(LEAFLET_JS))]
        self.default_css = [("maps_css", asset_url(MAPS_CSS))]
        layers = self.base_layers(base_map)
        for layer in layers:
            self.add_child(layer)
        self.add_child(OutlinesLayer())
        self.add_child(ZoomControl(labels))
        self.add_child(BaseMapChoice(layers, labels.base_map))
        self.add_child(ScaleControl())

    def base_layers(self, base_map: str) -> list[BaseMapLayer]:
        """Return the layers of the base maps, the first of which is shown; none for `none`."""
        return [
            BaseMapLayer(name, source, is_shown=number == 0)
            for number, (name, source) in enumerate(base_maps(base_map).items())
        ]

    def folium_script(self, kwargs: dict[str, object]) -> str:
        """Return the script that folium itself writes for a map."""
        return str(folium.Map._template.module.script(self, kwargs))  # noqa: SLF001 - folium's own way


class FinderMap(DirectoryMap):
    """All places, clustered, and numbered pins for those in the list."""

    variable = "finder_map"

    def __init__(self, *, base_map: str, labels: MapLabels, asset_url: AssetUrl) -> None:
        super().__init__(base_map=base_map, labels=labels, asset_url=asset_url)
        self.add_child(PlacesLayer(asset_url))
        self.add_child(PinsLayer())


class OrganisationMap(DirectoryMap):
    """An organisation and the places that match it."""

    variable = "organisation_map"

    def __init__(self, *, base_map: str, labels: MapLabels, asset_url: AssetUrl) -> None:
        super().__init__(base_map=base_map, labels=labels, asset_url=asset_url)
        self.add_child(PinsLayer())


class PlaceMap(DirectoryMap):
    """One place and its neighbours."""

    variable = "place_map"

    def __init__(self, *, base_map: str, labels: MapLabels, asset_url: AssetUrl) -> None:
        super().__init__(base_map=base_map, labels=labels, asset_url=asset_url)
        self.add_child(PinsLayer())


class TerritoryMap(DirectoryMap):
    """Counts by territory: circles, over outlines where the directory has them."""

    variable = "territory_map"

    def __init__(self, *, base_map: str, labels: MapLabels, asset_url: AssetUrl) -> None:
        super().__init__(base_map=base_map, labels=labels, asset_url=asset_url)
        # A whole country seldom fits a whole zoom level well.
        self.options["zoom_snap"] = 0.25
        self.add_child(TerritoriesLayer())
