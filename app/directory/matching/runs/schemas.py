"""Parameters and answers of stored runs."""

from typing import Any

import marshmallow as ma

from app.directory.common.licences import LICENCES
from app.directory.common.schemas import SelectionQuery
from app.directory.matching.criteria import MAX_LIMIT
from app.directory.matching.runs.fields import QUERYABLES
from app.directory.matching.runs.vocabulary import STATUSES
from app.platform.http import fields
from app.platform.listings.schemas import PageQuery, collection_schema

MAX_RUN = 2_147_483_647


class MatchSelectionQuery(SelectionQuery):
    """Filters of stored matches; list and exports share them."""

    class Meta:
        """A match is a line: no distance is counted from it."""

        exclude = ("lat", "lon", "radius_km")

    queryables = QUERYABLES

    run = ma.fields.Integer(
        validate=ma.validate.Range(min=1, max=MAX_RUN),
        metadata={"description": "Number of the run; without it, the last one."},
    )
    organisation = fields.Text(metadata={"description": "Public id of the organisation."})
    third_place = fields.Text(metadata={"description": "Public id of the place."})
    status = fields.every_of(
        STATUSES, "status", "What became of the organisation; repeat to allow several. Without it, all."
    )
    max_rank = ma.fields.Integer(
        validate=ma.validate.Range(min=1, max=MAX_LIMIT),
        metadata={"description": "Only the first so many matches of each organisation; 1 for the first."},
    )

    @ma.post_load
    def with_defaults(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Take the last run unless one is asked for."""
        return data if "run" in data else data | {"latest_run": True}


class MatchListQuery(MatchSelectionQuery, PageQuery):
    """Filters and page of the list of stored matches."""

    class Meta(MatchSelectionQuery.Meta):
        """As of the selection."""


class MatchGeometry(ma.Schema):
    """The line from the organisation to the place, or the organisation's point where it has no match."""

    type = ma.fields.String(required=True, validate=ma.validate.OneOf(("LineString", "Point")))
    coordinates = ma.fields.List(ma.fields.Raw(), required=True)


class StoredMatchProperties(ma.Schema):
    """Properties of a stored match; every Feature carries every one, null where there is no match."""

    name = ma.fields.String(required=True, metadata={"description": "Organisation and place."})
    run = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True, validate=ma.validate.OneOf(STATUSES))
    rank = ma.fields.Integer(required=True, allow_none=True)
    organisation_id = ma.fields.String(required=True)
    organisation = ma.fields.String(required=True)
    siret = ma.fields.String(required=True, allow_none=True)
    commune_code = ma.fields.String(required=True, allow_none=True)
    department_code = ma.fields.String(required=True, allow_none=True)
    department = ma.fields.String(required=True, allow_none=True)
    region_code = ma.fields.String(required=True, allow_none=True)
    region = ma.fields.String(required=True, allow_none=True)
    epci_code = ma.fields.String(required=True, allow_none=True)
    third_place_id = ma.fields.String(required=True, allow_none=True)
    third_place = ma.fields.String(required=True, allow_none=True)
    distance_m = ma.fields.Float(
        required=True, allow_none=True, metadata={"description": "Geodesic metres, WGS 84."}
    )
    approximate = ma.fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "Whether one of the two positions is only a commune's centroid."},
    )
    score = ma.fields.Float(required=True, allow_none=True)
    equipment = ma.fields.List(ma.fields.String(), required=True)
    needs_met = ma.fields.List(ma.fields.String(), required=True)
    needs_unmet = ma.fields.List(ma.fields.String(), required=True)
    learners = ma.fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Learners seated there, where the run seated them."},
    )
    reasons_fr = ma.fields.String(required=True, allow_none=True)
    reasons_en = ma.fields.String(required=True, allow_none=True)
    fictional = ma.fields.Boolean(required=True)
    licence = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(LICENCES),
        metadata={"description": "The stricter of the organisation's and the place's."},
    )


class StoredMatchFeature(ma.Schema):
    """A match of a stored run, or an organisation that has none."""

    type = fields.constant("Feature")
    id = ma.fields.String(required=True)
    geometry = ma.fields.Nested(MatchGeometry, required=True, allow_none=True)
    properties = ma.fields.Nested(StoredMatchProperties, required=True)


StoredMatchCollection = collection_schema("StoredMatch", StoredMatchFeature)


class ReachCounts(ma.Schema):
    """Counts of sites with a place within reach."""

    sites = ma.fields.Integer(required=True)
    located = ma.fields.Integer(required=True, metadata={"description": "Whose position is known."})
    within_km = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Integer(),
        required=True,
        metadata={"description": "Sites whose nearest match lies within so many kilometres."},
    )


class RegionCounts(ReachCounts):
    """The same of one région."""

    code = ma.fields.String(required=True, allow_none=True)
    name = ma.fields.String(required=True)


class RunCounts(ma.Schema):
    """Result of a run."""

    sites = ma.fields.Integer(required=True)
    matches = ma.fields.Integer(required=True)
    by_status = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer(), required=True)
    reach = ma.fields.Nested(ReachCounts, required=True)
    regions = ma.fields.List(ma.fields.Nested(RegionCounts), required=True)


class RunItem(ma.Schema):
    """A stored run."""

    id = ma.fields.Integer(required=True)
    started_at = ma.fields.DateTime(required=True)
    finished_at = ma.fields.DateTime(required=True)
    data_version = ma.fields.Integer(
        required=True, metadata={"description": "Version of the directory that was matched."}
    )
    is_current = ma.fields.Boolean(
        required=True, metadata={"description": "Whether the directory has not changed since."}
    )
    criteria = ma.fields.Dict(required=True)
    counts = ma.fields.Nested(RunCounts, required=True)


class RunList(ma.Schema):
    """The runs that are kept, the last first."""

    runs = ma.fields.List(ma.fields.Nested(RunItem), required=True)
