"""The national standard's published Table Schema, which frictionless validates files with."""

import json
from pathlib import Path

import pytest
from frictionless import Resource, Schema
from support.databases import SHARED_DATA

SCHEMA = SHARED_DATA.parent / "schemas" / "lieux_mediation_numerique_v1.0.2_tableschema.json"
needs_the_schema = pytest.mark.skipif(
    not SCHEMA.is_file(), reason=f"the published schema is not in {SCHEMA.parent}"
)


def assert_valid(path: Path) -> None:
    """Assert that a CSV is as the schema says: every field, pattern, enumeration and required value."""
    # The schema is read here: frictionless follows paths inside its folder only.
    schema = Schema.from_descriptor(json.loads(SCHEMA.read_text(encoding="utf-8")))
    report = Resource(path=path.name, basepath=str(path.parent), schema=schema, encoding="utf-8").validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
