"""The SQL of lists: one statement a shape, values as parameters, nothing of a caller in the text."""

import re

import pytest

from app.directory.organisations.queries import ORGANISATIONS
from app.directory.third_places.queries import THIRD_PLACES
from app.platform.database.conditions import MILLIMETRE
from app.platform.listings.nearest import SPHERE_TO_GEODESIC, looked_at
from app.platform.listings.queries import count_sql, feature_sql, page_sql
from app.platform.listings.selection import CURSOR, Filters, select

NEAR = select({"lat": 48.0, "lon": 2.0}, THIRD_PLACES).filters
EVERYTHING = select(
    {
        "lat": 1.0,
        "lon": 2.0,
        "radius_km": 3.0,
        "bbox": [1.0, 2.0, 3.0, 4.0],
        "q": "x'y z",
        "region": "11",
        "equipment": ["wifi"],
        "kind": ["fablab"],
        "funded": True,
        "status": ["open"],
    },
    THIRD_PLACES,
)


def names(sql: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", sql))


def test_the_same_shape_is_compiled_once() -> None:
    assert page_sql(THIRD_PLACES, NEAR, 5) is page_sql(
        THIRD_PLACES, select({"lat": 1.0, "lon": 1.0}, THIRD_PLACES).filters, 5
    )
    assert page_sql(THIRD_PLACES, NEAR, 5) != page_sql(THIRD_PLACES, NEAR, 6)
    assert page_sql(THIRD_PLACES, NEAR, 5) != page_sql(ORGANISATIONS, NEAR, 5)


def test_every_parameter_of_a_statement_is_given() -> None:
    sql = page_sql(THIRD_PLACES, EVERYTHING.filters, 10)
    assert names(sql) == set(EVERYTHING.parameters)
    assert names(count_sql(THIRD_PLACES, EVERYTHING.filters)) == set(EVERYTHING.parameters)


def test_texts_of_a_caller_never_stand_in_the_statement() -> None:
    sql = page_sql(THIRD_PLACES, EVERYTHING.filters, 10)
    assert "x'y" not in sql
    assert "'wifi'" in sql  # a code of our own vocabulary, which the planner may know


def test_a_cursor_adds_its_parameters() -> None:
    by_distance = page_sql(THIRD_PLACES, NEAR._replace(names=NEAR.names | {CURSOR}), 5)
    assert {"after_id", "after_distance"} <= names(by_distance)
    assert names(page_sql(THIRD_PLACES, Filters(frozenset({CURSOR})), 5)) == {"after_id"}


def test_nearest_has_its_proof_and_its_second_step() -> None:
    sql = page_sql(THIRD_PLACES, NEAR, 5)
    assert f"LIMIT {looked_at(6)}" in sql
    assert str(SPHERE_TO_GEODESIC) in sql
    assert "ST_DWithin" in sql
    assert str(MILLIMETRE) in sql
    assert sql.count("LIMIT 6") == 2


def test_some_more_rows_are_looked_at_than_asked() -> None:
    assert all(limit < looked_at(limit) < 2 * limit + 6 for limit in range(1, 1002))


def test_one_more_than_the_limit_is_read() -> None:
    assert "LIMIT 21" in page_sql(THIRD_PLACES, Filters(frozenset()), 20)


@pytest.mark.parametrize("resource", [THIRD_PLACES, ORGANISATIONS])
def test_one_feature(resource: object) -> None:
    assert names(feature_sql(resource)) == {"public_id"}


def test_plans_are_kept_only_where_the_values_do_not_matter() -> None:
    assert NEAR.has_one_plan
    assert not EVERYTHING.filters.has_one_plan
    assert not select({"lat": 1.0, "lon": 1.0, "q": "x"}, THIRD_PLACES).filters.has_one_plan
