"""Schemathesis over both OpenAPI documents: every operation, as it is described and as it is not.

All of its checks run: no 5xx; status, headers, media type and body as documented; what breaks the document is
refused and what keeps it accepted; methods that are not there are 405.
"""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.factory import create_app
from app.settings import Settings

EXAMPLES = 2
"""Of each operation. The same in every run: what a run finds, the next one finds again."""
BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def document(path: str) -> BaseSchema:
    """Load a document; none of them needs the database."""
    app = create_app(Settings(), "postgresql://nowhere/nothing")
    return schemathesis.openapi.from_dict(app.test_client().get(path).get_json(force=True))


LANGUAGES = {"filter", "cursor", "sortby", "datetime", "bbox", "open_at", "open_during"}
"""Parameters whose text has a grammar that no JSON Schema holds."""


def excluded(case: Case) -> list[Any]:
    """Leave out that what keeps the schema is accepted, where the schema cannot say all: grammars, tables."""
    if case.media_type == "text/csv" or LANGUAGES & set(case.query or {}):
        return [positive_data_acceptance]
    return []


API = document("/api/v1/openapi.json")
FEATURES = document("/ogc/api")


@API.parametrize()
@BOUNDED
def test_the_api_is_as_its_document_says(case: Case, server_url: str) -> None:
    case.call_and_validate(base_url=server_url, excluded_checks=excluded(case))


@FEATURES.parametrize()
@BOUNDED
def test_the_feature_service_is_as_its_document_says(case: Case, server_url: str) -> None:
    case.call_and_validate(base_url=f"{server_url}/ogc", excluded_checks=excluded(case))
