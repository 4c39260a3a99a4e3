"""The columns that filters ask: what the Features say, served by an index."""

import json
import re
from typing import Any

import psycopg
import pytest
from sqlalchemy import select
from support.cql2_reference import property_of
from support.rows import execute

from app.directory.organisations.queries import ORGANISATIONS
from app.directory.third_places.queries import THIRD_PLACES
from app.platform import cql2
from app.platform.cql2.queryables import Kind
from app.platform.database.connection import libpq_url, to_sql
from app.platform.listings.queries import count_sql
from app.platform.listings.selection import Filters, Resource
from app.platform.listings.selection import select as selection

BOTH = pytest.mark.parametrize("resource", [THIRD_PLACES, ORGANISATIONS], ids=["places", "organisations"])


@BOTH
def test_every_column_holds_what_the_feature_says(demonstration_url: str, resource: Resource) -> None:
    asked = [one for one in resource.queryables.values() if one.kind is not Kind.GEOMETRY]
    listing = resource.listing
    feature = listing.feature_head + listing.feature_tail
    rows = execute(demonstration_url, to_sql(select(feature, *(one.column for one in asked))))
    assert len(rows) > 300
    for text, *values in rows:
        of = json.loads(text)
        for one, value in zip(asked, values, strict=True):
            expected: Any = property_of(of, one.name) if one.name != "needs" else set(value)
            found = set(value) if isinstance(value, list) else value
            assert found == expected, (of["id"], one.name)


SERVED = {
    "S_INTERSECTS(geometry, BBOX(2,48,3,49))": "plane",
    "S_WITHIN(geometry, POLYGON((2 48,3 48,3 49,2 49,2 48)))": "plane",
    "S_CONTAINS(POLYGON((2 48,3 48,3 49,2 49,2 48)), geometry)": "plane",
    "S_EQUALS(geometry, POINT(2 48))": "plane",
    "S_TOUCHES(geometry, POLYGON((2 48,3 48,3 49,2 49,2 48)))": "plane",
    "S_DWITHIN(geometry, POINT(2 48), 1000)": "position",
    "updated_at > DATE('2026-01-01')": "updated_at",
    "updated_at = DATE('2026-01-01')": "updated_at",
    "T_AFTER(updated_at, TIMESTAMP('2026-01-01T00:00:00Z'))": "updated_at",
    "T_INTERSECTS(updated_at, INTERVAL('2020-01-01','2020-01-02'))": "updated_at",
    "department_code IN ('75','13')": "department_code_public_id",
    "id = 'x'": "public_id",
}


def plan(url: str, sql: str, parameters: dict[str, Any]) -> str:
    with psycopg.connect(libpq_url(url)) as connection:
        connection.execute("SET enable_seqscan = off")
        rows = psycopg.ClientCursor(connection).execute(f"EXPLAIN {sql}", parameters).fetchall()
    return "\n".join(line for (line,) in rows)


@BOTH
@pytest.mark.parametrize(("filter_", "index"), SERVED.items())
def test_an_index_serves(demonstration_url: str, resource: Resource, filter_: str, index: str) -> None:
    asked = cql2.read(filter_, cql2.TEXT, resource.queryables)
    sql = count_sql(resource, Filters(frozenset(), filter=asked.predicate))
    table = resource.listing.__tablename__
    # Of the two indexes of positions, either.
    assert re.search(f"{table}_{index}(_equipment)? ", plan(demonstration_url, sql, asked.parameters))


@BOTH
@pytest.mark.parametrize("bbox", [[2, 48, 3, 49], [170, -30, -170, 0]])
def test_an_index_serves_a_box(demonstration_url: str, resource: Resource, bbox: list[float]) -> None:
    asked = selection({"bbox": bbox}, resource)
    found = plan(demonstration_url, count_sql(resource, asked.filters), asked.parameters)
    assert f"{resource.listing.__tablename__}_plane " in found
    assert "Seq Scan" not in found
