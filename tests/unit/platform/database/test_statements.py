from psycopg._queries import _query2pg

from app.platform.database.statements import numbered

SQL = "SELECT %(a)s + %(b)s, 'x%%y' WHERE %(a)s::int > %(c_1)s AND name LIKE '%%' || %(b)s"


def test_numbers_are_those_that_psycopg_gives() -> None:
    statement = numbered(SQL)
    assert statement is not None
    query, _formats, order, _parts = _query2pg(SQL.encode(), "utf-8")
    assert statement.sql == query.decode()
    assert list(statement.names) == order


def test_values_stand_in_the_order_of_the_numbers() -> None:
    statement = numbered(SQL)
    assert statement is not None
    assert statement.values({"c_1": 3, "b": 2, "a": 1, "unused": 9}) == [1, 2, 3]


def test_parameters_of_another_form_are_left_to_psycopg() -> None:
    assert numbered("SELECT %s") is None
    assert numbered("SELECT %(a)b") is None


def test_a_statement_without_parameters_stays() -> None:
    assert numbered("SELECT 1") == ("SELECT 1", ())
