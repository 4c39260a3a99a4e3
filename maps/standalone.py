"""A map and its list in one file that asks for nothing: Leaflet, styles, outlines and places stand inside.

Only base-map tiles would have to come from elsewhere; they are asked for while the browser says that it has a
network, and land and outlines stay beneath them.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from branca.element import MacroElement
from folium.template import Template
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from maps.assets import VENDOR_FILES, VENDOR_SHEETS
from maps.basemaps import base_maps, tile_hosts
from maps.elements import BaseMapLayer, MapLabels, Named, PlacesLayer
from maps.figure import render
from maps.pages import DirectoryMap

TEMPLATES = Path(__file__).parent / "templates"
IMAGE = re.compile(r"url\((images/[\w.-]+)\)")
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StandalonePlace:
    """A place as the file shows it: in its list, and from there in the popup of its marker."""

    name: str
    address: str | None
    """Address of the page that says more; absolute."""
    summary: str
    facts: Sequence[tuple[str, str]]
    """Labels and values, all of them plain text."""
    position: tuple[float, float] | None
    """Latitude and longitude, degrees, WGS 84."""
    icon: str | None = None
    """Icon of its marker, among the file's."""
    is_approximate: bool = False
    """Whether the position is the centre of its commune, as the marker then shows and says."""


@dataclass(frozen=True, slots=True)
class StandaloneTexts:
    """Texts of the file, in its reader's language."""

    language: str
    title: str
    introduction: str
    count: str
    credits: str
    skip: str
    show_on_map: str
    more: str
    offline: str
    """Shown in place of the base map while there is no network."""
    close: str
    cluster: str
    """Name of a cluster of markers; `{count}` stands for their number."""
    unplaced: str
    approximate: str
    """Said of a position that is the centre of a commune."""
    start: str
    """Name of the marker where the list starts from."""


@dataclass(frozen=True, slots=True)
class StandaloneDocument:
    """The file."""

    html: str
    policy: str
    """The Content-Security-Policy that it carries itself, to be sent with it as well."""


class NetworkTiles(Named, MacroElement):
    """Shows the base map while there is a network; without one nothing is asked for."""

    variable = "network_tiles"
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            const followNetwork = () => {
                if (navigator.onLine) base_maps[0].addTo({{ this._parent.get_name() }});
                else base_maps[0].remove();
                document.getElementById("offline").hidden = navigator.onLine;
            };
            addEventListener("online", followNetwork);
            addEventListener("offline", followNetwork);
            followNetwork();
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "NetworkTiles"


class WrittenOutlines(Named, MacroElement):
    """Puts the land and the outlines that stand in the file under the places."""

    variable = "written_outlines"
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            outlines_layer.options.style = ({ properties: { land } }) => (
                { className: land ? "land" : "outline", weight: 1 }
            );
            {{ this._parent.get_name() }}.attributionControl.addAttribution("Natural Earth");
            outlines_layer.addData(JSON.parse(document.getElementById("outlines").textContent));
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "WrittenOutlines"


class StandaloneMap(DirectoryMap):
    """All places of the file, clustered, over outlines."""

    variable = "standalone_map"

    def __init__(self, *, base_map: str, labels: MapLabels) -> None:
        # Addresses are the files' own names: what they hold is written into the page.
        super().__init__(base_map=base_map, labels=labels, asset_url=lambda name: name)
        self.add_child(PlacesLayer(lambda name: name))
        self.add_child(WrittenOutlines())
        if base_maps(base_map):
            self.add_child(NetworkTiles())

    def base_layers(self, base_map: str) -> list[BaseMapLayer]:
        """Return the tiles, which are not shown before the network is known to be there."""
        return [BaseMapLayer(name, source, is_shown=False) for name, source in base_maps(base_map).items()]


def write_standalone(
    places: Iterable[StandalonePlace],
    *,
    texts: StandaloneTexts,
    labels: MapLabels,
    base_map: str,
    outlines: str,
    styles: str,
    icons: str = "",
    start: tuple[float, float] | None = None,
) -> StandaloneDocument:
    """Write the file.

    Parameters
    ----------
    places:
        In the order of the list.
    texts, labels:
        In the reader's language.
    base_map:
        A name of `maps.BASE_MAPS`: one file has one base map.
    outlines:
        A GeoJSON FeatureCollection, as text.
    styles:
        The style sheets of the application's maps, which the file's own follow.
    icons:
        SVG symbols of ours, to which places refer by their ids.
    start:
        Latitude and longitude that the list goes outwards from; the map opens there.

    Raises
    ------
    KeyError
        When there is no base map of that name.
    ValueError
        When a script or a style sheet would end its own element.

    """
    parts = render(StandaloneMap(base_map=base_map, labels=labels))
    sheets = [*(_style(name) for name in parts.styles), styles + _own("standalone.css")]
    libraries = [_library(name) for name in parts.scripts]
    module = parts.module + _own("standalone.js")
    for text in (*sheets, *libraries, module):
        if re.search(r"</(?:script|style)", text, re.IGNORECASE):
            raise ValueError("A script or a style sheet must not hold the end of its element.")
    policy = _policy(base_map, sheets, [*libraries, module])
    html = (
        _environment()
        .get_template("standalone.html")
        .render(
            places=list(places),
            texts=texts,
            policy=policy,
            sheets=[Markup(sheet) for sheet in sheets],  # noqa: S704 - our own files, checked above
            libraries=[Markup(library) for library in libraries],  # noqa: S704 - as above
            module=Markup(module),  # noqa: S704 - as above
            container=Markup(parts.container),  # noqa: S704 - escaped where it is made
            icons=Markup(icons),  # noqa: S704 - our own drawings
            start=start,
            outlines=Markup(outlines.replace("<", "\\u003c")),  # noqa: S704 - cannot end its element any more
        )
    )
    return StandaloneDocument(html, policy)


def _policy(base_map: str, sheets: Iterable[str], scripts: Iterable[str]) -> str:
    """Return a policy that runs exactly these scripts and loads nothing but tiles."""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src", *map(_hash, scripts))),
            " ".join(("style-src", *map(_hash, sheets))),
            " ".join(("img-src data:", *tile_hosts(base_map))),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)


@lru_cache(maxsize=8)
def _own(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def _library(name: str) -> str:
    return SOURCE_MAP.sub("", VENDOR_FILES[name].read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _style(name: str) -> str:
    """Return a style sheet whose images stand inside it."""
    folder = name.rsplit("/", 1)[0]

    def embedded(match: re.Match[str]) -> str:
        image = VENDOR_FILES[f"{folder}/{match[1]}"].read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(image).decode()})"

    parts = (VENDOR_FILES[part].read_text(encoding="utf-8") for part in VENDOR_SHEETS[name])
    return IMAGE.sub(embedded, "\n".join(parts))
