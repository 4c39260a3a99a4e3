"""CQL2 (21-065r2): comparisons, logic, arithmetic, functions; a test a requirement, by its abstract test."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from support.cql2_service import RESOURCES, VALUES, Filters, queryables

from app.platform.cql2 import CONFORMANCE, FUNCTIONS
from app.platform.cql2.queryables import Kind

SCALAR = tuple(VALUES)
PLACES = "third-places"


@pytest.fixture(scope="module")
def filters(server_url: str) -> Iterator[Filters]:
    """The filters of the real server over the demonstration, in one région, so that answers are small."""
    with closing(Filters(server_url, region="11")) as asked:
        yield asked


def compare(filters: Filters, source: str, left: str, right: str) -> None:
    for one, other in (("=", "<>"), (">", "<="), ("<", ">=")):
        filters.none(source, f"{left} {one} {right}", f"{left} {other} {right}")


def test_req_basic_cql2_property(filters: Filters) -> None:
    for source, by_name in RESOURCES.items():
        assert any(one.kind in SCALAR for one in by_name.values())
        assert all(one.json_schema().keys() & {"type", "format"} for one in by_name.values())
        assert "There is no property" in filters.refused(source, "no_such_property = 1")


def test_req_basic_cql2_binary_comparison_predicate(filters: Filters) -> None:
    for source, one in queryables(*SCALAR):
        compare(filters, source, one.name, VALUES[one.kind])


def test_req_basic_cql2_null_predicate(filters: Filters) -> None:
    for source, one in queryables(*SCALAR, Kind.GEOMETRY, Kind.TEXTS):
        null = filters.count(source, f"{one.name} IS NULL")
        known = filters.count(source, f"{one.name} is not null")
        assert null + known == filters.count(source, "true")
        assert filters.count(source, f"{one.name} IS NULL AND {one.name} is not null") == 0


def test_req_basic_cql2_cql2_filter_of_booleans(filters: Filters) -> None:
    for source in RESOURCES:
        assert filters(source, "true")
        assert not filters(source, "false")


def test_req_basic_cql2_cql2_filter_of_logic(filters: Filters) -> None:
    predicates = [
        "kind = 'fablab'",
        "funded",
        "wheelchair <> 'yes'",
        "department_code > '5'",
        "award_year >= 2021",
    ]
    filters.logical(PLACES, predicates)


def test_req_advanced_comparison_operators_like_predicate(filters: Filters) -> None:
    for source, one in queryables(Kind.TEXT):
        filters.none(source, f"{one.name} LIKE '_%'", f"{one.name} LIKE ''")
        filters.none(source, f"{one.name} LIKE '%'", f"{one.name} NOT LIKE '%%'")
        assert filters.count(source, rf"{one.name} LIKE '\%\_'") == 0
    everybody = filters(PLACES, "true")
    assert filters(PLACES, "name LIKE 'Fab%'") | filters(PLACES, "name NOT LIKE 'Fab%'") == everybody
    assert filters(PLACES, "'København' LIKE 'K_benhavn'") == everybody


def test_req_advanced_comparison_operators_between_predicate(filters: Filters) -> None:
    for source, one in queryables(Kind.NUMBER, Kind.INTEGER):
        inside = filters(source, f"{one.name} BETWEEN 0 AND 100")
        assert inside == filters(source, f"{one.name} >= 0 AND {one.name} <= 100")
        assert not filters(source, f"{one.name} between 100.0 and 1.0")
        assert not inside & filters(source, f"{one.name} NOT BETWEEN 0 AND 100")


def test_req_advanced_comparison_operators_in_predicate(filters: Filters) -> None:
    lists = {
        Kind.NUMBER: "(1, 2, 3)",
        Kind.INTEGER: "(1, 2, 3)",
        Kind.TEXT: "('foo', 'bar')",
        Kind.BOOLEAN: "(true)",
        Kind.TIMESTAMP: "('2022-04-14T14:52:56Z', '2022-04-14T15:52:56Z')",
        Kind.DATE: "('2022-04-14', '2022-04-15')",
    }
    for source, one in queryables(*lists):
        filters.none(source, f"{one.name} IN {lists[one.kind]}", f"{one.name} not in {lists[one.kind]}")
    kinds = filters(PLACES, "kind = 'fablab'") | filters(PLACES, "kind = 'library'")
    assert filters(PLACES, "kind IN ('fablab', 'library', 'foo')") == kinds != frozenset()


def folded(filters: Filters, before: str, after: str, one_way: str, other_way: str) -> None:
    for source, one in queryables(Kind.TEXT):
        name, this, that = (f"{before}{part}{after}" for part in (one.name, f"'{one_way}'", f"'{other_way}'"))
        filters.none(source, f"{name} = {this}", f"{name} <> {that}")
        this, that = (f"{before}'{part}%'{after}" for part in (one_way, other_way))
        filters.none(source, f"{name} LIKE {this}", f"{name} NOT LIKE {that}")
        filters.none(source, f"{name} LIKE {that}", f"{name} NOT LIKE {this}")


def test_req_case_insensitive_comparison_casei_function(filters: Filters) -> None:
    folded(filters, "CASEI(", ")", "foo", "FOO")
    assert filters(PLACES, "CASEI('Straße') = casei('STRASSE')") == filters(PLACES, "true")
    assert filters(PLACES, "CASEI(kind) IN (casei('FabLab'))") == filters(PLACES, "kind = 'fablab'")


def test_req_accent_insensitive_comparison_accenti_function(filters: Filters) -> None:
    folded(filters, "ACCENTI(", ")", "äöüéáí", "aoueai")
    folded(filters, "ACCENTI(CASEI(", "))", "ÄÉ", "ae")
    with_accent = filters(PLACES, "region LIKE 'Î%'")
    assert with_accent
    assert filters(PLACES, "ACCENTI(region) LIKE ACCENTI('I%')") >= with_accent


def test_req_property_property_withdraw_permissions_of_value_property(filters: Filters) -> None:
    for source, one in queryables(*SCALAR):
        value = VALUES[one.kind]
        compare(filters, source, value, one.name)
        for op, mirrored in (("=", "<>"), ("<", "<="), (">", ">=")):  # 1 < n, and not n > 1, is nothing
            filters.none(source, f"{value} {op} {one.name}", f"{one.name} {mirrored} {value}")


def test_req_property_property_withdraw_permissions_of_property_property(filters: Filters) -> None:
    for source, one in queryables(*SCALAR):
        name = one.name
        filters.none(source, f"{name} <> {name} OR {name} < {name} OR {name} > {name}")
        same = f"{name} = {name} AND {name} <= {name} AND {name} >= {name}"
        assert filters.count(source, same) == filters.count(source, f"{name} IS NOT NULL")


def test_req_property_property_withdraw_permissions_of_value_value(filters: Filters) -> None:
    for value in VALUES.values():
        compare(filters, PLACES, value, value)
        filters.none(PLACES, f"{value} <> {value} OR {value} < {value} OR {value} > {value}")
        for op in ("=", "<=", ">="):
            assert filters.count(PLACES, f"{value} {op} {value}") == filters.count(PLACES, "true")


def test_req_arithmetic_arithmetic(filters: Filters) -> None:
    same = {
        "equipment_count = 1 + 2": "equipment_count = 3",
        "equipment_count >= 6 - 2 * 2 ^ 0": "equipment_count >= 4",
        "equipment_count > 6 - 20 / 10": "equipment_count > 4",
        "equipment_count > 6 - 21 div 10": "equipment_count > 4",
        "equipment_count > 6 - 5 % 2": "equipment_count > 5",
        "equipment_count < (2 + 1) * 2": "equipment_count < 6",
        "equipment_count between 4 / 2 and (3 * (1 + 1))": "equipment_count between 2 and 6",
        "equipment_count in (1 + 1, 3 * 1 + 1, 5)": "equipment_count in (2, 4, 5)",
        "1 + 2 = equipment_count": "equipment_count = 3",
        "-equipment_count = -3": "equipment_count = 3",
        "equipment_count / 0 = 1": "false",
    }
    for written, meant in same.items():
        assert filters(PLACES, written) == filters(PLACES, meant), written
    for source, one in queryables(Kind.NUMBER, Kind.INTEGER):
        doubled = f"{one.name} * 2 - {one.name} = {one.name}"
        assert filters.count(source, doubled) == filters.count(source, f"{one.name} IS NOT NULL")


def test_req_functions_functions(filters: Filters) -> None:
    assert [one.name for one in FUNCTIONS] == ["S_DWITHIN"]
    near = filters(PLACES, "S_DWITHIN(geometry, POINT(2.35 48.85), 50000)")
    assert near
    assert filters(PLACES, "S_DWITHIN(POINT(2.35 48.85), geometry, 50000) = TRUE") == near
    assert not near & filters(PLACES, "NOT S_DWITHIN(geometry, POINT(2.35 48.85), 50000)")
    assert "Unknown operator or function 'foo'" in filters.refused(PLACES, "foo(geometry) = 1")


def test_req_array_functions_array_predicates(filters: Filters) -> None:
    for source, one in queryables(Kind.TEXTS):
        for name in ("A_CONTAINS", "A_CONTAINEDBY", "A_EQUALS", "A_OVERLAPS"):
            filters(source, f"{name}({one.name}, ('foo', 'bar'))")
    both = filters(PLACES, "A_CONTAINS(equipment, ('wifi', 'printer'))")
    assert both == filters(PLACES, "A_CONTAINS(equipment, ('printer', 'wifi', 'wifi'))") != frozenset()
    wifi, printer = (filters(PLACES, f"A_CONTAINS(equipment, ('{code}'))") for code in ("wifi", "printer"))
    assert both == wifi & printer
    assert filters(PLACES, "A_OVERLAPS(equipment, ('wifi', 'printer'))") == wifi | printer
    assert filters(PLACES, "A_CONTAINEDBY(('wifi', 'printer'), equipment)") == both
    assert filters(PLACES, "A_EQUALS(equipment, equipment)") == filters(PLACES, "true")


def test_req_cql2_text_escaping(filters: Filters) -> None:
    everybody = filters.count(PLACES, "true")
    for one, other in (
        (r"'a\'b'", "'a''b'"),
        (r"'a\\b'", r"'a\\b'"),
        (r"'\a\b\t\n\v\f\r'", "'\a\b\t\n\v\f\r'"),
    ):
        assert filters.count(PLACES, f"{one} = {other}") == everybody
    assert filters.count(PLACES, r"'a\nb' = 'anb'") == 0


def test_req_cql2_json_is_answered_as_text_is(filters: Filters) -> None:
    # Every filter of these tests is asked in both languages; here, one that only JSON can write.
    status, body = filters.answer(
        PLACES, '{"op": "a_contains", "args": [{"property": "equipment"}, []]}', "cql2-json"
    )
    assert status == 200
    assert body["numberMatched"] == filters.count(PLACES, "true")


def test_every_class_is_one_of_the_standard() -> None:
    assert len(set(CONFORMANCE)) == 14
    assert all(uri.startswith("http://www.opengis.net/spec/cql2/1.0/conf/") for uri in CONFORMANCE)
