"""Schemathesis over both OpenAPI documents: every operation, as it is described and as it is not.

All of its checks run: no 5xx; status, headers, media type and body as documented; what breaks the document is
refused and what keeps it accepted; methods that are not there are 405.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, SerializationContext
from schemathesis.generation.hypothesis.builder import (
    HypothesisTestConfig,
    InvalidHeadersExampleMark,
    InvalidRegexMark,
    MissingPathParameters,
    NonSerializableMark,
    UnserializablePayloadMark,
    create_test,
)
from schemathesis.generation.hypothesis.builder import HypothesisTestMode as Mode
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from app.factory import create_app
from app.platform.files.workbook_cells import XLSX
from app.platform.settings import Settings

FEW, MANY = 3, 30
"""Examples of each operation: called in this process by `make test`, served by `make test-large`."""
BOUNDS = 60
"""Cases at the bounds of an operation's schema: `make test` takes so many, evenly; `make test-large` all."""
UNTESTED = (
    NonSerializableMark,
    UnserializablePayloadMark,
    InvalidRegexMark,
    InvalidHeadersExampleMark,
    MissingPathParameters,
)
"""Marks with which Schemathesis says that a part of an operation could not be tried."""


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
    | {"q", "lat", "lon", "radius_km", "travel", "commune", "epci", "from", "to", "since", "until"}
    | {"available_from", "available_to"}
)
"""Parameters whose text has a grammar or a range of days, or that need another one, a routing service or a
known territory."""
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


def inside(client: FlaskClient, base_url: str) -> Callable[[Case], Any]:
    """Return what asks the application in this process."""
    called = closing(client)
    return lambda case: case.call_and_validate(
        base_url=base_url, app=called, headers=AS_IT_IS, excluded_checks=excluded(case)
    )


def served(base_url: str) -> Callable[[Case], Any]:
    """Return what asks a server."""
    return lambda case: case.call_and_validate(base_url=base_url, excluded_checks=excluded(case))


def operations(schema: BaseSchema) -> Any:
    """Parametrize a test by the operations of a document."""
    found = [result.ok() for result in schema.get_all_operations()]
    return pytest.mark.parametrize("operation", found, ids=[operation.label for operation in found])


def try_all(
    operation: APIOperation, ask: Callable[[Case], Any], examples: int, bounds: int | None = None
) -> None:
    """Ask an operation with its examples, what lies at the bounds of its schema and what is drawn from it.

    The cases are made when the test runs: made while tests are collected, as `parametrize()` does, they cost
    each worker most of a minute, also where no such test is chosen.
    """

    @strength(examples)
    def asked(case: Case) -> None:
        ask(case)

    config = HypothesisTestConfig(project=operation.schema.config, modes=list(Mode))
    test = create_test(operation=operation, test_func=asked, config=config)
    untested = {mark.attr_name: mark.get(test) for mark in UNTESTED if mark.get(test)}
    assert not untested
    explicit = getattr(test, "hypothesis_explicit_examples", [])
    if bounds and len(explicit) > bounds:
        test.hypothesis_explicit_examples = [explicit[len(explicit) * n // bounds] for n in range(bounds)]
    test()


@operations(API)
def test_the_api_is_as_its_document_says(operation: APIOperation, client: FlaskClient) -> None:
    try_all(operation, inside(client, INSIDE), FEW, BOUNDS)


@operations(FEATURES)
def test_the_feature_service_is_as_its_document_says(operation: APIOperation, client: FlaskClient) -> None:
    try_all(operation, inside(client, f"{INSIDE}/ogc"), FEW, BOUNDS)


@pytest.mark.large
@operations(API)
def test_the_served_api_is_as_its_document_says(operation: APIOperation, server_url: str) -> None:
    try_all(operation, served(server_url), MANY)


@pytest.mark.large
@operations(FEATURES)
def test_the_served_feature_service_is_as_its_document_says(operation: APIOperation, server_url: str) -> None:
    try_all(operation, served(f"{server_url}/ogc"), MANY)
