"""The meaning of CQL2 written a second time: CQL2 JSON over Features, in Python, with three-valued logic.

None is unknown. Properties are taken from the Feature that the API answers, not from the database.
"""

import operator
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import shapely
from shapely.geometry import shape

from geo.geodesic import distance_m

Json = Any
Feature = dict[str, Any]
INFINITE_PAST, INFINITE_FUTURE = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
SPATIAL: dict[str, Callable[[Any, Any], bool]] = {
    "s_intersects": shapely.intersects,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
    "s_overlaps": shapely.overlaps,
    "s_crosses": shapely.crosses,
    "s_contains": shapely.contains,
}
ARRAYS: dict[str, Callable[[set[str], set[str]], bool]] = {
    "a_contains": operator.ge,
    "a_containedby": operator.le,
    "a_equals": operator.eq,
    "a_overlaps": lambda one, other: bool(one & other),
}


def selects(tree: Json, feature: Feature) -> bool:
    """Return whether the filter selects the Feature: unknown is not selected."""
    return value_of(tree, feature) is True


def property_of(feature: Feature, name: str) -> Any:  # noqa: PLR0911 - one line a kind
    """Return a queryable of a place or an organisation, from its Feature."""
    properties = feature["properties"]
    if name == "id":
        return feature["id"]
    if name == "geometry":
        return None if feature["geometry"] is None else shape(feature["geometry"])
    if name == "equipment":
        shared = [item for item in properties["equipment"] if item["shareable"] != "no"]
        return {code for item in shared for code in (item["type"], item["group"]) if code}
    if name == "equipment_count":
        return len(properties["equipment"])
    if name == "award_year":
        return max((award["year"] for award in properties["awards"] if award["year"]), default=None)
    if name == "award_amount":
        amounts = [award["amount"] for award in properties["awards"] if award["amount"] is not None]
        return sum(amounts) if amounts else None
    if name == "learners":
        return max((need["learners"] for need in properties["needs"] if need["learners"]), default=None)
    value = properties[name]
    if value is not None and name.endswith("_at"):
        return datetime.fromisoformat(value).astimezone(UTC)
    if value is not None and name.endswith("_on"):
        return date.fromisoformat(value)
    return set(value) if isinstance(value, list) else value


def value_of(tree: Json, feature: Feature) -> Any:  # noqa: PLR0911 - one line a kind
    """Return what an expression is for a Feature; None where that is unknown."""
    if isinstance(tree, list):
        return set(tree)
    if not isinstance(tree, dict):
        return tree
    if "property" in tree:
        return property_of(feature, tree["property"])
    if "date" in tree:
        return date.fromisoformat(tree["date"])
    if "timestamp" in tree:
        return datetime.fromisoformat(tree["timestamp"])
    if "bbox" in tree:
        return shapely.box(*tree["bbox"])
    if "type" in tree:
        return shape(tree)
    return _operation(tree["op"].lower(), tree["args"], feature)


def _operation(name: str, trees: list[Json], feature: Feature) -> Any:  # noqa: PLR0911 - one line a kind
    if name in {"and", "or"}:
        return _all_or_any([value_of(tree, feature) for tree in trees], name)
    if name.startswith("t_"):
        return _temporal(name, trees, feature)
    if name == "in":
        sought = value_of(trees[0], feature)
        return _all_or_any([_compared("=", sought, value_of(tree, feature)) for tree in trees[1]], "or")
    values = [value_of(tree, feature) for tree in trees]
    if name == "isnull":
        return values[0] is None
    if any(value is None for value in values):
        return None
    if name == "not":
        return not values[0]
    if name == "between":
        return _compared(">=", *values[:2]) and _compared("<=", values[0], values[2])
    if name == "s_dwithin":
        return _distance(*values[:2]) <= values[2]
    if name in FOLDS:
        return FOLDS[name](values[0])
    return _binary(name, values[0], values[1])


def _binary(name: str, one: Any, other: Any) -> Any:
    if name in COMPARE:
        return _compared(name, one, other)
    if name in ARITHMETIC:
        return ARITHMETIC[name](one, other)
    if name == "like":
        return _pattern(other).fullmatch(one) is not None
    return bool({**SPATIAL, **ARRAYS}[name](one, other))


def _all_or_any(values: list[bool | None], name: str) -> bool | None:
    decides = name == "or"
    if decides in values:
        return decides
    return None if None in values else not decides


def _compared(name: str, one: Any, other: Any) -> bool | None:
    if one is None or other is None:
        return None
    if isinstance(one, date) and isinstance(other, date):  # a datetime is a date too
        one, other = _at_one_resolution(one, other)
    return COMPARE[name](one, other)


def _at_one_resolution(one: date, other: date) -> tuple[date, date]:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one, other
    return tuple(each.date() if isinstance(each, datetime) else each for each in (one, other))  # type: ignore[return-value]


def _distance(one: Any, other: Any) -> float:
    return float(distance_m(one.x, one.y, other.x, other.y))


def casei(text: str) -> str:
    """Return the text without the difference of small and large letters."""
    return text.lower().upper().lower()


def accenti(text: str) -> str:
    """Return the text without accents."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", decomposed))


FOLDS: dict[str, Callable[[str], str]] = {"casei": casei, "accenti": accenti}
ARITHMETIC: dict[str, Callable[[float, float], float | None]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda one, other: one / other if other else None,
    "div": lambda one, other: float(int(one / other)) if other else None,
    "%": lambda one, other: one - other * int(one / other) if other else None,
    "^": lambda one, other: None if not one and other < 0 else one**other,
}


def _pattern(pattern: str) -> re.Pattern[str]:
    wild = {"%": ".*", "_": "."}
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    written = [re.escape(p[1]) if p[0] == "\\" and len(p) > 1 else wild.get(p, re.escape(p)) for p in parts]
    return re.compile("".join(written), re.DOTALL)


def _ends(tree: Json, feature: Feature) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last moment of an instant or an interval; a date lasts all its day."""
    if isinstance(tree, dict) and "interval" in tree:
        start, end = tree["interval"]
        first = INFINITE_PAST if start == ".." else _moments(start, feature)[0]
        return first, INFINITE_FUTURE if end == ".." else _moments(end, feature)[1]
    return _moments(tree, feature)


def _moments(tree: Json, feature: Feature) -> tuple[datetime | None, datetime | None]:
    instant = (
        datetime.fromisoformat(tree) if isinstance(tree, str) and "T" in tree else value_of(tree, feature)
    )
    instant = date.fromisoformat(instant) if isinstance(instant, str) else instant
    if instant is None or isinstance(instant, datetime):
        return instant, instant
    midnight = datetime(instant.year, instant.month, instant.day, tzinfo=UTC)
    return midnight, midnight + timedelta(days=1) - timedelta(microseconds=1)


def _is_told_in_days(tree: Json) -> bool:
    if isinstance(tree, dict) and "interval" in tree:
        return all(_is_told_in_days(end) for end in tree["interval"] if end != "..")
    if isinstance(tree, dict) and "property" in tree:
        return bool(tree["property"] == "source_updated_on")
    return "T" not in tree if isinstance(tree, str) else "date" in tree


def _temporal(name: str, trees: list[Json], feature: Feature) -> bool | None:
    (s1, e1), (s2, e2) = (_ends(tree, feature) for tree in trees)
    if all(map(_is_told_in_days, trees)):  # an interval that ends on a day meets one that starts on it
        s1, e1, s2, e2 = (moment and moment.date() for moment in (s1, e1, s2, e2))

    def every(*parts: tuple[str, Any, Any]) -> bool | None:
        return _all_or_any(
            [None if a is None or b is None else COMPARE[op](a, b) for op, a, b in parts], "and"
        )

    if name in {"t_disjoint", "t_intersects"}:
        apart = _all_or_any([every(("<", e1, s2)), every((">", s1, e2))], "or")
        return apart if name == "t_disjoint" or apart is None else not apart
    relations = {
        "t_before": (("<", e1, s2),),
        "t_after": ((">", s1, e2),),
        "t_equals": (("=", s1, s2), ("=", e1, e2)),
        "t_during": ((">", s1, s2), ("<", e1, e2)),
        "t_contains": (("<", s1, s2), (">", e1, e2)),
        "t_starts": (("=", s1, s2), ("<", e1, e2)),
        "t_startedby": (("=", s1, s2), (">", e1, e2)),
        "t_finishes": ((">", s1, s2), ("=", e1, e2)),
        "t_finishedby": (("<", s1, s2), ("=", e1, e2)),
        "t_meets": (("=", e1, s2),),
        "t_metby": (("=", s1, e2),),
        "t_overlaps": (("<", s1, s2), (">", e1, s2), ("<", e1, e2)),
        "t_overlappedby": ((">", s1, s2), ("<", s1, e2), (">", e1, e2)),
    }
    return every(*relations[name])
