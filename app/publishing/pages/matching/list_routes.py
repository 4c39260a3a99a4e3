"""A list of sites in three steps: sent, shown by its columns, matched; and its two workbooks."""

from contextlib import closing
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.matching.uploads.rows import Upload
from app.directory.matching.uploads.upload_errors import TooManyRowsError, UploadError
from app.platform.site.i18n import language
from app.publishing.pages.cards import distance_text
from app.publishing.pages.matching import lists
from app.publishing.pages.matching.list_file import result_response, template_response
from app.publishing.pages.matching.page import RequestView
from app.publishing.pages.matching.query import needs_of
from app.publishing.pages.page_maps import page_map
from app.publishing.pages.pages import page
from app.publishing.pages.schemas import OrganisationsQuery, read

blueprint = Blueprint("lists", __name__)

BAD_REQUEST, TOO_LARGE = 400, 413


@blueprint.url_value_preprocessor
def _widen(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # Before anybody reads the form: the guard of writes does, where somebody is signed in.
    if request.method == "POST":
        request.max_content_length = lists.LARGEST_FIELD + lists.LARGEST_BYTES
        request.max_form_memory_size = lists.LARGEST_FIELD


@blueprint.get("/organismes/modele.xlsx")
def template() -> Response:
    """Give the workbook to fill in."""
    return template_response()


@blueprint.get("/organismes/tableur")
def begin() -> AnyResponse:
    """Lead to the page that takes lists."""
    return redirect(url_for("web.organisations"))


@blueprint.post("/organismes/tableur")
def read_list() -> Response:
    """Show which columns a file has; or match the list that comes back from there."""
    parameters = read(OrganisationsQuery, request.form)
    try:
        if "rows" in request.form:
            with closing(lists.unpack(request.form["rows"])) as upload:
                return _results(upload, parameters)
        sent = lists.read_file(request)
        if sent is None:
            return _refused(parameters, _("Choisissez d’abord un fichier."))
        with closing(sent[0]) as upload:
            return _page("list_columns.html", parameters, preview=lists.preview(upload, sent[1]))
    except UploadError as error:
        code = TOO_LARGE if isinstance(error, TooManyRowsError) else BAD_REQUEST
        return _refused(parameters, error.by_language[language()], code)


@blueprint.post("/organismes/tableur.xlsx")
def download() -> Response:
    """Give the result of a list as a workbook."""
    parameters = read(OrganisationsQuery, request.form)
    try:
        with closing(lists.unpack(request.form.get("rows", ""))) as upload:
            sites = list(lists.matched(upload, parameters, _limit()))
    except UploadError as error:
        return _refused(parameters, error.by_language[language()])
    return result_response(sites, parameters["max_km"])


def _results(upload: Upload, parameters: dict[str, Any]) -> Response:
    result = lists.result(upload, parameters, _limit())
    return _page(
        "list_results.html",
        parameters,
        result=result,
        packed=request.form["rows"],
        name=request.form.get("name", "")[:200],
        map=page_map("organisations"),
        status_label=lists.status_label,
        distance_text=distance_text,
    )


def _limit() -> int:
    text = request.form.get("limit", "")
    return int(text) if text in {str(limit) for limit in lists.LIMITS} else lists.LIMIT


def _refused(parameters: dict[str, Any], error: str, code: int = BAD_REQUEST) -> Response:
    return _page("organisations.html", parameters, code, list_error=error, map=page_map("organisations"))


def _page(template_name: str, parameters: dict[str, Any], code: int = 200, **context: Any) -> Response:  # noqa: ANN401
    view = RequestView(parameters, start_text=parameters.get("q", ""), needs=needs_of(parameters, ()))
    response = make_response(
        page(
            template_name,
            view=view,
            parameters=parameters,
            limit=_limit(),
            limits=lists.LIMITS,
            most=lists.MOST_ROWS,
            **context,
        ),
        code,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
