"""`/embed`: the map for other sites, the page that composes its snippet, and the file that works offline."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, request, url_for

from app.embedding import view as embed_view
from app.embedding.colours import hexadecimal, theme_css
from app.embedding.export import standalone_page
from app.embedding.schemas import (
    COLOURS,
    LARGEST,
    SMALLEST,
    ComposeQuery,
    EmbedQuery,
    ExportQuery,
    ThemeQuery,
    chosen_colours,
)
from app.extensions import services
from app.web.assets import FOR_EVER, text_asset
from app.web.finder_query import FILTERS
from app.web.i18n import DEFAULT, absolute
from app.web.page_maps import page_map
from app.web.pages import page
from app.web.schemas import read
from app.web.security import POLICY, content_security_policy

blueprint = Blueprint("embedding", __name__)

KEPT = ("q", "mode", *FILTERS, *embed_view.LOCKS)
"""Parameters that the composing page hands to the map."""
SHOWN = {"q", "equipment", *embed_view.LOCKS}
"""Those of them that its form has a field for; the others stay as they came."""


@blueprint.get("/embed")
def embed() -> Response:
    """Show the map and its list, for a frame on any site."""
    arguments = read(EmbedQuery)
    response = make_response(
        page(
            "embed.html",
            asked=arguments,
            view=embed_view.find(arguments),
            map=page_map("finder"),
            kept=_kept_by_the_form(),
            theme=_theme_address(arguments),
            here=_here,
        )
    )
    response.headers[POLICY] = content_security_policy(services().settings.base_map, frame_ancestors="*")
    return response


@blueprint.get("/embed/theme.css")
def theme() -> Response:
    """Give the colours that a site chose, legible whatever they are."""
    return text_asset(theme_css(chosen_colours(read(ThemeQuery))), "text/css").response(FOR_EVER)


@blueprint.get("/embed/code")
def compose() -> Response:
    """Compose the snippet that puts the map into another page, with a preview."""
    arguments = read(ComposeQuery)
    query = urlencode(_embed_query(arguments))
    here = url_for("web.embedding.embed", lang=DEFAULT)
    response = make_response(
        page(
            "embed_code.html",
            asked=arguments,
            address=absolute(f"{here}?{query}" if query else here),
            export=_export_address(arguments),
            territories=embed_view.TERRITORIES,
            limits=(SMALLEST, LARGEST),
            hexadecimal=hexadecimal,
            hidden=[(name, value) for name, value in _kept(arguments) if name not in SHOWN],
        )
    )
    response.headers[POLICY] = f"{content_security_policy(services().settings.base_map)}; frame-src 'self'"
    return response


@blueprint.get("/embed/export.html")
def export() -> Response:
    """Give the filtered map as one file that needs no network."""
    document = standalone_page(read(ExportQuery))
    response = Response(document.html, content_type="text/html; charset=utf-8")
    response.headers[POLICY] = document.policy
    file_name = f"proxilieux-{datetime.now(UTC):%Y-%m-%d}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _export_address(arguments: dict[str, Any]) -> str:
    values: dict[str, Any] = {}
    for name, value in _kept(arguments):
        values.setdefault(name, []).append(value)
    return url_for("web.embedding.export", **values)


def _theme_address(arguments: dict[str, Any]) -> str | None:
    colours: dict[str, Any] = {
        name: hexadecimal(arguments[name])[1:] for name in COLOURS if name in arguments
    }
    return url_for("web.embedding.theme", **colours) if colours else None


def _kept_by_the_form() -> list[tuple[str, str]]:
    """Return what the search inside the frame must not lose: territory, filters, colours, language."""
    lost = {"q", "cursor", "mode"}
    # By the label a question that was changed is told, which then wins over the position.
    if "label" not in request.args:
        lost |= {"lat", "lon"}
    return [(name, value) for name, value in request.args.items(multi=True) if name not in lost and value]


def _here(**changes: str | None) -> str:
    """Return this frame's address with some parameters changed; None takes one away."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    pairs += [(name, value) for name, value in changes.items() if value is not None]
    return f"{request.path}?{urlencode(pairs)}"


def _kept(arguments: dict[str, Any]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name in KEPT:
        value = arguments.get(name)
        items = value if isinstance(value, list) else [value]
        pairs += [
            (name, f"{item:g}" if isinstance(item, float) else item) for item in items if item is not None
        ]
    return pairs


def _embed_query(arguments: dict[str, Any]) -> list[tuple[str, str]]:
    pairs = _kept(arguments)
    if "own" in arguments:
        pairs += [(name, hexadecimal(arguments[name])[1:]) for name in COLOURS if name in arguments]
    if arguments.get("map_lang", DEFAULT) != DEFAULT:
        pairs.append(("lang", arguments["map_lang"]))
    return pairs
