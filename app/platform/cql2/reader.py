"""CQL2 JSON to a predicate: every operator with what it takes, every literal lifted out as a parameter."""

from collections.abc import Callable
from typing import Any

from app.platform.cql2 import encoded, text
from app.platform.cql2.arithmetic import check_exponent, check_range
from app.platform.cql2.checks import (
    INSTANTS,
    KNOWN,
    MAX_NODES,
    NUMBERS,
    Json,
    are_comparable,
    are_of_one_type,
    checked_text,
    flattened,
)
from app.platform.cql2.errors import FilterError
from app.platform.cql2.geometry import CRS84, FILTER_CRS, to_wkb
from app.platform.cql2.nodes import Call, Filter, Node, Property, Value
from app.platform.cql2.operators import (
    ARITHMETIC,
    ARRAYS,
    COMPARISONS,
    FOLDS,
    INTERVAL_ONLY,
    SPATIAL,
    TEMPORAL,
    WITHIN_DISTANCE,
)
from app.platform.cql2.queryables import Kind, Queryables
from app.platform.cql2.temporal import (
    END_OF_TIME,
    OPEN_END,
    START_OF_TIME,
    read_date,
    read_instant,
    read_timestamp,
)

TEXT, JSON = "cql2-text", "cql2-json"
LANGUAGES = (TEXT, JSON, "cql-text")
"""Values of `filter-lang`; GDAL asks for `cql-text`, of which it writes what CQL2 has kept."""

MAX_DEPTH = 64
MAX_METRES = 20_100_000
"""Half around the Earth is about 20,004 km."""


def read(source: str, language: str, queryables: Queryables, crs: str = CRS84) -> Filter:
    """Read a filter of a resource.

    `crs` is one of `FILTER_CRS`: what the coordinates of the filter's geometries are in.

    Raises
    ------
    FilterError
        When it cannot be read, names what the resource has not, compares what cannot be compared,
        or exceeds the bounds.

    """
    if crs not in FILTER_CRS:
        raise FilterError(f"Unknown CRS. It must be one of: {', '.join(FILTER_CRS)}.")
    if len(source) > text.MAX_CHARACTERS:
        raise FilterError(f"A filter has at most {text.MAX_CHARACTERS:,} characters.")
    if "\x00" in source:
        raise FilterError("Must not contain the NUL character.")
    tree = encoded.from_json(source) if language == JSON else text.to_json(source)
    reader = _Reader(queryables, crs)
    predicate = reader.predicate(tree)
    return Filter(predicate, reader.parameters)


class _Reader:
    """Reads one filter; `parameters` fills as literals are met."""

    def __init__(self, queryables: Queryables, crs: str) -> None:
        self.parameters: dict[str, Any] = {}
        self._queryables = queryables
        self._crs = crs
        self._depth = 0
        self._nodes = 0
        self._operations: dict[str, Callable[[str, list[Json]], Node]] = {
            "and": self._logical,
            "or": self._logical,
            "not": self._logical,
            "isnull": self._is_null,
            "like": self._like,
            "in": self._in,
            "between": self._between,
            WITHIN_DISTANCE: self._within_distance,
            **dict.fromkeys(COMPARISONS, self._comparison),
            **dict.fromkeys(ARITHMETIC, self._arithmetic),
            **dict.fromkeys(FOLDS, self._fold),
            **dict.fromkeys(SPATIAL, self._spatial),
            **dict.fromkeys(TEMPORAL | INTERVAL_ONLY, self._temporal),
            **dict.fromkeys(ARRAYS, self._array),
        }

    def predicate(self, tree: Json) -> Node:
        """Read what is true or false."""
        node = self._read(tree)
        if node.kind is not Kind.BOOLEAN:
            raise FilterError(f"{self._shown(node)} is {node.kind.with_article}; true or false was expected.")
        return node

    # -- the parts of every expression -------------------------------------------------------------

    def _read(self, tree: Json) -> Node:
        self._depth += 1
        self._nodes += 1
        if self._depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise FilterError("The filter is too long or nested too deeply.")
        node = self._dispatch(tree)
        self._depth -= 1
        return node

    def _dispatch(self, tree: Json) -> Node:
        if isinstance(tree, bool | str | int | float):
            return self._scalar(tree)
        if isinstance(tree, list):
            return self._texts(tree)
        if isinstance(tree, dict):
            return self._object(tree)
        raise FilterError("NULL is no value: write `property IS NULL`.")

    def _object(self, tree: dict[str, Json]) -> Node:
        if "op" in tree:
            return self._operation(tree)
        if "property" in tree:
            return self._property(tree["property"])
        if "date" in tree:
            return self._value(read_date(tree["date"]), Kind.DATE)
        if "timestamp" in tree:
            return self._value(read_timestamp(tree["timestamp"]), Kind.TIMESTAMP)
        if "interval" in tree:
            return self._interval(tree["interval"])
        if "bbox" in tree or "type" in tree:
            return self._value(to_wkb(tree, self._crs), Kind.GEOMETRY)
        raise FilterError("An object must be an operation (`op`, `args`), a `property` or a literal.")

    def _operation(self, tree: dict[str, Json]) -> Node:
        name, arguments = tree["op"], tree.get("args")
        if not isinstance(name, str) or not isinstance(arguments, list):
            raise FilterError("An operation has a name, `op`, and a list of arguments, `args`.")
        read = self._operations.get(name.lower())
        if read is None:
            raise FilterError(f"Unknown operator or function {name[:40]!r}. {KNOWN}")
        return read(name.lower(), arguments)

    def _property(self, name: Json) -> Property:
        queryable = self._queryables.get(name) if isinstance(name, str) else None
        if queryable is None:
            shown = repr(name[:40]) if isinstance(name, str) else "this"
            raise FilterError(
                f"There is no property {shown}. It must be one of: {', '.join(self._queryables)}."
            )
        return Property(queryable.name, queryable.kind)

    def _value(self, value: object, kind: Kind) -> Value:
        node = Value(len(self.parameters), kind)
        self.parameters[node.parameter] = value
        return node

    def _scalar(self, value: bool | str | float) -> Value:
        if isinstance(value, bool):
            return self._value(value, Kind.BOOLEAN)
        if isinstance(value, str):
            return self._value(checked_text(value), Kind.TEXT)
        return self._value(check_range(value), Kind.NUMBER)

    def _texts(self, values: list[Json]) -> Value:
        self._nodes += len(values)
        if not all(isinstance(value, str) for value in values) or self._nodes > MAX_NODES:
            raise FilterError("An array here holds texts, such as ('wifi', 'printer_3d').")
        return self._value([checked_text(value) for value in values], Kind.TEXTS)

    def _arguments(self, name: str, trees: list[Json], count: int) -> list[Node]:
        if len(trees) != count:
            raise FilterError(f"{name.upper()} takes {count} argument{'s' * (count > 1)}, not {len(trees)}.")
        return [self._read(tree) for tree in trees]

    def _shown(self, node: Node) -> str:
        """Return how an error names a part of the filter."""
        if isinstance(node, Property):
            return f"`{node.name}`"
        if isinstance(node, Call):
            return f"{node.name.upper()}"
        value = self.parameters[node.parameter]
        return (
            repr(value[:40])
            if isinstance(value, str)
            else f"{value}"
            if node.kind in NUMBERS
            else "the literal"
        )

    def _expect(self, name: str, node: Node, *kinds: Kind) -> Node:
        if node.kind not in kinds:
            expected = " or ".join(kind.with_article for kind in kinds)
            raise FilterError(
                f"{name.upper()} takes {expected}; {self._shown(node)} is {node.kind.with_article}."
            )
        return node

    # -- the operators -----------------------------------------------------------------------------

    def _logical(self, name: str, trees: list[Json]) -> Node:
        if name == "not":
            (inner,) = self._arguments(name, trees, 1)
            return Call("not", (self._expect(name, inner, Kind.BOOLEAN),), Kind.BOOLEAN)
        parts = flattened(name, trees)
        if len(parts) < 2:  # noqa: PLR2004
            raise FilterError(f"{name.upper()} takes two arguments or more.")
        read = tuple(self._expect(name, self._read(part), Kind.BOOLEAN) for part in parts)
        return Call(name, read, Kind.BOOLEAN)

    def _is_null(self, name: str, trees: list[Json]) -> Node:
        (inner,) = self._arguments("is null", trees, 1)
        return Call(name, (inner,), Kind.BOOLEAN)

    def _comparison(self, name: str, trees: list[Json]) -> Node:
        left, right = self._arguments(name, trees, 2)
        return self._compared(name, left, right)

    def _compared(self, name: str, left: Node, right: Node) -> Call:
        left, right = self._as_instant(left, right), self._as_instant(right, left)
        left, right = self._as_boolean(left, right), self._as_boolean(right, left)
        if not are_comparable(left.kind, right.kind):
            raise FilterError(
                f"{self._shown(left)} is {left.kind.with_article},"
                f" {self._shown(right)} {right.kind.with_article}: {name.upper()} compares like with like."
            )
        if left.kind in {Kind.GEOMETRY, Kind.TEXTS, Kind.INTERVAL}:
            hint = {Kind.GEOMETRY: "S_EQUALS", Kind.TEXTS: "A_EQUALS", Kind.INTERVAL: "T_EQUALS"}[left.kind]
            raise FilterError(
                f"{name.upper()} compares single values; for {left.kind.with_article} there is {hint}."
            )
        return Call(name, (left, right), Kind.BOOLEAN)

    def _as_instant(self, node: Node, other: Node) -> Node:
        """Read a text beside a date or a timestamp as one."""
        if isinstance(node, Value) and node.kind is Kind.TEXT and other.kind in INSTANTS:
            value, kind = read_instant(self.parameters[node.parameter])
            self.parameters[node.parameter] = value
            return Value(node.number, kind)
        return node

    def _as_boolean(self, node: Node, other: Node) -> Node:
        """Read 1 or 0 beside a boolean as one: GDAL and what is built on it has no other words for them."""
        if isinstance(node, Value) and node.kind in NUMBERS and other.kind is Kind.BOOLEAN:
            number = self.parameters[node.parameter]
            if number in (0, 1):
                self.parameters[node.parameter] = bool(number)
                return Value(node.number, Kind.BOOLEAN)
        return node

    def _between(self, name: str, trees: list[Json]) -> Node:
        value, low, high = self._arguments(name, trees, 3)
        self._expect(name, value, *sorted(NUMBERS), *sorted(INSTANTS), Kind.TEXT)
        bounds = self._compared(">=", value, low), self._compared("<=", value, high)
        return Call("and", bounds, Kind.BOOLEAN)

    def _in(self, name: str, trees: list[Json]) -> Node:
        if len(trees) != 2 or not isinstance(trees[1], list) or not trees[1]:  # noqa: PLR2004
            raise FilterError(
                "IN takes a value and a list of at least one, such as kind IN ('fablab', 'library')."
            )
        value = self._read(trees[0])
        if are_of_one_type(trees[1]) and value.kind in {Kind.TEXT, *NUMBERS}:
            return self._in_literals(name, value, trees[1])
        choices = tuple(self._compared("=", value, self._read(tree)) for tree in trees[1])
        return choices[0] if len(choices) == 1 else Call("or", choices, Kind.BOOLEAN)

    def _in_literals(self, name: str, value: Node, literals: list[Json]) -> Node:
        """Read literals of one type as one parameter, so that lists of any length are one predicate."""
        first = self._scalar(literals[0])
        self._compared("=", value, first)
        self._nodes += len(literals)
        if self._nodes > MAX_NODES:
            raise FilterError("The filter is too long.")
        check: Callable[[Any], object] = checked_text if first.kind is Kind.TEXT else check_range
        self.parameters[first.parameter] = [check(literal) for literal in literals]
        return Call(name, (value, first), Kind.BOOLEAN)

    def _like(self, name: str, trees: list[Json]) -> Node:
        value, pattern = self._arguments(name, trees, 2)
        self._expect(name, value, Kind.TEXT)
        literal = pattern
        while isinstance(literal, Call) and literal.name in FOLDS:
            literal = literal.arguments[0]
        if not isinstance(literal, Value) or literal.kind is not Kind.TEXT:
            raise FilterError("The pattern of LIKE is a text such as 'Fab%', or CASEI or ACCENTI of one.")
        written = self.parameters[literal.parameter]
        if (len(written) - len(written.rstrip("\\"))) % 2:
            raise FilterError(
                r"The pattern of LIKE ends with \, which escapes nothing; write \\ for the character."
            )
        return Call(name, (value, pattern), Kind.BOOLEAN)

    def _fold(self, name: str, trees: list[Json]) -> Node:
        (inner,) = self._arguments(name, trees, 1)
        return Call(name, (self._expect(name, inner, Kind.TEXT),), Kind.TEXT)

    def _arithmetic(self, name: str, trees: list[Json]) -> Node:
        left, right = self._arguments(name, trees, 2)
        for node in (left, right):
            self._expect(name, node, *sorted(NUMBERS))
        call = Call(name, (left, right), Kind.NUMBER)
        check_exponent(call, self.parameters)
        return call

    def _spatial(self, name: str, trees: list[Json]) -> Node:
        left, right = self._arguments(name, trees, 2)
        geometries = self._expect(name, left, Kind.GEOMETRY), self._expect(name, right, Kind.GEOMETRY)
        if name not in {"s_intersects", "s_disjoint"}:
            for tree in trees:
                if isinstance(tree, dict) and tree.get("type") == "GeometryCollection":
                    raise FilterError(
                        f"{name.upper()} takes no GEOMETRYCOLLECTION; combine its parts with AND and OR."
                    )
        return Call(name, geometries, Kind.BOOLEAN)

    def _within_distance(self, name: str, trees: list[Json]) -> Node:
        left, right, distance = self._arguments(name, trees, 3)
        for node in (left, right):
            self._expect(name, node, Kind.GEOMETRY)
        metres = self.parameters[distance.parameter] if isinstance(distance, Value) else None
        if distance.kind is not Kind.NUMBER or metres is None or not 0 <= metres <= MAX_METRES:
            raise FilterError(f"The distance of S_DWITHIN is a number of metres from 0 to {MAX_METRES:,}.")
        return Call(name, (left, right, distance), Kind.BOOLEAN)

    def _array(self, name: str, trees: list[Json]) -> Node:
        left, right = self._arguments(name, trees, 2)
        read = self._expect(name, left, Kind.TEXTS), self._expect(name, self._as_array(right), Kind.TEXTS)
        return Call(name, read, Kind.BOOLEAN)

    def _as_array(self, node: Node) -> Node:
        """Read a single text as the array of it: CQL2 Text cannot tell ('a') from 'a'."""
        if isinstance(node, Value) and node.kind is Kind.TEXT:
            self.parameters[node.parameter] = [self.parameters[node.parameter]]
            return Value(node.number, Kind.TEXTS)
        return node

    # -- time ----------------------------------------------------------------------------------------

    def _interval(self, ends: Json) -> Node:
        if not isinstance(ends, list) or len(ends) != 2:  # noqa: PLR2004
            raise FilterError("INTERVAL takes its start and its end, either of which may be '..'.")
        start, end = (
            self._read_end(tree, end) for tree, end in zip(ends, (START_OF_TIME, END_OF_TIME), strict=True)
        )
        if ends == [OPEN_END, OPEN_END]:
            raise FilterError("INTERVAL('..', '..') is all of time; leave it out.")
        # An open end is of the kind of the other end, and where neither is a literal they decide.
        kinds = {node.kind for node in (start, end) if not self._is_open(node)}
        if len(kinds) > 1:
            raise FilterError("Both ends of an INTERVAL are dates, or both timestamps.")
        (kind,) = kinds
        start, end = (Value(n.number, kind) if isinstance(n, Value) else n for n in (start, end))
        values = [
            self.parameters[n.parameter]
            for n in (start, end)
            if isinstance(n, Value) and not self._is_open(n)
        ]
        if len(values) == 2 and values[0] > values[1]:  # noqa: PLR2004
            raise FilterError("An INTERVAL does not end before it starts.")
        return Call("interval", (start, end), Kind.INTERVAL)

    def _read_end(self, tree: Json, open_end: str) -> Node:
        if tree == OPEN_END:
            return self._value(open_end, Kind.TIMESTAMP)
        if isinstance(tree, str):
            self._nodes += 1
            return self._value(*read_instant(tree))
        return self._expect("interval", self._read(tree), *sorted(INSTANTS))

    def _is_open(self, node: Node) -> bool:
        return isinstance(node, Value) and self.parameters[node.parameter] in {START_OF_TIME, END_OF_TIME}

    def _temporal(self, name: str, trees: list[Json]) -> Node:
        left, right = self._arguments(name, trees, 2)
        left, right = self._as_instant(left, _instant_of(right)), self._as_instant(right, _instant_of(left))
        if name in INTERVAL_ONLY:
            for node in (left, right):
                if node.kind in INSTANTS:
                    raise FilterError(
                        f"{name.upper()} is between two intervals; {self._shown(node)} is an instant, for"
                        " which there are T_INTERSECTS, T_AFTER and T_BEFORE."
                    )
                self._expect(name, node, Kind.INTERVAL)
        for node in (left, right):
            self._expect(name, node, *sorted(INSTANTS), Kind.INTERVAL)
        return Call(name, (left, right), Kind.BOOLEAN)


def _instant_of(node: Node) -> Node:
    """Return an instant of the node, so that a text beside an interval is read as one too."""
    return node.arguments[0] if isinstance(node, Call) and node.kind is Kind.INTERVAL else node
