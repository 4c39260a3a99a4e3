"""Manifest and service worker, which make the site an application that works without a network."""

import json

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app.platform.site.assets import asset_url, bundles, digest_of, text_asset
from app.platform.site.i18n import language

blueprint = Blueprint("installing", __name__)
SCRIPT = "js/service_worker.js"
ICONS = (("icon.svg", "any", "any"), *((f"icon-{side}.png", f"{side}x{side}", "any") for side in (192, 512)))
MASKABLE = ("icon-maskable.png", "512x512", "maskable")


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Describe the site as an application, in the page's language."""
    document = {
        "id": f"{request.script_root}/",
        "name": _("Proxilieux : tiers-lieux et équipements"),
        "short_name": "Proxilieux",
        "description": _(
            "L’annuaire des tiers-lieux de France, de leurs équipements et de leurs financements publics."
        ),
        "lang": language(),
        "dir": "ltr",
        "start_url": url_for("web.finder"),
        "scope": f"{request.script_root}/",
        "display": "standalone",
        "background_color": "#f6f4ef",
        "theme_color": "#f6f4ef",
        "categories": ["education", "navigation", "productivity"],
        "icons": [
            {"src": asset_url(name), "sizes": sizes, "purpose": purpose, "type": f"image/{_kind(name)}"}
            for name, sizes, purpose in (*ICONS, MASKABLE)
        ],
    }
    text = json.dumps(document, ensure_ascii=False)
    return text_asset(text, "application/manifest+json").response("no-cache")


def _kind(name: str) -> str:
    return "svg+xml" if name.endswith(".svg") else "png"


@blueprint.get("/service-worker.js")
def service_worker() -> Response:
    """Give the worker, whose text changes with every file of the site, so that browsers take the new one."""
    version = digest_of(*(bundle.digest.encode() for bundle in bundles().values()))
    head = f"const VERSION = {json.dumps(version)}, ROOT = {json.dumps(request.script_root)};\n"
    text = head + bundles()["app"].assets[SCRIPT].content.decode()
    return text_asset(text, "text/javascript").response("no-cache")
