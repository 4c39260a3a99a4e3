"""Bodies and answers of writing."""

import marshmallow as ma

from app.directory.proposals.vocabulary import KINDS, LONGEST_REASON, STATUSES
from app.platform.http import fields

FIELDS = (
    "Values by field, as the page of a place has them: `name`, `kind`, `status`, `website`, `telephone`,"
    " `opening_hours`, ... `position` is an object with `latitude` and `longitude`; `equipment` an object by"
    " type, null where the place has none."
)


class ProposalBody(ma.Schema):
    """A proposal."""

    kind = fields.one_of(
        KINDS,
        "kind",
        required=True,
        metadata={
            "description": "`correction` of a place, `closure` of one, `addition` of one, or `need` of an"
            " organisation."
        },
    )
    subject = fields.Text(
        metadata={"description": "Public id of the place or the organisation; none for an addition."}
    )
    values = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Raw(allow_none=True),
        load_default=dict,
        metadata={"description": FIELDS},
    )
    reason = ma.fields.String(
        load_default="",
        validate=[ma.validate.Length(max=LONGEST_REASON), fields.no_half_character],
        metadata={"description": "Grounds, for whoever decides."},
    )

    @ma.validates_schema
    def check_subject(self, data: dict[str, object], **_: object) -> None:
        """Refuse what is about nothing, and an addition of what is there."""
        if (data.get("kind") == "addition") == ("subject" in data):
            stated = "An addition has none." if "subject" in data else "Missing data for required field."
            raise ma.ValidationError(stated, field_name="subject")


class ProposalItem(ma.Schema):
    """A proposal that was sent."""

    id = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True, validate=ma.validate.OneOf(STATUSES))
    follow = ma.fields.Url(
        required=True, metadata={"description": "Page on which it is followed; whoever has the address may."}
    )


class PlacePatch(ma.Schema):
    """Fields to change."""

    class Meta:
        """Fields are checked one by one, with a sentence for each."""

        unknown = ma.INCLUDE
