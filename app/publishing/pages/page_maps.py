"""The maps of our pages: drawn by folium once for each language, served as files."""

from dataclasses import dataclass
from functools import lru_cache

from flask import Response, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

import maps
from app.platform.services import services
from app.platform.site.assets import FOR_EVER, Asset, asset_url, digest_of, text_asset
from app.platform.site.i18n import LANGUAGES, language

MAPS = {
    "finder": "FinderMap",
    "place": "PlaceMap",
    "organisations": "OrganisationMap",
    "territories": "TerritoryMap",
}
"""Classes of `maps` by name: `maps` imports folium when the first of them is asked for."""
PLAIN = frozenset({"territories"})


@dataclass(frozen=True, slots=True)
class PageMap:
    """Settings of a page's map."""

    container: Markup
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    module: str
    """Address of the ES module that draws it."""


def page_map(name: str) -> PageMap:
    """Return a map of `MAPS` for this request's page."""
    parts = _parts(name, language(), _base_map(name), request.script_root)
    return PageMap(
        container=Markup(parts.container),  # noqa: S704 - escaped where it is made
        styles=parts.styles,
        scripts=parts.scripts,
        module=url_for("web.map_script", name=name, code=language(), digest=_module(parts)[0]),
    )


def map_module(name: str, code: str, digest: str) -> Response | None:
    """Return the file that draws a map; None when there is no such map or language."""
    if name not in MAPS or code not in LANGUAGES:
        return None
    current, asset = _module(_parts(name, code, _base_map(name), request.script_root))
    return asset.response(FOR_EVER if digest == current else "no-cache")


def _base_map(name: str) -> str:
    """Return the base maps of a map; one that shades territories stands on a plain ground."""
    return "own" if name in PLAIN else services().settings.base_map


@lru_cache(maxsize=32)
def _parts(name: str, code: str, base_map: str, _root: str) -> "maps.MapParts":
    # The addresses of its files begin with the path that a proxy serves us under.
    with force_locale(code):
        labels = map_labels(name)
    drawn = getattr(maps, MAPS[name])(
        base_map=base_map, labels=labels, asset_url=lambda path: asset_url(path, bundle="maps")
    )
    return maps.render(drawn)


@lru_cache(maxsize=32)
def _module(parts: "maps.MapParts") -> tuple[str, Asset]:
    asset = text_asset(parts.module, "text/javascript")
    return digest_of(asset.content), asset


def map_labels(name: str) -> "maps.MapLabels":
    """Return what a map says, in this request's language."""
    regions = {
        "finder": _("Carte des lieux"),
        "place": _("Carte du lieu"),
        "organisations": _("Carte des lieux qui correspondent"),
        "territories": _("Carte des territoires"),
    }
    return maps.MapLabels(
        region=regions[name],
        zoom_in=_("Zoomer"),
        zoom_out=_("Dézoomer"),
        base_map=_("Choisir le fond de carte"),
    )
