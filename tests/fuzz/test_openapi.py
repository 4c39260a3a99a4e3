"""Schemathesis over both OpenAPI documents: every operation, as it is described and as it is not.

All of its checks run: no 5xx; status, headers, media type and body as documented; what breaks the document is
refused and what keeps it accepted; methods that are not there are 405.
"""

import json
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, SerializationContext
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from app.factory import create_app
from app.platform.files.workbook_cells import XLSX
from app.platform.settings import Settings

FEW, MANY = 3, 30
"""Examples of each operation: called in this process by `make test`, served by `make test-large`."""


def strength(examples: int) -> settings:
    """Return settings that are the same in every run: what a run finds, the next one finds again."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def document(path: str) -> BaseSchema:
    """Load a document; none of them needs the database."""
    app = create_app(Settings(), "postgresql://nowhere/nothing")
    return schemathesis.openapi.from_dict(app.test_client().get(path).get_json(force=True))


INEXPRESSIBLE = frozenset(
    {"filter", "filter-lang", "filter-crs", "cursor", "sortby", "datetime", "bbox", "open_at", "open_during"}
    | {"q", "lat", "lon", "radius_km", "travel", "commune", "epci", "from", "to"}
)
"""Parameters whose text has a grammar, or that need another one, a routing service or a known territory."""
PLANNING = frozenset({"within_minutes", "any_place", "status", "steps", "class"})
"""Parameters of coverage that exclude others, or need a routing service."""
PLANNED = ("/api/v1/siting", "/api/v1/scenarios", "/api/v1/coverage/what-if")
"""Bodies whose parts depend on each other, or name candidates and scenarios."""
OF_ANY_COLLECTION = "{collectionId}"
"""One path stands for all collections and names the parameters of each: another collection refuses them."""
TABLES = {"text/csv", "application/x-ndjson", "multipart/form-data", XLSX}
MOST_A_PAGE = 1000


@schemathesis.serializer(XLSX)
def workbook(_: SerializationContext, value: Any) -> bytes:
    """Send what it is as text: no generated value is a workbook, and each is refused as none."""
    return value if isinstance(value, bytes) else json.dumps(value).encode()


@schemathesis.serializer("application/x-ndjson")
def lines(_: SerializationContext, value: Any) -> bytes:
    """Write a document a line."""
    rows = value if isinstance(value, list) else [value]
    return "\n".join(json.dumps(row) for row in rows).encode()


def excluded(case: Case) -> list[Any]:
    """Leave out whether a request is accepted where the schema cannot say it."""
    query = case.query or {}
    body = case.body if isinstance(case.body, dict) else {}
    is_of_another = OF_ANY_COLLECTION in case.path and query
    checks: list[Any] = []
    if INEXPRESSIBLE & {*query, *body} or is_of_another or body.get("needs"):  # each type is named once
        checks.append(positive_data_acceptance)
    if case.media_type in TABLES:  # a bad row is a row with its status
        checks += [positive_data_acceptance, negative_data_rejection]
    if PLANNING & {*query, *body} or case.path.startswith(PLANNED):
        checks.append(positive_data_acceptance)
    if query.get("level") == "region" and "department" in query:  # no région lies in a département
        checks.append(positive_data_acceptance)
    limit = str(query.get("limit", ""))
    if limit.isdecimal() and int(limit) > MOST_A_PAGE:  # clamped, as OGC's Part 1 wants it
        checks.append(negative_data_rejection)
    return checks


API = document("/api/v1/openapi.json")
FEATURES = document("/ogc/api")
INSIDE = "http://localhost"
"""The address of an application that is called and not served."""
AS_IT_IS = {"Accept-Encoding": "identity"}
"""Nobody between the application and the test decompresses."""


def closing(client: FlaskClient) -> Any:
    """Return the application as a server calls it: what it opened to answer is closed."""

    def call(environ: Any, begin: Any) -> list[bytes]:
        environ.setdefault("REMOTE_ADDR", "127.0.0.1")  # of whom no quota is asked
        answer = client.application.wsgi_app(environ, begin)
        try:
            return [b"".join(answer)]
        finally:
            getattr(answer, "close", lambda: None)()

    return call


@API.parametrize()
@strength(FEW)
def test_the_api_is_as_its_document_says(case: Case, client: FlaskClient) -> None:
    case.call_and_validate(
        base_url=INSIDE, app=closing(client), headers=AS_IT_IS, excluded_checks=excluded(case)
    )


@FEATURES.parametrize()
@strength(FEW)
def test_the_feature_service_is_as_its_document_says(case: Case, client: FlaskClient) -> None:
    case.call_and_validate(
        base_url=f"{INSIDE}/ogc", app=closing(client), headers=AS_IT_IS, excluded_checks=excluded(case)
    )


@pytest.mark.large
@API.parametrize()
@strength(MANY)
def test_the_served_api_is_as_its_document_says(case: Case, server_url: str) -> None:
    case.call_and_validate(base_url=server_url, excluded_checks=excluded(case))


@pytest.mark.large
@FEATURES.parametrize()
@strength(MANY)
def test_the_served_feature_service_is_as_its_document_says(case: Case, server_url: str) -> None:
    case.call_and_validate(base_url=f"{server_url}/ogc", excluded_checks=excluded(case))
