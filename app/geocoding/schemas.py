"""Parameters and answers of the geocoder."""

import marshmallow as ma

from app.api import fields
from app.features.schemas import PointGeometry

MAX_SUGGESTIONS = 20


class GeocodeQuery(ma.Schema):
    """What to look for."""

    q = fields.Text(
        required=True, metadata={"description": "Commune, postcode or address.", "example": "Cayenne"}
    )
    limit = fields.Limit(5, MAX_SUGGESTIONS)


class GeocodeProperties(ma.Schema):
    """A commune, under the Base Adresse Nationale's property names."""

    id = ma.fields.String(required=True)
    type = fields.constant("municipality")
    label = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    city = ma.fields.String(required=True)
    citycode = ma.fields.String(required=True, metadata={"description": "INSEE code."})
    postcode = ma.fields.String(required=True, allow_none=True)
    population = ma.fields.Integer(required=True, allow_none=True)
    context = ma.fields.String(required=True)
    district = ma.fields.String(required=True, allow_none=True)
    score = ma.fields.Float(required=True)


class GeocodeFeature(ma.Schema):
    """A commune as a GeoJSON Feature; its position is the commune's centroid."""

    type = fields.constant("Feature")
    geometry = ma.fields.Nested(PointGeometry, required=True)
    properties = ma.fields.Nested(GeocodeProperties, required=True)


class GeocodeCollection(ma.Schema):
    """The likeliest first."""

    type = fields.constant("FeatureCollection")
    features = ma.fields.List(ma.fields.Nested(GeocodeFeature), required=True)
    query = ma.fields.String(required=True)
    limit = ma.fields.Integer(required=True)
