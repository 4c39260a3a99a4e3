"""Answers about equipment types."""

import marshmallow as ma


class EquipmentTypeItem(ma.Schema):
    """An entry of the vocabulary, and how many places offer it."""

    code = ma.fields.String(required=True, metadata={"example": "printer_3d"})
    parent = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Group; null for a group itself."}
    )
    label_fr = ma.fields.String(required=True)
    label_en = ma.fields.String(required=True)
    third_places = ma.fields.Integer(
        required=True,
        metadata={"description": "Places, closed ones apart, that offer it (or one of its types)."},
    )


class EquipmentTypeList(ma.Schema):
    """The whole vocabulary, groups before their types."""

    equipment_types = ma.fields.List(ma.fields.Nested(EquipmentTypeItem), required=True)
