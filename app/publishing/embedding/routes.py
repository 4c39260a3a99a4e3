"""`/embed`: the map for other sites, the page that composes its snippet, and the file that works offline."""

from unicodedata import normalize

from flask import Blueprint, Response, make_response, redirect
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.platform.clock import now_in_paris
from app.platform.services import services
from app.platform.site.assets import FOR_EVER, text_asset
from app.platform.site.i18n import LANGUAGES, language
from app.platform.site.security import POLICY, content_security_policy
from app.publishing.embedding import view as embed_view
from app.publishing.embedding.addresses import (
    composed,
    composed_url,
    export_url,
    frame_fields,
    frame_url,
    theme_url,
)
from app.publishing.embedding.colours import hexadecimal, theme_css
from app.publishing.embedding.export import standalone_map
from app.publishing.embedding.schemas import (
    LARGEST,
    REGION_OF,
    SMALLEST,
    ComposeQuery,
    EmbedQuery,
    ExportQuery,
    ThemeQuery,
    chosen_colours,
    lies_elsewhere,
)
from app.publishing.pages.finder.page import find_start
from app.publishing.pages.finder.query import as_shared, with_one_start
from app.publishing.pages.finder.understood import understood
from app.publishing.pages.page_maps import page_map
from app.publishing.pages.pages import page
from app.publishing.pages.schemas import read

blueprint = Blueprint("embedding", __name__)


@blueprint.get("/embed")
def embed() -> str | AnyResponse:
    """Show the map and its list, for a frame on any site."""
    parameters = read(EmbedQuery)
    understood_parameters = understood(parameters)
    if understood_parameters != parameters:
        return redirect(frame_url(understood_parameters))
    view = embed_view.find(parameters)
    return page(
        "embed.html",
        parameters=parameters,
        view=view,
        map=page_map("finder"),
        kept=frame_fields(parameters, view.origin),
        theme=theme_url(parameters),
        frame_url=frame_url,
    )


@blueprint.get("/embed/theme.css")
def theme() -> Response:
    """Give the colours that a site chose, legible whatever they are."""
    return text_asset(theme_css(chosen_colours(read(ThemeQuery))), "text/css").response(FOR_EVER)


@blueprint.get("/embed/code")
def compose() -> Response:
    """Compose the snippet that puts the map into another page, with a preview."""
    composed_parameters = with_one_start(as_shared({"map_lang": language(), **read(ComposeQuery)}))
    # The form stays as it was filled; what is made of it has to work.
    elsewhere = lies_elsewhere(composed_parameters)
    parameters = {
        name: value for name, value in composed_parameters.items() if not (elsewhere and name == "region")
    }
    response = make_response(
        page(
            "embed_code.html",
            parameters=composed_parameters,
            elsewhere=elsewhere,
            kept=composed(parameters),
            address=composed_url(parameters),
            export=export_url(parameters),
            territories=embed_view.TERRITORIES,
            regions=sorted(embed_view.TERRITORIES["region"].items(), key=_alphabetical),
            region_of=REGION_OF,
            titles=_frame_titles(),
            limits=(SMALLEST, LARGEST),
            hexadecimal=hexadecimal,
            origin=find_start(parameters)[0] if "lat" in parameters else None,
        )
    )
    response.headers[POLICY] = f"{content_security_policy(services().settings.base_map)}; frame-src 'self'"
    return response


def _alphabetical(territory: tuple[str, str]) -> str:
    """Return a code and name's place in the alphabet, where letters with accents stand with those without."""
    return normalize("NFKD", territory[1]).encode("ascii", "ignore").decode().casefold()


def _frame_titles() -> dict[str, str]:
    """Return the frame's name for screen readers, which is in the language of what it shows."""
    titles = {}
    for code in LANGUAGES:
        with force_locale(code):
            titles[code] = str(_("Carte des tiers-lieux et de leurs équipements (Proxilieux)"))
    return titles


@blueprint.get("/embed/export.html")
def export() -> Response:
    """Give the filtered map as one file that needs no network."""
    document = standalone_map(understood(read(ExportQuery))).document
    response = Response(document.html, content_type="text/html; charset=utf-8")
    response.headers[POLICY] = document.policy
    file_name = f"proxilieux-{now_in_paris():%Y-%m-%d}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
