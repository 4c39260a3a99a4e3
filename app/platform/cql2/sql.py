"""A predicate as a SQL condition over the parameters of its literals; nothing of a caller in the text.

Three-valued logic is SQL's own, which is the standard's: what compares with null is unknown, and not
selected.
"""

import operator
from collections.abc import Callable
from typing import Any, cast

from geoalchemy2 import Geography, Geometry
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Double,
    Numeric,
    Text,
    and_,
    bindparam,
    case,
    collate,
    func,
    literal_column,
    not_,
    or_,
    type_coerce,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.types import TypeEngine

from app.platform.cql2 import sql_temporal as temporal
from app.platform.cql2.nodes import Call, Node, Property, Value
from app.platform.cql2.operators import (
    ARITHMETIC,
    ARRAYS,
    COMPARISONS,
    INTERVAL_ONLY,
    SPATIAL,
    TEMPORAL,
    WITHIN_DISTANCE,
)
from app.platform.cql2.queryables import Kind, Queryables
from app.platform.database.conditions import is_within

Sql = ColumnElement[Any]
Operator = Callable[[Any, Any], Any]

_TYPES: dict[Kind, TypeEngine[Any]] = {
    Kind.TEXT: Text(),
    Kind.NUMBER: Double(),
    Kind.BOOLEAN: Boolean(),
    Kind.DATE: Date(),
    Kind.TIMESTAMP: TIMESTAMP(timezone=True),
    Kind.TEXTS: ARRAY(Text),
}
_COMPARISONS: dict[str, Operator] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_SPATIAL = {
    "s_intersects": func.ST_Intersects,
    "s_disjoint": func.ST_Disjoint,
    "s_equals": func.ST_Equals,
    "s_touches": func.ST_Touches,
    "s_within": func.ST_Within,
    "s_overlaps": func.ST_Overlaps,
    "s_crosses": func.ST_Crosses,
    "s_contains": func.ST_Contains,
}
# Whatever the database sorts by: the order of code points, the same on every server.
_CODE_POINTS = "C"
# Whatever the database's locale: letters of every script have a case.
_UNICODE = "und-x-icu"
_COMBINING_MARKS = r"'[\u0300-\u036f]+'"


def condition(predicate: Node, queryables: Queryables) -> ColumnElement[bool]:
    """Return the condition that a filter's predicate means; its parameters are named by `Value.parameter`."""
    return cast("ColumnElement[bool]", _Writer(queryables).expression(predicate))


class _Writer:
    """Writes expressions over the queryables of one resource."""

    def __init__(self, queryables: Queryables) -> None:
        self._queryables = queryables
        self._calls: dict[str, Callable[[Call], Sql]] = {
            "and": lambda call: and_(*map(self.expression, call.arguments)),
            "or": lambda call: or_(*map(self.expression, call.arguments)),
            "not": lambda call: not_(self.expression(call.arguments[0])),
            "isnull": lambda call: self.expression(call.arguments[0]).is_(None),
            "like": self._like,
            "in": self._in,
            "casei": lambda call: _without_case(self.expression(call.arguments[0])),
            "accenti": lambda call: _without_accents(self.expression(call.arguments[0])),
            WITHIN_DISTANCE: self._within_distance,
            **dict.fromkeys(COMPARISONS, self._comparison),
            **dict.fromkeys(ARITHMETIC, self._arithmetic),
            **dict.fromkeys(SPATIAL, self._spatial),
            **dict.fromkeys(TEMPORAL | INTERVAL_ONLY, self._temporal),
            **dict.fromkeys(ARRAYS, self._array),
        }

    def expression(self, node: Node) -> Sql:
        """Return the expression that a node means."""
        if isinstance(node, Call):
            return self._calls[node.name](node)
        if isinstance(node, Property):
            return self._queryables[node.name].sql
        return _parameter(node)

    def _comparison(self, call: Call) -> Sql:
        left, right = call.arguments
        if {left.kind, right.kind} == {Kind.DATE, Kind.TIMESTAMP}:
            if left.kind is Kind.TIMESTAMP:
                return temporal.compared_with_day(call.name, self.expression(left), self.expression(right))
            name = _MIRRORED.get(call.name, call.name)
            return temporal.compared_with_day(name, self.expression(right), self.expression(left))
        one, other = self.expression(left), self.expression(right)
        if left.kind is Kind.TEXT and call.name in _MIRRORED:
            one, other = collate(one, _CODE_POINTS), collate(other, _CODE_POINTS)
        return cast("Sql", _COMPARISONS[call.name](one, other))

    def _like(self, call: Call) -> Sql:
        value, pattern = map(self.expression, call.arguments)
        return value.like(pattern)

    def _in(self, call: Call) -> Sql:
        value, literals = call.arguments
        assert isinstance(literals, Value)  # noqa: S101 - the reader makes no other
        listed = sql_cast(bindparam(literals.parameter), ARRAY(_TYPES[literals.kind]))
        # Not `==`: Python would ask the right side first, and `any` stands on the right only.
        return self.expression(value).bool_op("=")(func.any(listed))

    def _arithmetic(self, call: Call) -> Sql:
        """Return a double; what has no result (a division by zero, the root of a negative number) is null."""
        left, right = map(self._double, call.arguments)
        divisor = func.nullif(right, literal_column("0"))
        results: dict[str, Callable[[], Sql]] = {
            "+": lambda: left + right,
            "-": lambda: left - right,
            "*": lambda: left * right,
            "/": lambda: left / divisor,
            "div": lambda: func.trunc(left / divisor),
            "%": lambda: sql_cast(func.mod(sql_cast(left, Numeric), sql_cast(divisor, Numeric)), Double),
            "^": lambda: _power(left, right),
        }
        return type_coerce(results[call.name](), Double)

    def _double(self, node: Node) -> Sql:
        number = self.expression(node)
        return sql_cast(number, Double) if isinstance(node, Property) else number

    def _spatial(self, call: Call) -> Sql:
        left, right = map(self.expression, call.arguments)
        return type_coerce(_SPATIAL[call.name](left, right), Boolean)

    def _within_distance(self, call: Call) -> Sql:
        left, right, metres = call.arguments
        return is_within(self._geography(left), self._geography(right), self.expression(metres))

    def _geography(self, node: Node) -> Sql:
        if isinstance(node, Property):
            geography = self._queryables[node.name].geography
            if geography is not None:
                return cast("Sql", geography)
        return sql_cast(self.expression(node), Geography(srid=4326, spatial_index=False))

    def _temporal(self, call: Call) -> Sql:
        return temporal.related(call, self.expression)

    def _array(self, call: Call) -> Sql:
        left, right = (type_coerce(self.expression(node), ARRAY(Text)) for node in call.arguments)
        relations: dict[str, Callable[[], Sql]] = {
            "a_contains": lambda: left.contains(right),
            "a_containedby": lambda: left.contained_by(right),
            "a_equals": lambda: and_(left.contains(right), left.contained_by(right)),
            "a_overlaps": lambda: left.overlap(right),
        }
        return relations[call.name]()


def _parameter(value: Value) -> Sql:
    parameter: Sql = bindparam(value.parameter)
    if value.kind is Kind.GEOMETRY:  # by way of text, or GeoAlchemy would want one of its own elements
        return sql_cast(sql_cast(parameter, Text), Geometry(srid=4326, spatial_index=False))
    return sql_cast(parameter, _TYPES[value.kind])


def _without_case(text: Sql) -> Sql:
    """Return the text as every other writing of it in large and small letters becomes, too.

    Small, then large: so ß, ẞ and ss are one, and the two small sigmas. Small again, as Unicode folds: so
    that a literal in small letters needs no CASEI of its own.
    """
    return collate(func.lower(func.upper(func.lower(collate(text, _UNICODE)))), _CODE_POINTS)


def _without_accents(text: Sql) -> Sql:
    """Return the text without combining marks (U+0300 to U+036F), composed again."""
    decomposed = func.normalize(text, literal_column("NFD"))
    bare = func.regexp_replace(
        decomposed, literal_column(_COMBINING_MARKS), literal_column("''"), literal_column("'g'")
    )
    return type_coerce(func.normalize(bare, literal_column("NFC")), Text)


def _power(base: Sql, exponent: Sql) -> Sql:
    """Return base to a literal exponent; null where there is no real number of that name."""
    is_whole = exponent == func.trunc(exponent)
    zero: Sql = literal_column("0")
    has_result = or_(base > zero, and_(base == zero, exponent >= zero), and_(base < zero, is_whole))
    return case((has_result, func.power(base, exponent)), else_=None)
