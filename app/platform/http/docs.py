"""The documentation page of the API: Swagger UI, served by us."""

from importlib.resources import files
from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, Response, render_template, send_from_directory

blueprint = Blueprint("api_docs", __name__, url_prefix="/api/v1/docs", template_folder="templates")

DIST = Path(str(files(flask_swagger_ui))) / "dist"
ASSETS = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")
OWN = Path(__file__).parent / "static"
# Swagger UI sets style attributes as it draws; scripts stay strict.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@blueprint.get("/")
def page() -> Response:
    """Show the API's operations, ready to be tried."""
    response = Response(render_template("docs.html"))
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.get("/assets/<string:name>")
def asset(name: str) -> Response:
    """Serve Swagger UI's own files and the script that starts it."""
    folder = DIST if name in ASSETS else OWN
    return send_from_directory(folder, name, max_age=86400)
