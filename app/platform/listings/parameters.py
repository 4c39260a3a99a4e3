"""Values of query parameters: from text to what is meant, or a refusal that says what to write."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from math import isfinite
from typing import NamedTuple

import marshmallow as ma

from app.platform.cql2.errors import FilterError
from app.platform.cql2.queryables import Kind, Queryable
from app.platform.cql2.temporal import read_instant
from app.platform.crs import SYSTEMS, Box, Crs

DEFAULT_LIMIT, MAX_LIMIT = 10, 1000
MAX_SORT_KEYS = 4
MAX_TEXT = 1000
OPEN = {"", ".."}
_INTEGER = re.compile(r"[-+]?[0-9]{1,10}", re.ASCII)
MAX_INTEGER = 2**31 - 1


class Interval(NamedTuple):
    """A time from which and one until which, both included; None where it is open."""

    start: datetime | None
    end: datetime | None


class SortKey(NamedTuple):
    """A property to sort by."""

    name: str
    is_descending: bool


class Bbox(NamedTuple):
    """A box as it was asked for: two corners in the axis order of its CRS, east and north last."""

    box: Box
    """West, south, east, north; of a projected system its own coordinates."""
    crs: Crs

    @property
    def crosses_antimeridian(self) -> bool:
        """Whether its west lies east of its east."""
        return self.box[0] > self.box[2]


def read_limit(text: str) -> int:
    """Return a page size, at least 1, clamped to the maximum."""
    digits = text.lstrip("0")
    if re.fullmatch(r"[0-9]+", digits, re.ASCII) is None:
        raise ma.ValidationError(f"Must be a whole number, 1 or more; above {MAX_LIMIT} it is {MAX_LIMIT}.")
    return MAX_LIMIT if len(digits) > len(str(MAX_LIMIT)) else min(int(digits), MAX_LIMIT)


def read_crs(text: str) -> Crs:
    """Return the system of a URI."""
    crs = SYSTEMS.get(text)
    if crs is None:
        raise ma.ValidationError(f"Not a system of this collection. It must be one of: {', '.join(SYSTEMS)}.")
    return crs


def read_bbox(text: str, crs: Crs) -> Bbox:
    """Return a box; of three-dimensional ones the heights are put aside, since features have none."""
    numbers = [_number(part) for part in text.split(",")]
    if None in numbers or len(numbers) not in (4, 6):
        raise ma.ValidationError(
            "Must be four or six numbers, the lower corner before the upper one.", field_name="bbox"
        )
    values = [number for number in numbers if number is not None]
    half = len(values) // 2
    if half == 3 and values[2] > values[5]:  # noqa: PLR2004
        raise ma.ValidationError("The lower height must not exceed the upper one.", field_name="bbox")
    lower, upper = values[:2], values[half : half + 2]
    if crs.is_latitude_first:
        lower, upper = lower[::-1], upper[::-1]
    bbox = Bbox((*lower, *upper), crs)  # type: ignore[arg-type]  # two and two make four
    _check_box(bbox)
    return bbox


def _check_box(bbox: Bbox) -> None:
    west, south, east, north = bbox.box
    if south > north:
        raise ma.ValidationError(
            "The south must not exceed the north; is the order that of its CRS?", field_name="bbox"
        )
    if bbox.crs.is_degrees:
        if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:  # noqa: PLR2004
            raise ma.ValidationError(
                "Longitudes lie within ±180 and latitudes within ±90.", field_name="bbox"
            )
    elif west > east:
        raise ma.ValidationError(
            "The west must not exceed the east in a projected system.", field_name="bbox"
        )


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) and "_" not in text else None


def read_datetime(text: str) -> Interval:
    """Return what an instant, a day or an interval with `..` at an open end means."""
    parts = text.split("/")
    if len(parts) == 1:
        return Interval(_instant(text, is_end=False), _instant(text, is_end=True))
    if len(parts) != 2 or all(part in OPEN for part in parts):  # noqa: PLR2004
        raise ma.ValidationError(
            "Must be a time or an interval: 2026-03-01T00:00:00Z, ../2026-03-01, 2026-01-01/.."
        )
    start, end = (
        None if part in OPEN else _instant(part, is_end=is_end)
        for part, is_end in zip(parts, (False, True), strict=True)
    )
    if start is not None and end is not None and start > end:
        raise ma.ValidationError("The interval ends before it begins.")
    return Interval(start, end)


def _instant(text: str, *, is_end: bool) -> datetime:
    try:
        moment, _ = read_instant(text)
        if isinstance(moment, datetime):
            return moment
        midnight = datetime.combine(moment, time(), UTC)
        return midnight + timedelta(days=1) - timedelta(microseconds=1) if is_end else midnight
    except (FilterError, OverflowError) as error:
        raise ma.ValidationError(
            f"{text[:40]!r} is no RFC 3339 time such as 2026-03-01T12:00:00Z, and no date."
        ) from error


def read_sort(text: str, attributes: Mapping[str, Queryable]) -> tuple[SortKey, ...]:
    """Return the keys of `name,-other`; a plus sign arrives as a space where it was not escaped."""
    keys = []
    for part in text.split(","):
        name = part[1:] if part[:1] in ("+", "-", " ") else part
        if name not in attributes:
            raise ma.ValidationError(
                f"{name[:40]!r} is no property of this collection that can be sorted by.", field_name="sortby"
            )
        keys.append(SortKey(name, part.startswith("-")))
    if len({key.name for key in keys}) != len(keys) or len(keys) > MAX_SORT_KEYS:
        raise ma.ValidationError(f"At most {MAX_SORT_KEYS} properties, each once.", field_name="sortby")
    return tuple(keys)


def read_value(queryable: Queryable, text: str) -> object:
    """Return the value of a property that features must have."""
    try:
        value = _READERS[queryable.kind](text)
    except (ValueError, FilterError) as error:
        raise ma.ValidationError(f"Must be a value of type {queryable.kind.value}.") from error
    if queryable.codes and value not in queryable.codes:
        raise ma.ValidationError(f"Unknown: {text[:40]!r}. It must be one of: {', '.join(queryable.codes)}.")
    return value


def _text(text: str) -> str:
    if "\x00" in text or len(text) > MAX_TEXT or any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError
    return text


def _integer(text: str) -> int:
    if _INTEGER.fullmatch(text) is None or abs(int(text)) > MAX_INTEGER:
        raise ValueError
    return int(text)


def _finite(text: str) -> float:
    number = _number(text)
    if number is None:
        raise ValueError
    return number


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()] if text.lower() in {"true", "false"} else _refuse()


def _refuse() -> bool:
    raise ValueError


def _date(text: str) -> date:
    value, kind = read_instant(text)
    if kind is not Kind.DATE:
        raise ValueError
    return value


def _timestamp(text: str) -> datetime:
    value, _ = read_instant(text)
    if not isinstance(value, datetime):
        raise ValueError  # noqa: TRY004 - a date is not the time that was asked for
    return value


_READERS = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _finite,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.TIMESTAMP: _timestamp,
}
