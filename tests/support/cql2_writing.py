"""CQL2 JSON written as CQL2 Text, and random filters in CQL2 JSON."""

from typing import Any

import shapely
from hypothesis import strategies as st
from shapely.geometry import shape
from support.rows import Position
from support.sample import ODD_POSITIONS, TOWNS, TYPES

Json = Any
INFIX = {"=", "<>", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "div", "^", "like"}


def as_text(tree: Json) -> str:  # noqa: C901, PLR0911 - one line a kind
    """Return CQL2 JSON as CQL2 Text."""
    if isinstance(tree, bool):
        return "TRUE" if tree else "FALSE"
    if isinstance(tree, str):
        return "'" + tree.replace("\\", "\\\\").replace("'", "''") + "'"
    if isinstance(tree, int | float):
        return repr(tree)
    if isinstance(tree, list):
        return f"({', '.join(map(as_text, tree))})"
    if "property" in tree:
        return f'"{tree["property"]}"'
    for name in ("date", "timestamp"):
        if name in tree:
            return f"{name.upper()}('{tree[name]}')"
    if "interval" in tree:
        return f"INTERVAL({', '.join(map(as_text, tree['interval']))})"
    if "bbox" in tree:
        return f"BBOX({', '.join(map(repr, tree['bbox']))})"
    if "type" in tree:
        return str(shapely.to_wkt(shape(tree), rounding_precision=-1, output_dimension=2))
    return _operation(tree["op"], tree["args"])


def _operation(name: str, trees: list[Json]) -> str:  # noqa: PLR0911 - one line a kind
    parts = [f"({as_text(tree)})" if _needs_parentheses(tree) else as_text(tree) for tree in trees]
    if name in {"and", "or"}:
        return f" {name.upper()} ".join(parts)
    if name == "not":
        return f"NOT {parts[0]}"
    if name == "isNull":
        return f"{parts[0]} IS NULL"
    if name == "between":
        return f"{parts[0]} BETWEEN {parts[1]} AND {parts[2]}"
    if name == "in":
        return f"{parts[0]} IN {parts[1]}"
    if name in INFIX:
        return f"{parts[0]} {name.upper()} {parts[1]}"
    return f"{name.upper()}({', '.join(map(as_text, trees))})"


def _needs_parentheses(tree: Json) -> bool:
    return isinstance(tree, dict) and tree.get("op") in INFIX | {
        "and",
        "or",
        "not",
        "between",
        "in",
        "isNull",
    }


# -- random filters over third places -------------------------------------------------------------------

TEXTS = (
    "name",
    "kind",
    "status",
    "postcode",
    "city",
    "commune_code",
    "commune",
    "wheelchair",
    "licence",
    "id",
)
WORDS = (
    *(
        "fablab",
        "library",
        "open",
        "yes",
        "LO-2.0",
        "75",
        "PARIS",
        "Paris",
        "L'Haÿ-les-Roses",
        "69123",
        "",
        "M",
    ),
    *("Coworking du Haÿ 7", "100 % numérique 12", "tl-00003", "Œuvre & Cie", "'; DROP TABLE third_place --"),
)
PATTERNS = (
    *("%", "%fab%", "%FAB%", "L%", "_a%", r"100 \%%", r"Le Bât\_iment%", r"%\\%", "%é%", "%E%", "%œ%", "%'%"),
    *("%(%)%", "%.*%", "%n_m%", "75%"),
)
NUMBERS = st.one_of(st.integers(-3, 12), st.sampled_from((0.5, 2.5, 1e6, 2023, 2024)))


def _property(*names: str) -> st.SearchStrategy[Json]:
    return st.sampled_from(names).map(lambda name: {"property": name})


def _call(name: str | st.SearchStrategy[str], *arguments: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    names = st.just(name) if isinstance(name, str) else name
    return st.builds(lambda op, args: {"op": op, "args": list(args)}, names, st.tuples(*arguments))


COMPARISON = st.sampled_from(("=", "<>", "<", ">", "<=", ">="))
WORD: st.SearchStrategy[Json] = st.sampled_from(WORDS)
FOLDED = st.recursive(
    st.one_of(_property(*TEXTS), WORD),
    lambda of: _call(st.sampled_from(("casei", "accenti")), of),
    max_leaves=1,
)
TEXT_TESTS = st.one_of(
    _call(COMPARISON, FOLDED, FOLDED),
    _call("in", FOLDED, st.lists(WORD, min_size=1, max_size=4)),
    _call("between", _property(*TEXTS), WORD, WORD),
    _call("isNull", _property(*TEXTS, "geometry", "award_year", "vanished_at", "source_updated_on")),
    _call("like", FOLDED, st.sampled_from(PATTERNS)),
    st.sampled_from(("casei", "accenti")).flatmap(
        lambda fold: _call(
            "like", _call(fold, _property("name", "city")), _call(fold, st.sampled_from(PATTERNS))
        )
    ),
)
NUMERIC = st.recursive(
    st.one_of(_property("equipment_count", "award_year", "award_amount"), NUMBERS),
    lambda of: st.one_of(
        _call(st.sampled_from(("+", "-", "*", "/", "div")), of, of),
        _call("%", of, st.integers(1, 7)),
        _call("^", of, st.integers(0, 2)),
    ),
    max_leaves=3,
)
NUMBER_TESTS = st.one_of(
    _call(COMPARISON, NUMERIC, NUMERIC),
    _call("between", NUMERIC, NUMBERS, NUMBERS),
    _call("in", _property("equipment_count", "award_year"), st.lists(NUMBERS, min_size=1, max_size=4)),
)
BOOLEAN_TESTS = st.one_of(
    st.booleans(),
    _property("funded", "fictional"),
    _call(st.sampled_from(("=", "<>", "<", ">=")), _property("funded", "fictional"), st.booleans()),
)
CODES = st.lists(st.sampled_from((*TYPES, "fabrication", "rooms", "no_such_code")), max_size=3, unique=True)
PROGRAMMES = st.lists(st.sampled_from(("deffinov", "fabrique-de-territoire")), min_size=1, unique=True)
ARRAY_FUNCTION = st.sampled_from(("a_contains", "a_containedby", "a_equals", "a_overlaps"))
ARRAY_TESTS = st.one_of(
    _call(ARRAY_FUNCTION, _property("equipment"), CODES.filter(bool)),
    _call(ARRAY_FUNCTION, CODES.filter(bool), _property("equipment")),
    _call(ARRAY_FUNCTION, _property("programmes"), PROGRAMMES),
)
DATES = st.sampled_from(("2019-05-01", "2020-02-29", "2026-03-01", "2026-03-02"))
TIMES = st.sampled_from(("2026-03-01T00:00:00Z", "2026-03-01T23:59:59.999999Z", "2026-03-02T02:30:00+01:30"))
INSTANTS = st.one_of(
    DATES.map(lambda text: {"date": text}),
    TIMES.map(lambda text: {"timestamp": text}),
    _property("updated_at", "fetched_at", "vanished_at", "source_updated_on"),
)


def _ordered(pair: tuple[str, str]) -> Json:
    return {"interval": sorted(pair)}


INTERVALS = st.one_of(
    st.tuples(DATES, DATES).map(_ordered),
    st.just({"interval": ["2026-03-01T00:00:00Z", "2026-03-01T23:59:59.999999Z"]}),
    DATES.map(lambda text: {"interval": ["..", text]}),
    DATES.map(lambda text: {"interval": [text, ".."]}),
    TIMES.map(lambda text: {"interval": [text, ".."]}),
    st.tuples(*[_property("updated_at", "fetched_at", "vanished_at")] * 2).map(
        lambda p: {"interval": list(p)}
    ),
)
TEMPORAL_TESTS = st.one_of(
    _call(COMPARISON, INSTANTS, INSTANTS),
    _call(
        st.sampled_from(("t_after", "t_before", "t_disjoint", "t_equals", "t_intersects")),
        st.one_of(INSTANTS, INTERVALS),
        st.one_of(INSTANTS, INTERVALS),
    ),
    _call(
        st.sampled_from(
            tuple(
                f"t_{name}" for name in ("contains", "during", "meets", "metby", "overlaps", "overlappedby")
            )
            + tuple(f"t_{name}" for name in ("starts", "startedby", "finishes", "finishedby"))
        ),
        INTERVALS,
        INTERVALS,
    ),
)
PLACES: tuple[Position, ...] = (*ODD_POSITIONS, *((town[4], town[5]) for town in TOWNS))
POINT = st.sampled_from(PLACES).map(lambda at: {"type": "Point", "coordinates": list(at)})


def _box(at: Position, east: float, north: float) -> Json:
    longitude, latitude = max(-179.0, min(178.0, at[0])), max(-89.0, min(88.0, at[1]))
    # Rounded, or WKT, which is written with 16 digits, says another number than JSON.
    corner = round(min(180.0, longitude + east), 9), round(min(90.0, latitude + north), 9)
    return {"bbox": [longitude, latitude, *corner]}


def _polygon(box: Json) -> Json:
    west, south, east, north = box["bbox"]
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


SIZES = st.sampled_from((0.03, 0.5, 7.0, 90.0))
BOXES = st.builds(_box, st.sampled_from(PLACES), SIZES, SIZES)
GEOMETRIES = st.one_of(
    POINT,
    BOXES,
    BOXES.map(_polygon),
    st.tuples(POINT, POINT).map(
        lambda two: {"type": "MultiPoint", "coordinates": [p["coordinates"] for p in two]}
    ),
    BOXES.map(lambda box: {"type": "LineString", "coordinates": _polygon(box)["coordinates"][0][:3]}),
)
SPATIAL_TESTS = st.one_of(
    _call(
        st.sampled_from(
            tuple(f"s_{name}" for name in ("intersects", "disjoint", "equals", "touches"))
            + tuple(f"s_{name}" for name in ("within", "overlaps", "crosses", "contains"))
        ),
        _property("geometry"),
        GEOMETRIES,
    ),
    _call(st.sampled_from(("s_intersects", "s_contains")), GEOMETRIES, _property("geometry")),
    _call(
        "s_dwithin",
        _property("geometry"),
        POINT,
        st.sampled_from((0, 1234.5, 7654.3, 500_000.5, 19_000_000.1)),
    ),
)
TESTS = st.one_of(TEXT_TESTS, NUMBER_TESTS, BOOLEAN_TESTS, ARRAY_TESTS, TEMPORAL_TESTS, SPATIAL_TESTS)
FILTERS: st.SearchStrategy[Json] = st.recursive(
    TESTS,
    lambda of: st.one_of(
        _call("not", of),
        st.builds(
            lambda op, args: {"op": op, "args": args},
            st.sampled_from(("and", "or")),
            st.lists(of, min_size=2, max_size=3),
        ),
    ),
    max_leaves=5,
)
"""Filters of third places, each correct."""
