"""The pages, and what they load."""

from datetime import date

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import format_date
from werkzeug.wrappers import Response as AnyResponse

from app.directory.common.shown_names import shown_name
from app.platform.clock import now_in_paris, paris_time
from app.platform.http.compression import compress, revalidate
from app.platform.sessions.forms import form_secret
from app.platform.site.assets import asset_url, find_asset
from app.platform.site.i18n import absolute, euros, long_date, moment_in_paris
from app.publishing.embedding.routes import blueprint as embedding
from app.publishing.pages import labels
from app.publishing.pages.accessibility import statement
from app.publishing.pages.acts import dialled
from app.publishing.pages.checking import blueprint as checking
from app.publishing.pages.contributions import PARTS as CONTRIBUTIONS
from app.publishing.pages.contributions import shown as contributions
from app.publishing.pages.data import blueprint as data
from app.publishing.pages.decision.evolution import blueprint as evolution
from app.publishing.pages.decision.routes import blueprint as decision
from app.publishing.pages.decision.routes import decision_page
from app.publishing.pages.decision.run_routes import blueprint as siting_runs
from app.publishing.pages.decision.scenario_routes import blueprint as scenarios
from app.publishing.pages.decision.shared_routes import blueprint as shared
from app.publishing.pages.discovery import blueprint as discovery
from app.publishing.pages.finder import page as finder_page
from app.publishing.pages.finder.map_data import outlines_response, places_response
from app.publishing.pages.finder.query import as_shared, finder_url, query_string_of
from app.publishing.pages.finder.understood import understood as understood_search
from app.publishing.pages.following.all_changes import blueprint as all_changes
from app.publishing.pages.following.feed import blueprint as feed
from app.publishing.pages.following.feed import feed_url, follow_url, search_url
from app.publishing.pages.following.mail import blueprint as following
from app.publishing.pages.funding import blueprint as funding
from app.publishing.pages.hours import span_text, time_text
from app.publishing.pages.installing import blueprint as installing
from app.publishing.pages.legal import blueprint as legal
from app.publishing.pages.matching import page as request_page
from app.publishing.pages.matching.file import file_response
from app.publishing.pages.matching.list_routes import blueprint as lists
from app.publishing.pages.matching.query import page_url
from app.publishing.pages.matching.start import understood
from app.publishing.pages.page_maps import map_module, page_map
from app.publishing.pages.pages import page as _page
from app.publishing.pages.people import PARTS as PEOPLE
from app.publishing.pages.people.history_words import field_label
from app.publishing.pages.place import find_place, find_shown_id
from app.publishing.pages.plan_axes import blueprint as plan_axes
from app.publishing.pages.report import blueprint as reports
from app.publishing.pages.requests import PARTS as REQUESTS
from app.publishing.pages.schemas import (
    LEVELS,
    FinderQuery,
    MapQuery,
    OrganisationsQuery,
    read,
)
from app.publishing.pages.selection import blueprint as selection
from app.publishing.pages.structured_data import place_document
from app.publishing.pages.usage import blueprint as usage
from app.publishing.pages.way_back import search_before
from app.publishing.pictures.routes import blueprint as pictures

blueprint = Blueprint("web", __name__)
# The last one registered runs first.
blueprint.after_request(compress)
blueprint.after_request(revalidate)
OWN = (
    feed, all_changes, data, usage, following, reports, discovery, legal, embedding, decision, evolution,
    scenarios, shared, selection, siting_runs, installing, pictures, lists, plan_axes, funding,
    checking,
)  # fmt: skip
for part in (*OWN, *PEOPLE, *CONTRIBUTIONS, *REQUESTS):
    blueprint.register_blueprint(part)


@blueprint.record_once
def _equip_templates(state: BlueprintSetupState) -> None:
    # Error pages are drawn for every address, so the whole application knows these.
    state.app.jinja_env.globals.update(
        asset_url=asset_url,
        feed_url=feed_url,
        follow_url=follow_url,
        search_url=search_url,
        form_secret=form_secret,
        labels=labels,
        now_in_paris=now_in_paris,
        span_text=span_text,
        time_text=time_text,
        **finder_page.TEMPLATE_GLOBALS,
        **contributions.TEMPLATE_GLOBALS,
    )
    state.app.jinja_env.filters.update(
        equipment_label=labels.equipment_label,
        organisation_kind=labels.organisation_kind_label,
        support_label=labels.support_label,
        source_field=lambda name: labels.SOURCE_FIELDS.get(name, name),
        history_field=field_label,
        isodate=lambda text: long_date(date.fromisoformat(text)),
        long_date=long_date,
        paris_time=moment_in_paris,
        dialled=dialled,
        month_name=lambda day: format_date(day, "LLLL y"),
        short_day=lambda day: format_date(day, "EEE d MMM"),
        paris_day=lambda moment: long_date(paris_time(moment).date()),
        euros=euros,
        shown_name=shown_name,
    )


@blueprint.get("/")
def finder() -> str | AnyResponse:
    """Find the nearest places; what a text asks for leads to the address that says it in parameters."""
    parameters = as_shared(read(FinderQuery))
    understood_parameters = understood_search(parameters)
    if understood_parameters != parameters:
        return redirect(finder_url(understood_parameters))
    return _page(
        "finder.html",
        parameters=parameters,
        view=finder_page.find(parameters),
        map=page_map("finder"),
    )


@blueprint.get("/resultats")
def results() -> str:
    """Give the finder's answer alone, for scripts that put it into a page that is there."""
    parameters = read(FinderQuery)
    understood_parameters = understood_search(parameters)
    query_string = None if understood_parameters == parameters else query_string_of(understood_parameters)
    return render_template(
        "parts/results.html",
        parameters=understood_parameters,
        view=finder_page.find(understood_parameters),
        query_string=query_string,
    )


@blueprint.get("/lieux/<public_id:public_id>")
def place(public_id: str) -> str | AnyResponse:
    """Show one place; a record that was merged into it leads to it."""
    view = find_place(public_id, search_before())
    if view is None:
        shown_id = find_shown_id(public_id) or abort(404)
        return redirect(url_for("web.place", public_id=shown_id), 301)
    address = absolute(url_for("web.place", public_id=view.id))
    return _page(
        "place.html",
        view=view,
        address=address,
        document=place_document(view, address),
        map=page_map("place"),
    )


@blueprint.get("/lieux/<public_id:public_id>/apercu")
def peek(public_id: str) -> Response:
    """Say of a place what one asks on a map: open now or not, how far, what it has, how to reach it."""
    view = find_place(public_id, search_before(), is_peek=True) or abort(404)
    response = make_response(render_template("parts/peek.html", view=view))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/organismes")
def organisations() -> str | AnyResponse:
    """Find the places for a request; what a form leaves empty, or a text says, leads to the address of it."""
    parameters = read(OrganisationsQuery)
    understood_parameters = understood(parameters)
    if understood_parameters != parameters or "" in request.args.values() or "label" in request.args:
        return redirect(page_url(understood_parameters))
    view = request_page.find(parameters) or abort(404)
    return _page("organisations.html", parameters=parameters, view=view, map=page_map("organisations"))


@blueprint.get("/organismes/lieux.<any(csv, geojson, xlsx):suffix>")
def organisation_matches(suffix: str) -> Response:
    """Give the matches of one organisation or address as a file; the parameters are the page's."""
    view = request_page.find(understood(read(OrganisationsQuery)))
    if view is None or view.match_list is None:
        abort(404)
    return file_response(view.match_list, suffix)


@blueprint.get("/territoires")
def territories() -> str:
    """Show who is covered, by territory, and where to act."""
    return decision_page()


@blueprint.get("/accessibilite")
def accessibility() -> str:
    """Say what was verified of the pages' accessibility, and what was not."""
    return statement()


@blueprint.get("/carte/lieux.json")
def places() -> Response:
    """Give the map its places."""
    return places_response(read(MapQuery))


@blueprint.get("/carte/contours/<string:level>.json")
def outlines(level: str) -> Response:
    """Give the map its outlines."""
    if level not in LEVELS:
        abort(404)
    return outlines_response(level)


@blueprint.get("/carte/<string:name>-<string:code>.<string:digest>.js")
def map_script(name: str, code: str, digest: str) -> Response:
    """Give the script that draws a map."""
    return map_module(name, code, digest) or abort(404)


@blueprint.get("/assets/<string:bundle>-<string:digest>/<path:path>")
def asset(bundle: str, digest: str, path: str) -> Response:
    """Give a file of a page."""
    return find_asset(bundle, digest, path) or abort(404)


@blueprint.get("/favicon.ico")
def favicon() -> AnyResponse:
    """Lead to the icon, for those who ask without reading the page."""
    return redirect(asset_url("icon.svg"))
