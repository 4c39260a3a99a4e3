"""Operations of the API with what reads their query, and the values that each kind of parameter refuses."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import marshmallow as ma
from webargs.fields import DelimitedList

from app.directory.geocoding.schemas import GeocodeQuery
from app.directory.understanding.schemas import UnderstandQuery
from app.factory import create_app
from app.platform.http import fields
from app.platform.settings import Settings

Query = dict[str, Any]
"""The parameters of a request by name; a list repeats its parameter."""
Field = ma.fields.Field[Any]


@dataclass(frozen=True)
class Operation:
    """An operation that takes query parameters."""

    method: str
    path: str
    """As Flask has it, parts in angle brackets."""
    schema: ma.Schema

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@cache
def operations() -> tuple[Operation, ...]:
    """Return those of the API, each with the very schema that reads its query."""
    app = create_app(Settings(), "postgresql://nowhere/nothing")
    return tuple(
        Operation(method, rule.rule, argument["schema"])
        for rule in sorted(app.url_map.iter_rules(), key=str)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        for argument in _arguments(app.view_functions[rule.endpoint], method)
        if argument["in"] == "query"
    )


def _arguments(view: object, method: str) -> list[dict[str, Any]]:
    handler = getattr(getattr(view, "view_class", None), method.lower(), None)
    found: list[dict[str, Any]] = getattr(handler, "_apidoc", {}).get("arguments", {}).get("parameters", [])
    return found


def cursor(content: Any) -> str:
    """Return a cursor that carries any content."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


NUMBERS = (
    *("abc", "", " ", "NaN", "nan", "inf", "-inf", "Infinity", "1e309", "1e999999999", "0x10", "4 8"),
    *("48,85", "9" * 400),
)
WHOLE_NUMBERS = (*NUMBERS, "0", "-1", "1.5", "9" * 20)
LIMITS = ("abc", "", " ", "0", "-1", "1.5", "nan", "inf", "1e309", "0" * 30)
BOXES = (
    *("a,b,c,d", "", ",", ",,,", "1", "1,2", "1,2,3", "1,2,3,", "1,2,3,4,5", "nan,0,1,1", "0,0,inf,1"),
    *("0,0,1e309,1", "-181,0,1,1", "0,0,181,1", "0,-91,1,1", "0,0,1,91", "0,2,1,1", "1;2;3;4", "9" * 5000),
)
TEXTS = ("paris\x00", "", "   ", "\x00", "a" * 201, "a" * 10_240)
PUNCTUATION = ("%", "_", "%_%", "'", "--", "😀")
INSTANTS = (
    *("tomorrow", "", "NOW", "12:00", "2026-13-01", "2026-02-30T10:00", "0001-01-01T00:00:00+14:00"),
    *("9999-12-31T23:59:59-14:00", "1969-12-31", "2101-01-01", "1772470800", "2026-03-02T18:30:00+99:00"),
    *("\x00", "2026-03-02T18:30" * 100),
)
DAYS = (
    *("tomorrow", "", " ", "2026-13-01", "2026-02-30", "01/11/2026", "2026-11", "20261101x", "0000-00-00"),
    *("2026-11-01\x00", "2026-11-01" * 100),
)
MOMENTS = ("tomorrow", "", "now", "12:00", "2026-13-01T00:00Z", "2026-03-02T18:30", "2026-03-02", "\x00")
"""No moment with its offset."""
TRUTHS = ("perhaps", "", "2", "\x00")
CODES = (
    *("unicorn", "", "99", "1", "20", "2a", "75\x00", "' OR 1=1 --", "GPL", "castle", "demolished"),
    *("perhaps", "moonshot", "rich", "printer_3d,laser_cutter", "printer_3d\x00"),
)
PATTERNS = {
    "^[0-9]{9}$": ("1234", "", "١٢٣٤٥٦٧٨٩", "200054781\n", "\x00" * 9),
    "^[0-9][0-9AB][0-9]{3}$": ("75", "", "2a004", "75056\n", "\x00" * 5),
    "^[0-9]{14}$": ("123", "", "0000000000000\x00", "00000000000000\n"),
    "^[0-9A-Z]{11}$": ("é" * 11, "", "0000000000a", "00000000000\n"),
    "^[0-9]{4}-Q[1-4]$": ("2026-Q5", "", "2026", "2026-Q3\n", "٢٠٢٦-Q3"),
    "^[0-9]{7}[A-Z]$": ("0000000a", "", "0000000A\n", "00000000"),
}
"""By the regular expression of the field."""
PLACES_IN_THE_FEED = ("one", "", "-1", "1.5", "1" * 40, "\x00", "2026-13-01", "1969-12-31", "2101-01-01")
"""Neither a number of the feed of changes nor a time between 1970 and 2100."""
FILTERS = ("kind =", "", " ", "\x00", "kind", "nothing = 1", "(" * 5000)
CURSORS = (
    *("!", "", "é", "a", "AAAA", "\x00", cursor("tl-1"), cursor({}), cursor([]), cursor([1])),
    *(cursor(["a\x00b"]), cursor(["\ud800"]), cursor(["tl-1", "2.5", "x"]), cursor([["tl-1"]])),
    *(cursor(["tl-1", "abc"]), cursor(["tl-1", "nan"]), cursor(["tl-1", "inf"]), cursor(["tl-1", "1e309"])),
    base64.urlsafe_b64encode(b"[" * 200).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe\x00").decode(),
    base64.urlsafe_b64encode(b"9" * 220).decode(),
    *("A" * 301, "A" * 10_240),
)
LAT, LON = {"lat": "48"}, {"lon": "2"}
BESIDE: dict[str, list[Query]] = {"lat": [LON], "lon": [LAT], "radius_km": [LAT | LON]}
BESIDE |= {"start": [{"to": "2026-03-03T00:00Z"}], "end": [{"from": "2026-03-02T00:00Z"}]}
"""What a parameter needs beside it."""
LACKING: dict[str, tuple[Query, str]] = {
    "lat": (LAT, "lon"),
    "lon": (LON, "lat"),
    "radius_km": ({"radius_km": "5"}, "radius_km"),
}
"""Parameters without what they need, and the one that is named."""


def bad_values(schema: ma.Schema, name: str) -> Iterator[tuple[Query, str]]:
    """Yield requests with a bad value of a parameter, and the parameter that must be named.

    A field of a kind that is not known here is an error: nobody has thought of its bad values.
    """
    field = schema.fields[name]
    parameter = field.data_key or name
    for beside in _beside(schema, name):
        yield from (({**beside, parameter: value}, parameter) for value in _values(schema, name, field))
    if name in LACKING:
        yield LACKING[name]


def _beside(schema: ma.Schema, name: str) -> list[Query]:
    if name == "cursor" and "lat" in schema.fields:  # a page by id, and one by distance
        return [{}, LAT | LON]
    return BESIDE.get(name, [{}])


def _values(schema: ma.Schema, name: str, field: Field) -> tuple[Any, ...]:
    if name == "filter":
        return FILTERS
    if name == "cursor":
        return CURSORS
    # A list would match everything; a geocoder finds nothing, and what is not understood is said.
    if name == "q" and not isinstance(schema, GeocodeQuery | UnderstandQuery):
        return (*TEXTS, *PUNCTUATION)
    return KINDS[type(field)](field)


def _floats(field: Field) -> tuple[str, ...]:
    """Return what is no number, and numbers just outside of the bounds."""
    (bounds,) = (one for one in field.validators if isinstance(one, ma.validate.Range))
    least, most = float(bounds.min), float(bounds.max)
    return (
        *NUMBERS,
        f"{most + 0.0001}",
        f"{least - 1:g}",
        *(() if bounds.min_inclusive else (f"{least:g}",)),
    )


def _choices(field: Field) -> tuple[str, ...]:
    (known,) = (one for one in field.validators if isinstance(one, ma.validate.OneOf))
    return tuple(known.choices)


def _codes(field: Field) -> tuple[str, ...]:
    """Return what is none of the codes, nor the first of them with a space."""
    return (*CODES, f"{_choices(field)[0]} ")


def _lists(field: Field) -> tuple[list[str], ...]:
    """Return the same one by one, beside a code that is known, and a code too often."""
    assert isinstance(field, ma.fields.List)
    first = _choices(field.inner)[0]
    return (*([code] for code in _codes(field.inner)), [first, "unicorn"], [first] * 500)


def _strings(field: Field) -> tuple[str, ...]:
    patterns = [one.regex.pattern for one in field.validators if isinstance(one, fields.FullMatch)]
    return PATTERNS[patterns[0]] if patterns else _codes(field)


KINDS: dict[type[Field], Callable[[Any], tuple[Any, ...]]] = {
    DelimitedList: lambda _: BOXES,
    fields.Instant: lambda _: INSTANTS,
    fields.Limit: lambda _: LIMITS,
    fields.Read: lambda _: PLACES_IN_THE_FEED,
    fields.Text: lambda _: TEXTS,
    fields.Truth: lambda _: TRUTHS,
    ma.fields.AwareDateTime: lambda _: MOMENTS,
    ma.fields.Boolean: lambda _: TRUTHS,
    ma.fields.Date: lambda _: DAYS,
    ma.fields.Float: _floats,
    ma.fields.Integer: lambda _: WHOLE_NUMBERS,
    ma.fields.List: _lists,
    ma.fields.String: _strings,
}
"""What each kind of field refuses; the most telling value comes first."""
