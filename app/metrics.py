"""`/metrics`: what Prometheus reads, for whoever has the operator's token."""

import hmac

from flask import Blueprint, Flask, Response, request

from app.directory.operation.figures import figures_of
from app.platform.backups.daily import figures_of_backups
from app.platform.database.connection import Database
from app.platform.http.errors import problem
from app.platform.observing.metrics import CONTENT_TYPE, Metrics
from app.platform.observing.middleware import Count
from app.platform.settings import Settings

ASK = {"WWW-Authenticate": 'Bearer realm="metrics"'}


def install(app: Flask, settings: Settings, token: str, database: Database) -> Count:
    """Add the address; return what counts a request."""
    metrics = Metrics(database)
    blueprint = Blueprint("metrics", __name__)
    expected = f"Bearer {token}".encode()

    @blueprint.get("/metrics")
    def show() -> Response:
        authorization = request.headers.get("Authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(authorization, expected):
            return problem(401, "Metrics are for the operator: send the token.", headers=ASK)
        figures = figures_of(database) + figures_of_backups(settings)
        response = Response(metrics.text(figures), content_type=CONTENT_TYPE)
        response.cache_control.no_store = True
        return response

    app.register_blueprint(blueprint)
    return metrics.count
