"""Every parameter of every operation refuses every value that its kind refuses, by name."""

import marshmallow as ma
import pytest
from support.bad_values import Query, bad_values, operations

SCHEMAS = {(type(one.schema), *one.schema.fields): one.schema for one in operations()}.values()
"""Each once, however many operations it reads the query of."""


def accepted(schema: ma.Schema, asked: Query, named: str) -> str | None:
    """Return what is wrong with how a schema takes a bad value; None if it refuses it by name."""
    try:
        loaded = schema.load(asked)
    except ma.ValidationError as error:
        return None if named in error.messages_dict else f"{asked!r:.100}: {error.messages}"
    return f"{asked!r:.100} is taken as {loaded!r:.100}"


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: type(schema).__name__)
def test_no_parameter_takes_a_bad_value(schema: ma.Schema) -> None:
    cases = [case for name in schema.fields for case in bad_values(schema, name)]
    assert [wrong for case in cases if (wrong := accepted(schema, *case))] == []
    assert {named for _, named in cases} == {field.data_key or name for name, field in schema.fields.items()}


def test_the_operations_are_found() -> None:
    found = {str(one) for one in operations()}
    assert {"GET /api/v1/third-places", "GET /api/v1/geocode", "POST /api/v1/matches/batch"} <= found
    assert len(found) == len(operations()) > 30
