"""Parameters and answers of the history of places."""

import marshmallow as ma

from app.directory.contributions.history import LAST_REVISION
from app.directory.contributions.vocabulary import ROLES
from app.platform.http import fields
from app.platform.listings.schemas import Link


class HistoryQuery(ma.Schema):
    """Page of a history."""

    limit = fields.Limit(20)
    before = ma.fields.Integer(
        validate=ma.validate.Range(min=1, max=LAST_REVISION),
        metadata={"description": "Only revisions before this one; taken from the `next` link."},
    )


class ChangeItem(ma.Schema):
    """A field before and after."""

    field = ma.fields.String(
        required=True, metadata={"description": "Property; `equipment.TYPE` for one type of equipment."}
    )
    before = ma.fields.Raw(
        required=True, allow_none=True, metadata={"description": "Null: nothing was said."}
    )
    after = ma.fields.Raw(required=True, allow_none=True)


class RevisionItem(ma.Schema):
    """A revision of a place: what somebody changed of it at once."""

    id = ma.fields.Integer(required=True)
    record = ma.fields.String(
        required=True,
        metadata={"description": "Public id of the record that changed; it leads to the place."},
    )
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(("created", "changed", "deleted")))
    made_at = ma.fields.DateTime(required=True)
    role = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(ROLES),
        metadata={"description": "Author, never by name: the place's manager, a contributor, an import, ..."},
    )
    source = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Source that was imported."}
    )
    reason = ma.fields.String(required=True, allow_none=True)
    is_undo = ma.fields.Boolean(
        required=True, metadata={"description": "Whether it takes back other changes."}
    )
    is_undone = ma.fields.Boolean(required=True, metadata={"description": "Whether it was taken back."})
    changes = ma.fields.List(ma.fields.Nested(ChangeItem), required=True)


class History(ma.Schema):
    """Revisions of a place, the newest first."""

    revisions = ma.fields.List(ma.fields.Nested(RevisionItem), required=True)
    links = ma.fields.List(ma.fields.Nested(Link), required=True)
