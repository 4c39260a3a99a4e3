"""The rules by which a mapping makes fields of the cells of a row."""

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from app.directory.common.personal import without_contacts
from app.directory.third_places.mediation_numerique import CHOICES, SEPARATOR
from seeds.reading.base import RowRefusedError
from seeds.reading.mapping.declaration import ColumnMapping, FieldMapping
from seeds.reading.mapping.hours import weekly_hours
from seeds.reading.mapping.private import is_private_mail, without_somebody
from seeds.reading.normalise.numbers import decimal
from seeds.reading.normalise.text import fold, one_line
from seeds.reading.spreadsheet_values import yes_or_no

Row = Mapping[str, str]
Remark = Callable[[str], None]
LONGEST_KEY = 120
"""Characters of an identifier made of several columns; what is longer is shortened and numbered."""
_NUMBER = r"[-+]?\d{1,9}(?:[.,]\d+)?"
_PAIR = re.compile(
    rf"\s*[\[(]?\s*({_NUMBER})\s*(?:[;|]|,(?=\s)|(?<=\d),(?=[-+\d])|\s)\s*({_NUMBER})\s*[\])]?\s*"
)
_WKT = re.compile(rf"\s*(?:SRID=\d+;)?POINT\s*Z?\s*\(\s*({_NUMBER})\s+({_NUMBER})[^)]*\)\s*", re.IGNORECASE)
_SEXAGESIMAL = re.compile(
    r"\s*([NSEWO])?\s*(\d{1,3})\s*[°d]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['’\u2032m]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|\u2033|''|’’|s)\s*)?([NSEWO])?\s*",
    re.IGNORECASE,
)
_MICRO = 1_000_000
_LATITUDE_KEYS, _LONGITUDE_KEYS = ("lat", "latitude", "y"), ("lon", "lng", "long", "longitude", "x")


def fields_of(mapping: ColumnMapping, row: Row, remark: Remark) -> dict[str, str]:
    """Return the fields of a row by their names; what cannot be read is left out with a remark.

    Raises
    ------
    RowRefusedError
        When the coordinates cannot be used.

    """
    made: dict[str, str] = {}
    for target, one in mapping.fields.items():
        if target == "position":
            made |= _position(one, row)
        elif value := _value(target, one, row, remark):
            made[target] = value
    for column, code in mapping.equipment.items():
        key = f"equipment {code} quantity"
        if row.get(column, "").strip():
            # Two columns of one type: the first that says something.
            made.setdefault(key, row[column])
    return made


def _value(target: str, one: FieldMapping, row: Row, remark: Remark) -> str:
    match one.rule:
        case "flags":
            value = SEPARATOR.join(dict.fromkeys(_flagged(one, row, remark)))
        case "weekdays":
            value = _week(one, row, remark)
        case "key":
            value = _key(one, row)
        case "first":
            value = next((text for name in one.columns if (text := row.get(name, "")).strip()), "")
        case _:
            value = one.join.join(text for name in one.columns if (text := row.get(name, "").strip()))
    value = value or one.constant
    if one.split or one.vocabulary:
        value = SEPARATOR.join(dict.fromkeys(_vocabulary(target, one, value, remark)))
    return _of_target(target, one, value, remark)


def _of_target(target: str, one: FieldMapping, value: str, remark: Remark) -> str:
    match target:
        case "courriels":
            kept = [mail for mail in re.split(r"[|;,\s]+", value) if "@" in mail]
            public = [mail for mail in kept if not is_private_mail(mail)]
            if len(public) < len(kept):
                remark("personal_contact_removed")
            return SEPARATOR.join(public)
        case "adresse" | "complement_adresse":
            plain = without_somebody(value)
            if plain != value.rstrip(" ,;-"):
                remark("personal_contact_removed")
            return plain
        case "latitude" | "longitude" if value:
            return _degrees(value, one.unit)
        case _:
            return value


def _flagged(one: FieldMapping, row: Row, remark: Remark) -> Iterator[str]:
    for column, value in one.flags.items():
        try:
            if yes_or_no(one_line(row.get(column, "")) or ""):
                yield value
        except ValueError:
            remark("choice_unknown")


def _week(one: FieldMapping, row: Row, remark: Remark) -> str:
    try:
        return weekly_hours({day: [row.get(name, "") for name in names] for day, names in one.days.items()})
    except ValueError:
        remark("opening_hours_unreadable")
        return ""


def _key(one: FieldMapping, row: Row) -> str:
    """Return an identifier made of what a row says of itself: the same while it says the same."""
    text = fold(without_contacts(" ".join(row.get(name, "") for name in one.columns))).replace(" ", "-")
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[:LONGEST_KEY]}-{hashlib.blake2b(text.encode(), digest_size=4).hexdigest()}"


def _vocabulary(target: str, one: FieldMapping, value: str, remark: Remark) -> Iterator[str]:
    pattern = "|".join(map(re.escape, one.split)) if one.split else None
    parts = [part.strip() for part in (re.split(pattern, value) if pattern else [value]) if part.strip()]
    words = {fold(name): written for name, written in one.vocabulary.items()}
    for part in parts:
        written = words.get(fold(part), part)
        if written:
            yield written
        elif target in CHOICES:
            remark("choice_unknown")


def _degrees(text: str, unit: str) -> str:
    if (degrees := sexagesimal(text)) is not None:
        return repr(degrees)
    if unit == "microdegrees":
        try:
            return repr(decimal(text) / _MICRO)
        except ValueError:
            return text
    return text


def sexagesimal(text: str) -> float | None:
    """Return the degrees of `48°51'24"N`; None where the text is not written so."""
    match = _SEXAGESIMAL.fullmatch(text)
    if match is None:
        return None
    before, degrees, minutes, seconds, after = match.groups()
    value = float(degrees) + sum(
        float((part or "0").replace(",", ".")) / by for part, by in ((minutes, 60), (seconds, 3600))
    )
    return round(-value if (before or after or "").upper() in {"S", "W", "O"} else value, 7)


def pair(text: str) -> tuple[str, str] | None:
    """Return two numbers of one cell in their order, those of WKT and JSON as latitude and longitude."""
    if match := _WKT.fullmatch(text):
        return match[2], match[1]
    if text.lstrip().startswith("{"):
        return _json_pair(text)
    match = _PAIR.fullmatch(text)
    return (match[1], match[2]) if match else None


def _json_pair(text: str) -> tuple[str, str] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(coordinates := value.get("coordinates"), list) and len(coordinates) > 1:
        return str(coordinates[1]), str(coordinates[0])
    numbers = [
        next((str(value[key]) for key in keys if key in value), None)
        for keys in (_LATITUDE_KEYS, _LONGITUDE_KEYS)
    ]
    return (numbers[0], numbers[1]) if numbers[0] is not None and numbers[1] is not None else None


def is_ordered(text: str) -> bool:
    """Return whether a pair says itself which number is which."""
    return text.lstrip().startswith("{") or _WKT.fullmatch(text) is not None


def _position(one: FieldMapping, row: Row) -> dict[str, str]:
    texts = [row.get(name, "").strip() for name in one.columns]
    if not any(texts):
        return {}
    if len(texts) == 1:
        numbers = pair(texts[0])
        if numbers is None:
            raise RowRefusedError(
                "position_unreadable",
                f"The column {one.columns[0]} holds {texts[0][:60]!r}: write 48.85661, 2.35222.",
            )
        first, second = numbers
        if one.rule == "projected":
            return _from_projection(*((second, first) if is_ordered(texts[0]) else (first, second)), one.crs)
        if one.order == "lon,lat" and not is_ordered(texts[0]):
            first, second = second, first
        return {"latitude": first, "longitude": second}
    if one.rule == "projected":
        return _from_projection(texts[0], texts[1], one.crs)
    return {"latitude": _degrees(texts[0], one.unit), "longitude": _degrees(texts[1], one.unit)}


def _from_projection(x: str, y: str, crs: int) -> dict[str, str]:
    if not x or not y:
        raise RowRefusedError("position_incomplete", "One coordinate is missing: give x and y, or neither.")
    try:
        longitude, latitude = to_degrees(crs)(decimal(x), decimal(y))
    except ValueError as error:
        raise RowRefusedError("position_unreadable", f"{x!r}, {y!r} are no metres of EPSG:{crs}.") from error
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise RowRefusedError("position_out_of_range", f"{x!r}, {y!r} lie outside EPSG:{crs}.")
    return {"latitude": repr(round(latitude, 6)), "longitude": repr(round(longitude, 6))}


@lru_cache(maxsize=8)
def to_degrees(crs: int) -> Callable[[float, float], tuple[float, float]]:
    """Return what makes longitude and latitude of a projection's metres.

    Raises
    ------
    ValueError
        When EPSG knows no such system.

    """
    try:
        return Transformer.from_crs(CRS.from_epsg(crs), 4326, always_xy=True).transform
    except ProjError as error:
        raise ValueError(f"EPSG:{crs} is no reference system") from error
