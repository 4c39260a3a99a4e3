"""The table of changes and that of figures: what they refuse, what a trigger writes, the order of numbers."""

import psycopg
import pytest
from support.rows import Rows, execute

from app.platform.database.connection import libpq_url

CHANGE = (
    "INSERT INTO directory_change (resource, public_id, kind, source, licence, role)"
    " VALUES ('{resource}', 'tl-1', '{kind}', 'a', 'LO-2.0', '{role}')"
)
RIGHT = {"resource": "third-places", "kind": "create", "role": "system"}
FIGURE = (
    "INSERT INTO territory_figure (level, code, day, method, figures)"
    " VALUES ('{}', '75', '2026-11-01', 1, '{{}}')"
)
TOLD = "SELECT public_id, kind, fields, role FROM directory_change ORDER BY id"


@pytest.mark.parametrize("column", ["resource", "kind", "role"])
def test_a_change_is_of_known_words(empty_url: str, column: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match=f"ck_directory_change_{column}"):
        execute(empty_url, CHANGE.format(**{**RIGHT, column: "unknown"}))
    execute(empty_url, CHANGE.format(**RIGHT))


def test_a_figure_is_of_a_known_level_and_once_a_day(empty_url: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="ck_territory_figure_level"):
        execute(empty_url, FIGURE.format("commune"))
    execute(empty_url, FIGURE.format("department"))
    with pytest.raises(psycopg.errors.UniqueViolation, match="pk_territory_figure"):
        execute(empty_url, FIGURE.format("department"))


def test_each_statement_writes_what_differs(empty_url: str) -> None:
    """A telephone where there was none is one more field that its record gives, which `sources` says."""
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1")
    execute(empty_url, "UPDATE third_place SET name = 'Autre'")
    execute(empty_url, "UPDATE third_place SET name = name")
    execute(empty_url, "UPDATE third_place SET telephone = '+33123456789'")
    execute(empty_url, "UPDATE third_place SET name = 'Encore', telephone = '+33198765432'")
    execute(empty_url, "DELETE FROM third_place")
    told = execute(empty_url, TOLD)
    assert {public_id for public_id, *_ in told} == {"tl-1"}
    assert {role for *_, role in told} == {"system"}
    assert [(kind, sorted(fields or [])) for _, kind, fields, _ in told] == [
        ("create", []),
        ("update", ["name"]),
        ("update", ["sources", "telephone"]),
        ("update", ["name", "telephone"]),
        ("delete", []),
    ]


def test_what_is_rolled_back_leaves_no_row(empty_url: str) -> None:
    with psycopg.connect(libpq_url(empty_url)) as connection:
        connection.execute(CHANGE.format(**RIGHT).encode())
        connection.rollback()
    assert execute(empty_url, "SELECT count(*) FROM directory_change") == [(0,)]


@pytest.mark.parametrize(
    ("past", "present", "fields"),
    [
        ('{"properties": {"a": 1}, "geometry": null}', '{"properties": {"a": 1}, "geometry": null}', []),
        ('{"properties": {"a": 1}, "geometry": null}', '{"properties": {"a": 2}, "geometry": null}', ["a"]),
        (
            '{"properties": {"a": 1}, "geometry": null}',
            '{"properties": {"b": 1}, "geometry": null}',
            ["a", "b"],
        ),
        (
            '{"properties": {"a": [1, 2]}, "geometry": null}',
            '{"properties": {"a": [2, 1]}, "geometry": {"type": "Point", "coordinates": [0, 0]}}',
            ["a", "geometry"],
        ),
    ],
)
def test_the_properties_that_differ(empty_url: str, past: str, present: str, fields: list[str]) -> None:
    assert execute(empty_url, "SELECT changed_fields(%s, %s)", [past, present]) == [(fields,)]
