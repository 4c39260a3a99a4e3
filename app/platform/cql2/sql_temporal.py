"""Relations of instants and intervals, as SQL.

Intervals are closed at both ends. A date is a day, in UTC: beside a timestamp it lasts from its first
microsecond to its last. Named as by W3C's Time Ontology in OWL.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, not_, or_
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import TIMESTAMP

from app.platform.cql2.nodes import Call, Node
from app.platform.cql2.queryables import Kind

Sql = ColumnElement[Any]
Ends = tuple[Sql, Sql]
"""The first and the last moment."""

_A_DAY: Sql = literal_column("interval '1 day'")
_REST_OF_THE_DAY: Sql = literal_column("interval '23:59:59.999999'")


def compared_with_day(name: str, timestamp: Sql, date: Sql) -> Sql:
    """Return a comparison of a timestamp with a day: on it is equal, within it neither before nor after.

    The timestamp stands alone, so that its index serves.
    """
    first = _first_moment(date)
    next_day = func.timezone(literal_column("'UTC'"), sql_cast(date, TIMESTAMP) + _A_DAY)
    on_the_day = and_(timestamp >= first, timestamp < next_day)
    comparisons: dict[str, Callable[[], Sql]] = {
        "=": lambda: on_the_day,
        "<>": lambda: not_(on_the_day),
        "<": lambda: timestamp < first,
        ">=": lambda: timestamp >= first,
        ">": lambda: timestamp >= next_day,
        "<=": lambda: timestamp < next_day,
    }
    return comparisons[name]()


def related(call: Call, expression: Callable[[Node], Sql]) -> Sql:
    """Return a temporal relation (`t_after`, ...) of the two arguments of a call."""
    left, right = call.arguments
    are_dates = _resolution(left) is _resolution(right) is Kind.DATE
    one, other = (_ends(node, expression, as_dates=are_dates) for node in (left, right))
    return _RELATIONS[call.name](one, other)


def _resolution(node: Node) -> Kind:
    """Return whether a node is told in dates or in timestamps."""
    return node.arguments[0].kind if isinstance(node, Call) and node.kind is Kind.INTERVAL else node.kind


def _ends(node: Node, expression: Callable[[Node], Sql], *, as_dates: bool) -> Ends:
    is_interval = isinstance(node, Call) and node.kind is Kind.INTERVAL
    nodes = node.arguments if isinstance(node, Call) and is_interval else (node, node)
    start, end = map(expression, nodes)
    if as_dates or _resolution(node) is Kind.TIMESTAMP:
        return start, end
    return _first_moment(start), _first_moment(end) + _REST_OF_THE_DAY


def _first_moment(date: Sql) -> Sql:
    return func.timezone(literal_column("'UTC'"), sql_cast(date, TIMESTAMP))


def _before(one: Ends, other: Ends) -> Sql:
    return one[1] < other[0]


def _disjoint(one: Ends, other: Ends) -> Sql:
    return or_(_before(one, other), _before(other, one))


def _equals(one: Ends, other: Ends) -> Sql:
    return and_(one[0] == other[0], one[1] == other[1])


def _during(one: Ends, other: Ends) -> Sql:
    return and_(one[0] > other[0], one[1] < other[1])


def _finishes(one: Ends, other: Ends) -> Sql:
    return and_(one[0] > other[0], one[1] == other[1])


def _meets(one: Ends, other: Ends) -> Sql:
    return one[1] == other[0]


def _overlaps(one: Ends, other: Ends) -> Sql:
    return and_(one[0] < other[0], one[1] > other[0], one[1] < other[1])


def _starts(one: Ends, other: Ends) -> Sql:
    return and_(one[0] == other[0], one[1] < other[1])


Relation = Callable[[Ends, Ends], Sql]


def _inverse(relation: Relation) -> Relation:
    return lambda one, other: relation(other, one)


_RELATIONS: dict[str, Relation] = {
    "t_before": _before,
    "t_after": _inverse(_before),
    "t_disjoint": _disjoint,
    "t_intersects": lambda one, other: not_(_disjoint(one, other)),
    "t_equals": _equals,
    "t_during": _during,
    "t_contains": _inverse(_during),
    "t_finishes": _finishes,
    "t_finishedby": _inverse(_finishes),
    "t_meets": _meets,
    "t_metby": _inverse(_meets),
    "t_overlaps": _overlaps,
    "t_overlappedby": _inverse(_overlaps),
    "t_starts": _starts,
    "t_startedby": _inverse(_starts),
}
