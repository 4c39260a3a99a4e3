"""The Flask application. A new resource is a new folder and one line here."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.directory.agreements.routes import blueprint as agreements
from app.directory.api_keys import keys
from app.directory.bookings.routes import blueprint as bookings
from app.directory.changes.routes import blueprint as changes
from app.directory.contributions.routes import blueprint as history
from app.directory.equipment.routes import blueprint as equipment_types
from app.directory.geocoding import online
from app.directory.geocoding.routes import blueprint as geocode
from app.directory.grants.routes import blueprint as grants
from app.directory.history.routes import blueprint as history_of_figures
from app.directory.matching import travel_modes
from app.directory.matching.routes import blueprint as matching
from app.directory.matching.runs.routes import blueprint as match_runs
from app.directory.organisations.routes import blueprint as organisations
from app.directory.planning.accessibility.routes import blueprint as accessibility
from app.directory.planning.routes import blueprint as planning
from app.directory.planning.scenarios.routes import blueprint as scenarios
from app.directory.planning.siting.routes import blueprint as siting
from app.directory.planning.survey.routes import blueprint as survey
from app.directory.projects.routes import blueprint as projects
from app.directory.requests.routes import blueprint as usage_requests
from app.directory.support_offers.routes import blueprint as support_offers
from app.directory.territories.routes import blueprint as territories
from app.directory.third_places.routes import blueprint as third_places
from app.directory.understanding.routes import blueprint as understand
from app.directory.usage.routes import blueprint as usage
from app.directory.webhooks.routes import blueprint as webhooks
from app.directory.writing.routes import blueprint as writing
from app.errors import register_error_handlers
from app.health import blueprint as health
from app.platform.cache.response_cache import ResponseCache
from app.platform.database.connection import Database
from app.platform.http import converters
from app.platform.http.description import DescribedApi
from app.platform.http.docs import blueprint as docs
from app.platform.http.patience import PatientWrites
from app.platform.observing.middleware import Observed, note_routes
from app.platform.services import Services, install
from app.platform.settings import Settings
from app.platform.site import i18n, security
from app.platform.throttle.quotas import Quotas
from app.platform.version import VERSION
from app.publishing.catalogue.routes import blueprint as catalogue
from app.publishing.dumps.routes import blueprint as dumps
from app.publishing.exports import file_response
from app.publishing.exports.routes import blueprint as exports
from app.publishing.ogc.features.routes import blueprint as ogc
from app.publishing.ogc.tiles.routes import blueprint as tiles
from app.publishing.pages.people import guard
from app.publishing.pages.routes import blueprint as web

API_PREFIX = "/api/v1"
API_BLUEPRINTS = (
    third_places,
    history,
    changes,
    equipment_types,
    organisations,
    projects,
    support_offers,
    grants,
    matching,
    match_runs,
    territories,
    history_of_figures,
    planning,
    siting,
    scenarios,
    accessibility,
    survey,
    geocode,
    understand,
    exports,
    writing,
    bookings,
    usage_requests,
    usage,
    webhooks,
    agreements,
)
MAX_BODY_BYTES = 1024 * 1024
"""Largest request body in bytes; the API takes small JSON documents only."""


def create_app(settings: Settings, database_url: str) -> Flask:
    """Return the application over the database at `database_url` (a SQLAlchemy URL).

    Nothing is connected until the first request, so that a server may load it and then fork.
    """
    app = Flask("app.publishing.pages", static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        API_TITLE="Proxilieux",
        API_VERSION=f"v1 ({VERSION})",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=API_PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    converters.install(app)
    database = Database(database_url, max_connections=settings.threads)
    _install_services(app, Services(settings, database))
    _register_api(app)
    for blueprint in (docs, health, catalogue, dumps, ogc, tiles, web):
        app.register_blueprint(blueprint)
    security.install(app, settings.base_map)
    i18n.install(app)
    guard.install(app)
    register_error_handlers(app)
    app.wsgi_app = ResponseCache(app.wsgi_app, database)  # type: ignore[method-assign, assignment]
    app.wsgi_app = Quotas(  # type: ignore[method-assign, assignment]
        app.wsgi_app, database, keys.find, settings.api_per_minute, settings.key_per_minute
    )
    app.wsgi_app = PatientWrites(  # type: ignore[method-assign, assignment]
        app.wsgi_app, (f"{API_PREFIX}/bookings", f"{API_PREFIX}/requests")
    )
    _observe(app, settings, database)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_port=hops, x_prefix=hops
        )
    return app


def _install_services(app: Flask, services: Services) -> None:
    install(app, services)
    online.install(app, services.settings)
    travel_modes.install(app, services.settings)
    file_response.install(app, services)


def _observe(app: Flask, settings: Settings, database: Database) -> None:
    """Count requests and write lines of them, where the operator wants that."""
    count = None
    if settings.metrics_token is not None:
        from app import metrics  # noqa: PLC0415 - its library is for those who want it

        count = metrics.install(app, settings, settings.metrics_token, database)
    with_lines = settings.log_format == "json"
    if count or with_lines:
        note_routes(app)
        app.wsgi_app = Observed(  # type: ignore[method-assign, assignment]
            app.wsgi_app, count, with_lines=with_lines, takes_numbers=settings.trusted_proxies > 0
        )


def _register_api(app: Flask) -> None:
    api = DescribedApi(
        app,
        spec_kwargs={
            "info": {
                "description": "Third places in France, the equipment they share,"
                " and who is near enough to use it."
                " Features are GeoJSON, longitude first; distances are geodesic metres on WGS 84.",
                "license": {"name": "MIT", "identifier": "MIT"},
            }
        },
    )
    for blueprint in API_BLUEPRINTS:
        api.register_blueprint(blueprint, url_prefix=API_PREFIX)
