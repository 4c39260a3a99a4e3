"""Maps made of folium's elements: what they load, what they say, and that they are always the same text."""

import re
import subprocess
import sys

import folium
import pytest

import maps
from maps import BASE_MAPS, VENDOR_FILES, VENDOR_SHEETS, DirectoryMap, FinderMap, MapLabels, render

LABELS = MapLabels(region="Carte des lieux", zoom_in="Zoomer", zoom_out="Dézoomer")
PAGES = (maps.FinderMap, maps.OrganisationMap, maps.PlaceMap, maps.TerritoryMap)
URL = re.compile(r"https?://[^/\"'\s\\]+")


def draw(
    page: type[DirectoryMap] = FinderMap, base_map: str = "ign", labels: MapLabels = LABELS
) -> maps.MapParts:
    return render(page(base_map=base_map, labels=labels, asset_url=lambda name: f"/assets/{name}"))


def without_attribution(module: str) -> str:
    """The module without the links that thank those who make the tiles; they are followed, not loaded."""
    return re.sub(r'"attribution": "[^\n]*",\n', "", module)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("base_map", BASE_MAPS)
def test_only_tiles_come_from_another_host(page: type[DirectoryMap], base_map: str) -> None:
    parts = draw(page, base_map)
    loaded = "\n".join((parts.container, without_attribution(parts.module), *parts.scripts, *parts.styles))
    assert set(URL.findall(loaded)) == set(maps.tile_hosts(base_map))


@pytest.mark.parametrize("page", PAGES)
def test_every_file_is_one_that_we_serve(page: type[DirectoryMap]) -> None:
    parts = draw(page)
    names = [address.removeprefix("/assets/") for address in (*parts.scripts, *parts.styles)]
    assert names
    assert set(names) <= {*VENDOR_FILES, *VENDOR_SHEETS}


def test_vendor_files_are_there() -> None:
    assert all(path.is_file() for path in VENDOR_FILES.values())
    images = re.findall(r"url\((images/[^)]+)\)", VENDOR_FILES["leaflet/leaflet.css"].read_text())
    assert {f"leaflet/{name}" for name in images} <= set(VENDOR_FILES)


def test_foliums_heavy_companions_are_dropped() -> None:
    parts = draw()
    everything = "\n".join((parts.container, parts.module, *parts.scripts, *parts.styles)).lower()
    for name in ("jquery", "bootstrap", "awesome", "glyphicon", "$("):
        assert name not in everything


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_inline(page: type[DirectoryMap]) -> None:
    container = draw(page).container
    assert "<style" not in container
    assert "style=" not in container
    assert "<script" not in container
    assert " on" not in container


@pytest.mark.parametrize("page", PAGES)
def test_a_map_is_drawn_the_same_twice(page: type[DirectoryMap]) -> None:
    assert draw(page) == draw(page)


def test_a_map_is_drawn_the_same_in_another_process() -> None:
    code = (
        "import maps; labels = maps.MapLabels('Carte des lieux', 'Zoomer', 'Dézoomer');"
        "drawn = maps.FinderMap(base_map='ign', labels=labels, asset_url=lambda name: '/assets/' + name);"
        "print(maps.render(drawn).module, end='')"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout == draw().module


def test_labels_are_text_wherever_they_stand() -> None:
    hostile = '"></div><img src=x onerror=alert(1)></script>'
    parts = draw(labels=MapLabels(region=hostile, zoom_in=hostile, zoom_out=hostile))
    assert "<img" not in parts.container
    assert "<img" not in parts.module
    assert "</script>" not in parts.module


def test_the_module_exports_what_pages_use() -> None:
    exports = {
        page: set(re.findall(r"as (\w+)", draw(page).module.rsplit("export", maxsplit=1)[1]))
        for page in PAGES
    }
    assert exports[maps.FinderMap] == {"map", "baseMaps", "outlines", "places", "pins"}
    assert exports[maps.OrganisationMap] == {"map", "baseMaps", "outlines", "pins"}
    assert exports[maps.PlaceMap] == {"map", "baseMaps", "outlines", "pins"}
    assert exports[maps.TerritoryMap] == {"map", "baseMaps", "outlines", "territories"}


def test_without_a_base_map_no_tiles_are_named() -> None:
    module = draw(base_map="none").module
    assert "tileLayer" not in module
    assert '"maxZoom": 19' in module  # clusters need it, tiles or not


def test_ign_is_asked_as_the_geoplateforme_wants_it() -> None:
    source = BASE_MAPS["ign"]
    assert source is not None
    for part in ("GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2", "TILEMATRIXSET=PM", "{z}", "{y}", "{x}", "image/png"):
        assert part in source.tiles
    assert "IGN" in source.attribution


def test_osm_is_thanked_with_a_link() -> None:
    source = BASE_MAPS["osm"]
    assert source is not None
    assert "https://www.openstreetmap.org/copyright" in source.attribution


def test_an_unknown_base_map_is_an_error() -> None:
    with pytest.raises(KeyError):
        draw(base_map="google")


def test_an_element_that_writes_a_style_is_refused() -> None:
    drawn = FinderMap(base_map="none", labels=LABELS, asset_url=lambda name: name)
    drawn.add_child(folium.plugins.FloatImage("x.png"))
    with pytest.raises(TypeError, match="head"):
        render(drawn)


def test_folium_layers_can_be_added() -> None:
    drawn = FinderMap(base_map="none", labels=LABELS, asset_url=lambda name: name)
    folium.CircleMarker(location=(48.85, 2.35), radius=5).add_to(drawn)
    assert "48.85" in render(drawn).module


def test_maps_needs_nothing_of_the_application() -> None:
    code = "import sys, maps; sys.exit(any(name == 'app' or name.startswith('app.') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_several_base_maps_can_be_chosen_from_by_their_names() -> None:
    labels = MapLabels(region="x", zoom_in="x", zoom_out="x", base_map="Choisir le fond de carte")
    module = draw(base_map="ign,osm", labels=labels).module
    assert 'L.control.layers({\n"Plan IGN": base_map_ign,\n"OpenStreetMap": base_map_osm,' in module
    assert 'toggle.title = "Choisir le fond de carte"' in module
    assert "base_map_ign.addTo(finder_map)" in module
    assert "base_map_osm.addTo" not in module
    assert "base_maps = [\nbase_map_ign,base_map_osm,\n]" in module
    alone = draw(base_map="osm").module
    assert "control.layers" not in alone
    assert "base_map_osm.addTo(finder_map)" in alone
