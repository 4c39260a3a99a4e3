"""Parameters and answers of the geocoder."""

import marshmallow as ma

from app.platform.http import fields
from app.platform.listings.schemas import PointGeometry

MAX_SUGGESTIONS = 20
MATCHES = (
    "name",
    "former_name",
    "short_name",
    "beginning",
    "postcode",
    "part",
    "territory",
    "typo",
    "address",
)
TYPES = ("housenumber", "street", "locality", "municipality")


class GeocodeQuery(ma.Schema):
    """Text to geocode."""

    q = fields.Text(
        required=True, metadata={"description": "Commune, postcode or address.", "example": "Cayenne"}
    )
    limit = fields.Limit(5, MAX_SUGGESTIONS)


class GeocodeProperties(ma.Schema):
    """A commune or an address, under the Base Adresse Nationale's property names."""

    id = ma.fields.String(required=True)
    type = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(TYPES),
        metadata={"description": "municipality: the coordinates are the commune's centroid."},
    )
    label = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    city = ma.fields.String(required=True)
    citycode = ma.fields.String(required=True, metadata={"description": "INSEE code."})
    postcode = ma.fields.String(required=True, allow_none=True)
    population = ma.fields.Integer(required=True, allow_none=True)
    context = ma.fields.String(required=True)
    district = ma.fields.String(required=True, allow_none=True)
    score = ma.fields.Float(
        required=True,
        metadata={"description": "How far the answer is to be believed, 0 to 1; below 0.5 it is a guess."},
    )
    match = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(MATCHES),
        metadata={
            "description": "What of `q` was understood. name: the commune's name. former_name: a name of"
            " former days, or of a commune that is a part of this one. short_name: the beginning of its name,"
            " in whole words. beginning: the beginning of a word of its name. postcode: the postcode alone."
            " part: only the town at the end of the text, not what stands before it. territory: the seat of"
            " the département or région that `q` names. typo: a name that is"
            " spelt nearly so; ask before you believe it. address: a house, a street or a locality."
        },
    )


class GeocodeFeature(ma.Schema):
    """A commune or an address as a GeoJSON Feature."""

    type = fields.constant("Feature")
    geometry = ma.fields.Nested(PointGeometry, required=True)
    properties = ma.fields.Nested(GeocodeProperties, required=True)


class GeocodeCollection(ma.Schema):
    """The likeliest first."""

    type = fields.constant("FeatureCollection")
    features = ma.fields.List(ma.fields.Nested(GeocodeFeature), required=True)
    query = ma.fields.String(required=True)
    limit = ma.fields.Integer(required=True)
