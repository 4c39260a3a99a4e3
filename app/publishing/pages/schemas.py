"""Parameters of pages. Empty fields of a form are not there; unknown ones do not matter."""

from typing import Any

import marshmallow as ma
from flask import request
from marshmallow.exceptions import SCHEMA
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.directory.equipment.vocabulary import EQUIPMENT_CODES
from app.directory.matching.criteria import DEFAULT_KM, MAX_KM, MAX_LEARNERS, MAX_LIMIT, MAX_QUANTITY
from app.directory.matching.reasons import APPROXIMATE
from app.directory.programmes.vocabulary import PROGRAMME_CODES
from app.directory.third_places.opening_periods import PERIODS, WEEKDAYS
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
SHOWN_FIRST = 10
"""Places of a group that are shown before somebody asks for more."""
HOUR, MIDNIGHT = "(?:[01][0-9]|2[0-3]):[0-5][0-9]", "24:00"
MONTH, LAST_MONTH = "20[0-9]{2}-(?:0[1-9]|1[0-2])", "2099-12"
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
    hour = fields.pattern(HOUR, "an hour such as 14:00")
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


_Quantities = ma.Schema.from_dict(
    {
        f"quantity.{code}": ma.fields.Integer(validate=ma.validate.Range(min=1, max=MAX_QUANTITY))
        for code in EQUIPMENT_CODES
    },
    name="Quantities",
)
"""Quantity of each type; a dot in a name makes one dictionary of them."""


class OrganisationsQuery(_Equipment, _Quantities):  # type: ignore[misc,valid-type]  # a class of fields
    """One request in three steps: where, what is needed there, and how the places are shown."""

    q = fields.Text()
    """Start as it is typed: an organisation's name or number, an address, a town."""
    organisation = fields.Text()
    near = fields.Text()
    """An address or a town."""
    label = fields.Text()
    """The text that `organisation` or `near` was shown as: another `q` takes their place."""
    among = fields.one_of(("organisations",), "where to look")
    """`organisations` looks for `q` in their names only, though it may name a town."""
    ignored = fields.Text()
    """Words of the start that were not understood, or that say nothing of matches."""
    needs = fields.one_of(("chosen",), "needs")
    """`chosen` when the boxes count, even all empty; else the organisation's declared needs do."""
    declared = fields.Text()
    """Needs that the form was filled with, because the organisation declared them (`written_needs`)."""
    learners = ma.fields.Integer(validate=ma.validate.Range(min=1, max=MAX_LEARNERS))
    day = fields.every_of(WEEKDAYS, "day", "", load_default=list)
    start = fields.pattern(HOUR, "an hour such as 09:00")
    end = fields.pattern(HOUR, "an hour such as 17:00")
    first_month = fields.pattern(MONTH, "a month such as 2027-01")
    last_month = fields.pattern(MONTH, "a month such as 2027-03")
    on = ma.fields.Date()
    """One day; weekdays and months do not count then."""
    max_km = ma.fields.Float(
        load_default=DEFAULT_KM, validate=ma.validate.Range(min=0, max=MAX_KM, min_inclusive=False)
    )
    partial = ma.fields.Boolean(load_default=False)  # type: ignore[assignment]
    """Whether a place that meets one need is enough."""
    shown = ma.fields.Integer(load_default=SHOWN_FIRST, validate=ma.validate.Range(min=1, max=MAX_LIMIT))
    """Places of each group that are shown."""
    lieux = fields.Text(max_length=LONGEST_LIST)
    """Places that are retained, by their public ids behind commas; with scripts the device keeps them."""

    @ma.validates_schema
    def check_times(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse an end before its start."""
        if "start" in data and data.get("end", MIDNIGHT) <= data["start"]:
            raise ma.ValidationError("The end comes after the start.", field_name="end")
        if "first_month" in data and data.get("last_month", LAST_MONTH) < data["first_month"]:
            raise ma.ValidationError("The last month comes after the first.", field_name="last_month")

    @ma.post_load
    def forget_what_was(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Let a text that was changed take the place of the start it was shown for."""
        label = data.pop("label", None)
        if data.keys() & {"organisation", "near"} and "q" in data:
            stale = ("q",) if label == data["q"] else ("organisation", "near")
            for name in stale:
                data.pop(name, None)
        if "organisation" in data:
            data.pop("near", None)
        chosen = set(data["equipment"])
        data["quantity"] = {code: count for code, count in data.get("quantity", {}).items() if code in chosen}
        return data


class SelectionQuery(ma.Schema):
    """Kept places: their public ids behind commas, and where to start from."""

    lieux = fields.Text(max_length=LONGEST_LIST, load_default="")
    depuis = fields.Text()


class MapQuery(ThirdPlaceSelectionQuery):
    """Filters of the map's places; `bbox` and `zoom` say what is in view."""

    zoom = ma.fields.Integer(load_default=5, validate=ma.validate.Range(min=0, max=DEEPEST_ZOOM))
