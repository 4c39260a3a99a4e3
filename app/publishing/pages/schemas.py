"""Parameters of pages. Empty fields of a form are not there; unknown ones do not matter."""

from typing import Any

import marshmallow as ma
from flask import request
from marshmallow.exceptions import SCHEMA
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.directory.equipment.vocabulary import EQUIPMENT_CODES
from app.directory.matching.criteria import BY_DISTANCE, DEFAULT_KM, MAX_KM, MAX_LEARNERS, ORDERS
from app.directory.matching.reasons import APPROXIMATE
from app.directory.programmes.vocabulary import PROGRAMME_CODES
from app.directory.third_places.opening_periods import PERIODS
from app.directory.third_places.schemas import ThirdPlaceSelectionQuery
from app.directory.third_places.vocabulary import KIND_CODES
from app.platform.http import fields
from app.publishing.pages.finder.query import ANY_PROGRAMME, TERRITORY
from app.publishing.pages.finder.territory import territory_name
from app.publishing.pages.labels import OPEN, WHEELCHAIR_SHORT

MAX_CURSOR = 300
MOST_RANKS = 10_000_000
LEVELS = ("region", "department")
DEEPEST_ZOOM = 22
LONGEST_LIST = 600
"""Characters of a list of public ids."""

LEAST_ACCURATE_M = 20_100_000
"""Half around the Earth, in metres."""


class WrongParametersError(BadRequest):
    """A page was asked for with parameters that it does not take."""

    def __init__(self, error: ma.ValidationError) -> None:
        super().__init__()
        messages = error.messages if isinstance(error.messages, dict) else {}
        self.names = [str(name) for name in messages if name != SCHEMA]
        """Names of the wrong parameters, as far as they are known."""


def read(schema: type[ma.Schema], query: MultiDict[str, str] | None = None) -> dict[str, Any]:
    """Return this request's parameters, or those of `query`; a page with a wrong one is answered with 400."""
    known = schema()
    try:
        return known.load(  # type: ignore[no-any-return]
            values_of(known, request.args if query is None else query), unknown=ma.EXCLUDE
        )
    except ma.ValidationError as error:
        raise WrongParametersError(error) from error


def values_of(schema: ma.Schema, query: MultiDict[str, str]) -> dict[str, Any]:
    """Return those of the parameters that the schema knows and that say something."""
    raw: dict[str, Any] = {}
    for name, field in schema.load_fields.items():
        values = [value for value in query.getlist(name) if value.strip()]
        if values:
            raw[name] = values if isinstance(field, ma.fields.List) and name != "bbox" else values[0]
    return raw


class _Equipment(ma.Schema):
    equipment = fields.every_of(EQUIPMENT_CODES, "equipment code", "", load_default=list)


class FinderQuery(_Equipment):
    """The finder: a text to be found on the map, or a position with its name."""

    q = fields.Text()
    mode = fields.one_of(("text",), "mode")
    """`text` looks for `q` in names and addresses only, though it may name a town."""
    lat = fields.latitude()
    lon = fields.longitude()
    label = fields.Text()
    accuracy = ma.fields.Float(validate=ma.validate.Range(min=0, max=LEAST_ACCURATE_M))
    """Within how many metres the position is known, where that is not near enough to sort places by."""
    precision = fields.one_of((APPROXIMATE,), "precision")
    """Said of a position that is the centre of a commune."""
    bbox = fields.bbox()
    """The area that the list is of, instead of a start."""
    open = fields.one_of(tuple(OPEN), "time")
    day = fields.one_of(PERIODS, "day")
    hour = fields.pattern("(?:[01][0-9]|2[0-3]):[0-5][0-9]", "an hour such as 14:00")
    """On that day, or today; it does not go with several days, nor with a part of a day."""
    territory = fields.pattern(TERRITORY.pattern, "a territory such as department-23")
    ignored = fields.Text()
    """Words of a text that were not understood."""
    either = ma.fields.Boolean(load_default=False)
    """Whether one of the types of equipment is enough."""
    free = ma.fields.Boolean(load_default=False)
    confirmed = ma.fields.Boolean(load_default=False)
    """Whether who runs the place has confirmed it within a year."""
    radius_km = fields.kilometres("")
    wheelchair = fields.every_of(tuple(WHEELCHAIR_SHORT), "wheelchair access", "", load_default=list)
    kind = fields.every_of(KIND_CODES, "kind", "", load_default=list)
    programme = fields.one_of((ANY_PROGRAMME, *PROGRAMME_CODES), "programme")
    cursor = ma.fields.String(validate=ma.validate.Length(max=MAX_CURSOR))
    rank = ma.fields.Integer(load_default=1, validate=ma.validate.Range(min=1, max=MOST_RANKS))
    """The number of the page's first place."""

    @ma.validates_schema
    def check_origin(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse half a position, and a territory that there is none of."""
        if "territory" in data and territory_name(data["territory"]) is None:
            raise ma.ValidationError("There is no such territory.", field_name="territory")
        if ("lat" in data) != ("lon" in data):
            raise ma.ValidationError("`lat` and `lon` go together.", field_name="lat")

    @ma.post_load
    def forget_what_was(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Look for another text anew: a form keeps the area it came with, and how its text was looked for."""
        if data.keys() & {"lat", "bbox"} or ("q" in data and "territory" in data):
            data.pop("territory", None)
        if "lat" not in data:
            data.pop("accuracy", None)
            data.pop("precision", None)
            if data.pop("label", data.get("q")) != data.get("q"):
                data.pop("mode", None)
        if "q" in data and data.get("mode") != "text":
            data.pop("bbox", None)
        return data


class OrganisationsQuery(_Equipment):
    """The matching form: an organisation to look for, one chosen, or a place to start from."""

    q = fields.Text()
    organisation = fields.Text()
    near = fields.Text()
    ignored = fields.Text()
    """Words of `near` that were not understood, or that say nothing of matches."""
    needs = fields.one_of(("chosen",), "needs")
    """`chosen` when the boxes count, even all empty; else the organisation's declared needs do."""
    learners = ma.fields.Integer(validate=ma.validate.Range(min=1, max=MAX_LEARNERS))
    max_km = ma.fields.Float(
        load_default=DEFAULT_KM, validate=ma.validate.Range(min=0, max=MAX_KM, min_inclusive=False)
    )
    partial = ma.fields.Boolean(load_default=False)  # type: ignore[assignment]
    """Whether a place that meets one need is enough."""
    order = fields.one_of(ORDERS, "order", load_default=BY_DISTANCE)


class SelectionQuery(ma.Schema):
    """Kept places: their public ids behind commas, and where to start from."""

    lieux = fields.Text(max_length=LONGEST_LIST, load_default="")
    depuis = fields.Text()


class MapQuery(ThirdPlaceSelectionQuery):
    """Filters of the map's places; `bbox` and `zoom` say what is in view."""

    zoom = ma.fields.Integer(load_default=5, validate=ma.validate.Range(min=0, max=DEEPEST_ZOOM))
