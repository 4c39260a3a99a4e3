"""Filters read: one shape from both languages, and a clear refusal of everything else."""

import json
from typing import Any

import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select as sql_select
from support.cql2_writing import FILTERS, as_text

from app.directory.organisations.fields import QUERYABLES as OF_ORGANISATIONS
from app.directory.third_places.fields import QUERYABLES
from app.directory.third_places.queries import THIRD_PLACES
from app.platform.cql2 import CRS84, FILTER_CRS, FilterError, condition, read
from app.platform.cql2.nodes import Call, Node, Property, Value
from app.platform.database.connection import to_sql
from app.platform.listings.queries import page_sql
from app.platform.listings.selection import select

BY_TEXT, BY_JSON = "cql2-text", "cql2-json"


def refusal(source: str, language: str = BY_TEXT, crs: str = CRS84) -> str:
    with pytest.raises(FilterError) as caught:
        read(source, language, QUERYABLES, crs)
    return str(caught.value)


@given(tree=FILTERS)
def test_both_languages_give_one_shape_and_the_same_values(tree: Any) -> None:
    by_json = read(json.dumps(tree), BY_JSON, QUERYABLES)
    by_text = read(as_text(tree), BY_TEXT, QUERYABLES)
    assert by_text.predicate == by_json.predicate
    assert hash(by_text.predicate) == hash(by_json.predicate)
    assert by_text.parameters == by_json.parameters
    assert str(condition(by_text.predicate, QUERYABLES)) == str(condition(by_json.predicate, QUERYABLES))


def test_filters_that_differ_in_literals_alone_are_compiled_once() -> None:
    one = read("name = 'a' AND kind IN ('x')", BY_TEXT, QUERYABLES)
    other = read("name = 'b''' AND kind IN ('y', 'z', 'x')", BY_TEXT, QUERYABLES)
    assert one.predicate == other.predicate
    first = page_sql(THIRD_PLACES, select({"filter": one}, THIRD_PLACES).filters, 5)
    assert first is page_sql(THIRD_PLACES, select({"filter": other}, THIRD_PLACES).filters, 5)


HOSTILE = "'; DROP TABLE third_place; -- %(x)s %s \\"


def test_nothing_of_a_literal_stands_in_the_statement() -> None:
    tree = {"op": "or", "args": [{"op": "=", "args": [{"property": "name"}, HOSTILE]}] * 2}
    found = read(json.dumps(tree), BY_JSON, QUERYABLES)
    sql = to_sql(sql_select(condition(found.predicate, QUERYABLES)))
    assert "DROP" not in sql
    assert set(found.parameters.values()) == {HOSTILE}


def test_every_literal_is_one_parameter() -> None:
    found = read("name = 'a' AND equipment_count + 1 > 2", BY_TEXT, QUERYABLES)
    assert found.parameters == {"cql0": "a", "cql1": 1.0, "cql2": 2.0}
    assert isinstance(found.predicate, Call)
    assert [type(node) for node in _leaves(found.predicate)] == [Property, Value, Property, Value, Value]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("funded = 1", "funded = true"),
        ("0 <> funded", "false <> funded"),
        ("funded IN (1)", "funded IN (true)"),
    ],
)
def test_clients_without_booleans_write_one_and_zero(written: str, meant: str) -> None:
    found, wanted = read(written, BY_TEXT, QUERYABLES), read(meant, BY_TEXT, QUERYABLES)
    assert found.predicate == wanted.predicate
    assert list(map(repr, found.parameters.values())) == list(map(repr, wanted.parameters.values()))


def _leaves(node: Node) -> list[Property | Value]:
    if isinstance(node, Call):
        return [leaf for argument in node.arguments for leaf in _leaves(argument)]
    return [node]


@pytest.mark.parametrize(
    ("filter_", "said"),
    [
        ("", "at its end (line 1, character 1)"),
        ("name =", "at its end (line 1, character 7): a property or a value"),
        ("name = 'a", 'at "\'a" (line 1, character 8)'),
        ("name = 'a' !", "at '!' (line 1, character 12)"),
        ("name = 'a'\n AND !", "line 2, character 6"),
        ("nome = 'a'", "no property 'nome'. It must be one of: id, geometry, name"),
        ("name = 1", "`name` is a text, 1.0 a number"),
        ("funded = 'yes'", "`funded` is a boolean, 'yes' a text"),
        ("funded = 2", "`funded` is a boolean, 2.0 a number"),
        ("equipment_count = '1'", "`equipment_count` is a whole number"),
        ("equipment = 'wifi'", "`equipment` is an array of texts"),
        ("equipment = programmes", "A_EQUALS"),
        ("geometry = 'x'", "`geometry` is a geometry"),
        ("name", "`name` is a text; true or false was expected"),
        ("name = NULL", "IS NULL"),
        ("NOT name", "NOT takes a boolean; `name` is a text"),
        ("name AND funded", "AND takes a boolean"),
        ("name ILIKE 'a'", "ILIKE 'a'\" (line 1, character 6): an operator"),
        ("name LIKE kind", "pattern of LIKE"),
        ("name LIKE 1", "pattern of LIKE"),
        ("award_year LIKE '2%'", "LIKE takes a text; `award_year` is a whole number"),
        ("name LIKE 'a\\\\'", "ends with \\"),
        ("name LIKE CASEI('a\\\\')", "ends with \\"),
        ("name LIKE 'a\\'", "ends with \\"),
        ("CASEI(funded) = 'x'", "CASEI takes a text"),
        ("name + 1 = 2", "+ takes"),
        ("equipment_count ^ award_year = 2", "exponent"),
        ("equipment_count ^ 11 = 2", "exponent"),
        ("1e300 = award_amount", "between 10^-16 and 10^16"),
        ("1e400 = award_amount", "between 10^-16 and 10^16"),
        ("1e-300 = award_amount", "between 10^-16 and 10^16"),
        ("*".join(["award_amount"] * 30) + " = 1", "too long"),
        ("pg_sleep(10) = 1", "Unknown operator or function 'pg_sleep'. It must be one of"),
        ("S_INTERSECTS(geometry, name)", "S_INTERSECTS takes a geometry; `name` is a text"),
        ("S_INTERSECTS(geometry)", "takes 2 arguments, not 1"),
        ("S_INTERSECTS(geometry, POINT(90 180))", "latitude"),
        ("S_INTERSECTS(geometry, POINT(1))", "'POINT'"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 0)))", "at least 4"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1)))", "ends where it begins"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))", "not valid: Self-intersection"),
        ("S_INTERSECTS(geometry, LINESTRING(0 0))", "at least 2"),
        ("S_INTERSECTS(geometry, POLYGON EMPTY)", "lacks its coordinates"),
        ("S_INTERSECTS(geometry, BBOX(1, 2, 3))", "four numbers"),
        ("S_INTERSECTS(geometry, BBOX(1, 2, award_year, 4))", "must be numbers"),
        ("S_INTERSECTS(geometry, BBOX(1, 3, 3, 2))", "south must not exceed north"),
        ("S_WITHIN(geometry, GEOMETRYCOLLECTION(POINT(1 2)))", "no GEOMETRYCOLLECTION"),
        ("S_DWITHIN(geometry, POINT(1 2), -1)", "number of metres"),
        ("S_DWITHIN(geometry, POINT(1 2), 'far')", "number of metres"),
        ("S_DWITHIN(geometry, POINT(1 2), award_year)", "number of metres"),
        ("S_DWITHIN(geometry, POINT(1 2), 1e8)", "number of metres"),
        ("T_DURING(updated_at, INTERVAL('2020-01-01', '..'))", "T_INTERSECTS"),
        ("T_AFTER(name, DATE('2020-01-01'))", "T_AFTER takes"),
        ("updated_at > DATE('2020-02-30')", "no day of the calendar"),
        ("updated_at > DATE('yesterday')", "no date such as"),
        ("updated_at > TIMESTAMP('2020-01-01')", "no timestamp such as"),
        ("updated_at > TIMESTAMP('2020-01-01T25:00:00Z')", "no time of the calendar"),
        ("updated_at > TIMESTAMP('0001-01-01T00:00:00+14:00')", "no time of the calendar"),
        ("updated_at > 'soon'", "no timestamp such as"),
        ("updated_at > 5", "a timestamp"),
        ("T_AFTER(updated_at, INTERVAL('2020-01-02', '2020-01-01'))", "before it starts"),
        ("T_AFTER(updated_at, INTERVAL('2020-01-02', '2020-01-02T00:00:00Z'))", "Both ends"),
        ("T_AFTER(updated_at, INTERVAL('..', '..'))", "all of time"),
        ("T_AFTER(updated_at, INTERVAL('2020-01-02'))", "start and its end"),
        ("A_CONTAINS(equipment, (1, 2))", "holds texts"),
        ("A_CONTAINS(name, ('a'))", "A_CONTAINS takes an array of texts"),
        ("kind IN (1, 2)", "`kind` is a text"),
        ("kind IN ('a', 2)", "`kind` is a text"),
        ("kind BETWEEN 1 AND 2", "`kind` is a text"),
        ("funded BETWEEN FALSE AND TRUE", "BETWEEN takes"),
        ("name = '" + "a" * 1001 + "'", "at most 1,000 characters"),
        ("name = '\x00'", "NUL"),
        ("\x00", "NUL"),
        ("name = '\ud800'", "cannot be read"),
        ("name = 'a' OR " * 20_000, "at most 65,536 characters"),
        ("name = '" + "a" * 1_000_000 + "'", "at most 65,536 characters"),
        ("S_INTERSECTS(geometry, LINESTRING(" + "1 2," * 6000 + "1 2))", "5,000 positions"),
    ],
)
def test_what_cannot_be_answered_is_refused_and_why(filter_: str, said: str) -> None:
    assert said in refusal(filter_)


@pytest.mark.parametrize(
    ("filter_", "said"),
    [
        ("", "line 1, character 1"),
        ("{", "line 1, character 2"),
        ("{}", "An object must be"),
        ("null", "IS NULL"),
        ("1", "1.0 is a number; true or false"),
        ('{"op": "=", "args": [{"property": "award_year"}, NaN]}', "NaN is no number"),
        ('{"op": "=", "args": [{"property": "award_year"}, -Infinity]}', "-Infinity is no number"),
        ('{"op": "=", "args": [{"property": "award_year"}, 1e999]}', "10^16"),
        ('{"op": "=", "args": [{"property": "award_year"}, 1' + "0" * 400 + "]}", "10^16"),
        ('{"op": "=", "args": [{"property": "award_year"}, 1' + "0" * 5000 + "]}", "too long"),
        ('{"op": "=", "op": "<", "args": []}', "twice"),
        ('{"op": "=", "args": 5}', "`args`"),
        ('{"op": 5, "args": []}', "`op`"),
        ('{"op": "=", "args": []}', "takes 2 arguments, not 0"),
        ('{"op": "and", "args": []}', "two arguments or more"),
        ('{"op": "and", "args": [true]}', "two arguments or more"),
        ('{"op": "in", "args": [{"property": "kind"}, []]}', "at least one"),
        ('{"property": 5}', "no property this"),
        ('{"property": ["name"]}', "no property this"),
        ('{"op": "=", "args": [{"property": "name"}, "\\u0000"]}', "NUL"),
        ('{"op": "=", "args": [{"property": "name"}, "\\ud800"]}', "surrogate"),
        ('{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point"}]}', "two numbers"),
        ('{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Circle"}]}', "one of Point"),
        ('{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": []}]}', "one of Point"),
        (
            (
                '{"op": "s_intersects", "args": [{"property": "geometry"},'
                ' {"type": "Point", "coordinates": ["1", 2]}]}'
            ),
            "must be numbers",
        ),
        (
            (
                '{"op": "s_intersects", "args": [{"property": "geometry"},'
                ' {"type": "Point", "coordinates": [1e999, 2]}]}'
            ),
            "out of range",
        ),
        ("[" * 60_000, "nested too deeply"),
        ('{"op":"not","args":[' * 2000 + "true" + "]}" * 2000, "nested too deeply"),
        (json.dumps({"op": "or", "args": [True] * 6000}), "too long"),
        (json.dumps({"op": "in", "args": [{"property": "kind"}, ["a"] * 6000]}), "too long"),
    ],
)
def test_json_that_is_no_filter_is_refused_and_why(filter_: str, said: str) -> None:
    assert said in refusal(filter_, BY_JSON)


@pytest.mark.parametrize(
    "bomb",
    [
        "(" * 100_000 + "funded" + ")" * 100_000,
        "(" * 16 + "funded = !",
        "((((" + " AND ".join(["funded"] * 900) + "!",
        "f(" * 5_000 + "1",
        "NOT " * 10_000 + "funded",
        "-" * 60_000 + "1 = 1",
        "=".join(["1"] * 9_000),
        "A_EQUALS(equipment," + "(" * 30 + "'a','b'" + ",'c')" * 30 + ")",
        "(" * 12 + "x" * 60_000 + "!",
        "(" * 12 + " " * 60_000 + "!",
        "((((((S_INTERSECTS(geometry, POLYGON((" + "1 2," * 4_000 + "!",
    ],
    ids=lambda bomb: bomb[:24],
)
def test_what_would_take_the_parser_too_deep_or_too_long_never_reaches_it(bomb: str) -> None:
    assert "long" in refusal(bomb) or "characters" in refusal(bomb)


TOKENS = (
    *(
        "(",
        ")",
        "NOT ",
        " AND ",
        " OR ",
        "=",
        "<",
        "-",
        "+",
        " IN ",
        " LIKE ",
        " BETWEEN ",
        " IS NULL",
        "'a'",
        "'",
    ),
    *(
        "1",
        ",",
        "name",
        "funded",
        "POINT(1 2)",
        "POLYGON((",
        "1 2",
        "BBOX(",
        "INTERVAL(",
        "CASEI(",
        "é",
        "\\",
        "%",
    ),
)


@given(tokens=st.lists(st.sampled_from(TOKENS), max_size=200))
@example(tokens=[])
@example(tokens=["("] * 200)
@example(tokens=["(", "name", " LIKE ", "'a'", ")"])
@example(tokens=["funded", " IS NULL"])
@example(tokens=["name", " BETWEEN ", "'a'"])
@example(tokens=["POLYGON((", "1 2"])
@example(tokens=["'", "\\"])
def test_any_text_is_read_or_refused(tokens: list[str]) -> None:
    try:
        found = read("".join(tokens), BY_TEXT, QUERYABLES)
    except FilterError as error:
        assert str(error)  # noqa: PT017 - either is right
    else:
        condition(found.predicate, QUERYABLES)


ANY_JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.just({"property": "name"}),
    ),
    lambda of: st.one_of(
        st.lists(of, max_size=4),
        st.dictionaries(
            st.sampled_from(("op", "args", "bbox", "interval", "date", "type", "coordinates")), of
        ),
        st.builds(
            lambda op, args: {"op": op, "args": args},
            st.sampled_from(
                ("and", "=", "in", "like", "s_intersects", "t_after", "a_contains", "+", "^", "casei")
            ),
            st.lists(of, max_size=3),
        ),
    ),
)


@given(tree=ANY_JSON)
@example(tree=None)
@example(tree=float("nan"))
@example(tree={"op": "and", "args": []})
@example(tree={"op": "in", "args": [{"property": "name"}, []]})
@example(tree={"op": "in", "args": [{"property": "name"}, "a"]})
@example(tree={"op": "like", "args": [{"property": "name"}, {"property": "name"}]})
@example(tree={"op": "s_intersects", "args": [{"property": "geometry"}, {"type": [], "coordinates": {}}]})
@example(tree={"op": "t_after", "args": [{"date": 1}, {"interval": []}]})
@example(tree={"op": "^", "args": [9999, 9999]})
@example(tree={"op": ["and"], "args": {"op": "and"}})
def test_any_json_is_read_or_refused(tree: Any) -> None:
    try:
        found = read(json.dumps(tree), BY_JSON, QUERYABLES)
    except FilterError as error:
        assert str(error)  # noqa: PT017 - either is right
    else:
        condition(found.predicate, QUERYABLES)


PARIS = {
    CRS84: "2.35222 48.85661",
    FILTER_CRS[1]: "48.85661 2.35222",
    FILTER_CRS[2]: "261847.93 6250566.72",
    FILTER_CRS[3]: "652470.50 6862036.36",
}


@pytest.mark.parametrize(("crs", "position"), PARIS.items())
def test_coordinates_are_in_the_order_of_the_crs(crs: str, position: str) -> None:
    found = read(f"S_INTERSECTS(geometry, POINT({position}))", BY_TEXT, QUERYABLES, crs)
    point = shapely.from_wkb(found.parameters["cql0"])
    assert (point.x, point.y) == pytest.approx((2.35222, 48.85661), abs=1e-5)


def test_a_box_of_latitude_first() -> None:
    by_degrees = read("S_INTERSECTS(geometry, BBOX(2, 48, 3, 49))", BY_TEXT, QUERYABLES)
    latitude_first = read("S_INTERSECTS(geometry, BBOX(48, 2, 49, 3))", BY_TEXT, QUERYABLES, FILTER_CRS[1])
    one, other = (shapely.from_wkb(found.parameters["cql0"]) for found in (by_degrees, latitude_first))
    assert one.equals(other)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("it''s", "it's"),
        (r"it\'s", "it's"),
        (r"\a\b\t\n\v\f\r", "\a\b\t\n\v\f\r"),
        (r"a\\b", "a\\b"),
        (r"a\\n", r"a\n"),
        (r"100 \%", r"100 \%"),
        (r'"\n"', '"\n"'),
        ("''", "'"),
    ],
)
def test_what_a_backslash_escapes(written: str, meant: str) -> None:
    assert read(f"name = '{written}'", BY_TEXT, QUERYABLES).parameters == {"cql0": meant}


def test_an_unknown_crs_is_refused() -> None:
    assert "Unknown CRS" in refusal("funded", crs="EPSG:27572")


def test_cql_text_is_read_as_cql2_text() -> None:
    assert read("funded = true", "cql-text", QUERYABLES) == read("funded = true", BY_TEXT, QUERYABLES)


@pytest.mark.parametrize("queryables", [QUERYABLES, OF_ORGANISATIONS])
def test_every_queryable_says_what_it_is(queryables: Any) -> None:
    for name, queryable in queryables.items():
        schema = queryable.json_schema()
        assert schema["title"], name
        assert {"type", "format"} & set(schema), name
    roles = [queryable.role for queryable in queryables.values() if queryable.role]
    assert sorted(roles) == ["id", "primary-geometry", "primary-instant"]
