"""Query parameters with the bounds that the API promises."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import marshmallow as ma
from webargs.fields import DelimitedList

from app.platform import clock

MAX_LIMIT = 1000
MAX_TEXT = 200
MAX_DISTANCE_KM = 20_100
"""Half the Earth's circumference is about 20,004 km; nothing lies further."""


_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""JSON can escape one half of a surrogate pair; no encoding can write it."""


def no_nul(value: str) -> None:
    """Refuse NUL, which PostgreSQL's text cannot hold."""
    if "\x00" in value:
        raise ma.ValidationError("Must not contain the NUL character.")


def no_half_character(value: str) -> None:
    """Refuse a surrogate without its other half."""
    if _HALF_CHARACTER.search(value):
        raise ma.ValidationError("Must not contain one half of a surrogate pair.")


class Text(ma.fields.String):
    """A bounded text without NUL; surrounding spaces are taken off."""

    def __init__(self, *, max_length: int = MAX_TEXT, **kwargs: Any) -> None:  # noqa: ANN401
        validators = [
            no_nul,
            no_half_character,
            ma.validate.Length(min=1, max=max_length),
            *kwargs.pop("validators", ()),
        ]
        super().__init__(validate=validators, **kwargs)

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401 - marshmallow's signature
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> str:
        return super()._deserialize(value, attr, data, **kwargs).strip()


class Read(ma.fields.String):
    """A parameter whose text a function turns into what it means, or refuses."""

    def __init__(self, read: Callable[[str], Any], **kwargs: Any) -> None:  # noqa: ANN401
        self._read = read
        super().__init__(**kwargs)

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401 - marshmallow's signature
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401 - whatever the function returns
        return self._read(super()._deserialize(value, attr, data, **kwargs))


class Limit(ma.fields.Integer):
    """A page size: at least 1, clamped to `maximum`."""

    def __init__(self, default: int, maximum: int = MAX_LIMIT) -> None:
        self.maximum = maximum
        super().__init__(
            load_default=default,
            validate=ma.validate.Range(min=1),
            metadata={
                "description": f"At most this many. Values above {maximum} are taken as {maximum}.",
                "default": default,
            },
        )

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> int:
        if isinstance(value, str) and len(value) > 20:  # noqa: PLR2004 - beyond any 64-bit number
            if value.isascii() and value.isdecimal() and value.strip("0"):
                return self.maximum
            raise ma.ValidationError("Not a valid integer.")
        if isinstance(value, float) and not value.is_integer():
            raise ma.ValidationError("Not a valid integer.")
        return min(super()._deserialize(value, attr, data, **kwargs), self.maximum)


def latitude(**kwargs: Any) -> ma.fields.Float:  # noqa: ANN401
    """Return a field for a latitude in degrees, WGS 84."""
    return ma.fields.Float(
        validate=ma.validate.Range(min=-90, max=90),
        metadata={"description": "Latitude in degrees, WGS 84.", "example": 48.85},
        **kwargs,
    )


def longitude(**kwargs: Any) -> ma.fields.Float:  # noqa: ANN401
    """Return a field for a longitude in degrees, WGS 84."""
    return ma.fields.Float(
        validate=ma.validate.Range(min=-180, max=180),
        metadata={"description": "Longitude in degrees, WGS 84.", "example": 2.35},
        **kwargs,
    )


def kilometres(description: str, **kwargs: Any) -> ma.fields.Float:  # noqa: ANN401
    """Return a field for a distance in kilometres, more than 0 and at most half around the Earth."""
    return ma.fields.Float(
        validate=ma.validate.Range(min=0, max=MAX_DISTANCE_KM, min_inclusive=False),
        metadata={"description": description, "exclusiveMinimum": 0},
        **kwargs,
    )


def _ordered_bbox(values: list[float]) -> None:
    if len(values) != 4:  # noqa: PLR2004
        raise ma.ValidationError("Must be four numbers: west,south,east,north.")
    west, south, east, north = values
    if not (-180 <= west <= 180 and -180 <= east <= 180):  # noqa: PLR2004
        raise ma.ValidationError("West and east must lie between -180 and 180.")
    if not (-90 <= south <= north <= 90):  # noqa: PLR2004
        raise ma.ValidationError("South must not exceed north, and both lie between -90 and 90.")


def bbox() -> DelimitedList:
    """Return a field for `west,south,east,north` in degrees; west > east crosses the antimeridian."""
    return DelimitedList(
        ma.fields.Float(),
        validate=_ordered_bbox,
        metadata={
            "description": "west,south,east,north in degrees, WGS 84. A west greater than east crosses the"
            " antimeridian.",
            "example": "2.2,48.8,2.5,48.9",
        },
    )


UNESCAPED_PLUS = re.compile(r"(?<=:[0-9]{2}) (?=[0-9]{2}:?[0-9]{2}$)")
"""In a query string a plus sign that was not escaped arrives as a space."""


class Instant(ma.fields.String):
    """An ISO 8601 time, or the word `now`. Without an offset it is each place's own local time."""

    # The loaded value is a time, not text.
    def _deserialize(  # type: ignore[override]
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> datetime:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        if text == "now":
            return clock.now()
        try:
            moment = datetime.fromisoformat(UNESCAPED_PLUS.sub("+", text))
        except ValueError as error:
            raise ma.ValidationError(
                "Must be `now` or an ISO 8601 time such as 2026-03-02T18:30:00+01:00."
            ) from error
        if not 1970 <= moment.year <= 2100:  # noqa: PLR2004
            raise ma.ValidationError("Must lie between 1970 and 2100.")
        return moment


class FullMatch(ma.validate.Validator):
    """A regular expression for the whole text.

    `$` alone would let a line break pass in Python; in the OpenAPI document, which speaks JavaScript's
    dialect, it is what closes a pattern.
    """

    def __init__(self, expression: str, error: str) -> None:
        self.regex = re.compile(f"^{expression}$")
        self._message = error

    def __call__(self, value: str) -> str:
        """Refuse what does not match from its first character to its last."""
        if self.regex.fullmatch(value) is None:
            raise ma.ValidationError(self._message)
        return value


def pattern(expression: str, what: str, **kwargs: Any) -> ma.fields.String:  # noqa: ANN401
    """Return a field for a text that is `what`, as `expression` (without anchors) says."""
    return ma.fields.String(validate=FullMatch(expression, f"Must be {what}."), **kwargs)


class Truth(ma.fields.Boolean):
    """A field that is true or false: in JSON no number, in a query string their names."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as marshmallow has it
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *args, **kwargs)


def constant(value: str) -> ma.fields.Constant[str]:
    """Return a field of answers that always holds `value`."""
    return ma.fields.Constant(value, required=True, metadata={"type": "string", "enum": [value]})


def one_of(codes: tuple[str, ...], what: str, **kwargs: Any) -> ma.fields.String:  # noqa: ANN401
    """Return a field that holds one of `codes`."""
    return ma.fields.String(
        validate=ma.validate.OneOf(
            codes, error=f"Unknown {what}: {{input}}. It must be one of: {{choices}}."
        ),
        **kwargs,
    )


def every_of(codes: tuple[str, ...], what: str, description: str, **kwargs: Any) -> ma.fields.List[Any]:  # noqa: ANN401
    """Return a field for a repeated parameter; every value must be one of `codes`."""
    return ma.fields.List(
        one_of(codes, what),
        validate=ma.validate.Length(max=len(codes)),
        metadata={"description": description},
        **kwargs,
    )
