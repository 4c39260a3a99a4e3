"""Answers of the exports."""

import marshmallow as ma

from app.api import fields
from app.organisations.schemas import OrganisationFeature
from app.third_places.schemas import ThirdPlaceFeature


def _export_schema(name: str, feature: type[ma.Schema]) -> type[ma.Schema]:
    return type(
        f"{name}Export",
        (ma.Schema,),
        {
            "type": fields.constant("FeatureCollection"),
            "name": ma.fields.String(required=True),
            "generated_at": ma.fields.DateTime(required=True),
            "query": ma.fields.String(
                required=True, metadata={"description": "The filters, as they were asked."}
            ),
            "fictional": ma.fields.Boolean(
                required=True, metadata={"description": "True for demonstration data, which is invented."}
            ),
            "licence": ma.fields.String(required=True),
            "left_out": ma.fields.Dict(
                keys=ma.fields.String(),
                values=ma.fields.Integer(),
                metadata={
                    "description": "Where one licence was asked for: how many of the features that the other"
                    " filters select are under which other licence."
                },
            ),
            "attribution": ma.fields.String(required=True),
            "features": ma.fields.List(ma.fields.Nested(feature), required=True),
            "numberReturned": ma.fields.Integer(
                required=True, metadata={"description": "Stands at the end: a file without it was cut off."}
            ),
        },
    )


ThirdPlaceExport = _export_schema("ThirdPlace", ThirdPlaceFeature)
OrganisationExport = _export_schema("Organisation", OrganisationFeature)
