"""JSON of agreements."""

import marshmallow as ma
from marshmallow import validate

from app.directory.agreements.vocabulary import MODELS, PARTIES


class AgreementFileItem(ma.Schema):
    """A file of a version."""

    url = ma.fields.String(required=True, metadata={"format": "uri"})
    sha256 = ma.fields.String(required=True, metadata={"description": "SHA-256 of the file, hexadecimal."})


class AgreementFiles(ma.Schema):
    """The two files of a version."""

    docx = ma.fields.Nested(AgreementFileItem, required=True)
    pdf = ma.fields.Nested(AgreementFileItem, required=True)


class AgreementItem(ma.Schema):
    """A version of an agreement; nothing of it changes any more."""

    place = ma.fields.String(required=True, metadata={"description": "Public id of the place."})
    number = ma.fields.String(required=True, metadata={"description": "The same for all versions."})
    version = ma.fields.Integer(required=True)
    model = ma.fields.String(required=True, validate=validate.OneOf(MODELS))
    language = ma.fields.String(required=True, validate=validate.OneOf(("fr", "en")))
    made_by = ma.fields.String(required=True, validate=validate.OneOf(PARTIES))
    made_at = ma.fields.AwareDateTime(required=True)
    missing = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "Labels of what is left blank, in the language of the document."},
    )
    files = ma.fields.Nested(AgreementFiles, required=True)


class AgreementList(ma.Schema):
    """Agreements of a request."""

    agreements = ma.fields.List(ma.fields.Nested(AgreementItem), required=True)
