"""Parameters and answers of the reader of texts."""

import marshmallow as ma

from app.directory.equipment.vocabulary import EQUIPMENT_CODES
from app.directory.third_places.opening_periods import PERIODS
from app.directory.third_places.vocabulary import KIND_CODES
from app.directory.understanding.times import NOW
from app.directory.understanding.typed_text import FAMILIES
from app.platform.http import fields

MOST_SUGGESTIONS = 20
TYPES = ("town", "territory", "equipment", "kind", "place")
LEVELS = ("region", "department", "departments", "epci")


class UnderstandQuery(ma.Schema):
    """A text as people type it."""

    q = fields.Text(
        required=True,
        metadata={
            "description": "Equipment, kinds of places, a territory, a time, in any order.",
            "example": "imprimante 3D Guéret samedi",
        },
    )
    limit = fields.Limit(7, MOST_SUGGESTIONS)


class ReadPart(ma.Schema):
    """Words that were understood."""

    text = ma.fields.String(required=True, metadata={"description": "As they were typed."})
    start = ma.fields.Integer(required=True, metadata={"description": "In characters; 0 is the first."})
    end = ma.fields.Integer(required=True)
    family = ma.fields.String(required=True, validate=ma.validate.OneOf(FAMILIES))
    codes = ma.fields.List(ma.fields.String(), required=True)
    is_guess = ma.fields.Boolean(required=True, metadata={"description": "Taken for misspelt."})


class ReadTown(ma.Schema):
    """A commune or a municipal arrondissement."""

    code = ma.fields.String(required=True, metadata={"description": "INSEE code."})
    name = ma.fields.String(required=True)
    match = ma.fields.String(required=True, metadata={"description": "As `match` of `/geocode`."})
    lon = ma.fields.Float(required=True, metadata={"description": "Degrees, WGS 84: the commune's centroid."})
    lat = ma.fields.Float(required=True)


class ReadTerritory(ma.Schema):
    """A région, a département or an intercommunal body."""

    level = ma.fields.String(required=True, validate=ma.validate.OneOf(LEVELS))
    code = ma.fields.String(
        required=True,
        metadata={"description": "Of a région of before 2016: its départements, with commas."},
    )
    name = ma.fields.String(required=True)


class ReadWhen(ma.Schema):
    """A time."""

    day = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf((NOW, *PERIODS)),
        metadata={"description": "`now`, or as `open_during` of `/third-places`."},
    )
    hour = ma.fields.String(required=True, allow_none=True, metadata={"description": "HH:MM on that day."})


class Suggestion(ma.Schema):
    """Something that the text may be going to ask for."""

    type = ma.fields.String(required=True, validate=ma.validate.OneOf(TYPES))
    label = ma.fields.String(required=True)
    context = ma.fields.String(required=True)
    q = ma.fields.String(required=True, allow_none=True, metadata={"description": "A text that asks for it."})
    id = ma.fields.String(required=True, allow_none=True, metadata={"description": "Of a place."})
    lon = ma.fields.Float(required=True, allow_none=True)
    lat = ma.fields.Float(required=True, allow_none=True)
    precision = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "commune_centroid: distances from there are rough."},
    )


class Understood(ma.Schema):
    """A text, understood; what is not named is not asked for."""

    q = ma.fields.String(required=True)
    parts = ma.fields.List(ma.fields.Nested(ReadPart), required=True)
    town = ma.fields.Nested(ReadTown, required=True, allow_none=True)
    territory = ma.fields.Nested(ReadTerritory, required=True, allow_none=True)
    equipment = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(EQUIPMENT_CODES)), required=True)
    either = ma.fields.Boolean(
        required=True, metadata={"description": "Whether one of the types is enough (`equipment_any`)."}
    )
    kinds = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(KIND_CODES)), required=True)
    when = ma.fields.Nested(ReadWhen, required=True, allow_none=True)
    wheelchair = ma.fields.Boolean(required=True)
    free = ma.fields.Boolean(required=True)
    by_appointment = ma.fields.Boolean(required=True)
    radius_km = ma.fields.Float(required=True, allow_none=True)
    not_understood = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "Words that say nothing to us, without articles and the like."},
    )
    suggestions = ma.fields.List(ma.fields.Nested(Suggestion), required=True)
