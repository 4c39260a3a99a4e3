"""Statements on changes, and the condition of lists that ask what changed. Nothing is executed here."""

from typing import Any

from sqlalchemy import bindparam, cast, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from app.directory.changes.models import DirectoryChange
from app.platform.database.conditions import Condition

UPDATED_SINCE = "updated_since"
IS_LAST = """NOT EXISTS (
  SELECT FROM directory_change AS later
  WHERE later.public_id = change.public_id AND later.id > change.id AND later.resource = change.resource
)"""
"""Whether nothing was changed of the same Feature since."""
SHOWN_UNDER = """
SELECT shown.public_id FROM third_place AS member
JOIN third_place AS head ON head.id = coalesce(member.merged_into, member.id)
JOIN third_place AS shown ON shown.id = coalesce(head.shown_with, head.id)
WHERE change.resource = 'third-places' AND member.public_id = change.public_id AND shown.id <> member.id
UNION ALL
SELECT shown.public_id FROM organisation AS member JOIN organisation AS shown ON shown.id = member.merged_into
WHERE change.resource = 'organisations' AND member.public_id = change.public_id
"""
CHANGES = f"""
SELECT change.id, change.resource, change.public_id, change.kind, change.fields, change.source,
  change.licence, change.role, coalesce(source.title, run.source), change.made_at, change.is_last,
  CASE WHEN change.is_last THEN coalesce(
    place.feature_head || place.feature_tail, organisation.feature_head || organisation.feature_tail,
    told.feature
  ) END,
  CASE WHEN change.is_last AND change.kind = 'delete' THEN ({SHOWN_UNDER}) END
FROM (
  SELECT change.*, {IS_LAST} AS is_last FROM directory_change AS change
  WHERE change.id > %(after)s AND (%(resource)s::text IS NULL OR change.resource = %(resource)s)
  ORDER BY change.id LIMIT %(limit)s
) AS change
LEFT JOIN import_run AS run ON run.id = change.import_run_id
LEFT JOIN data_source AS source ON source.name = run.source
LEFT JOIN third_place_listing AS place
  ON change.resource = 'third-places' AND place.public_id = change.public_id
LEFT JOIN organisation_listing AS organisation
  ON change.resource = 'organisations' AND organisation.public_id = change.public_id
LEFT JOIN told_feature AS told ON told.resource = change.resource AND told.public_id = change.public_id
ORDER BY change.id
"""  # noqa: S608 - the texts above
"""Changes after a cursor, from one snapshot: with the Feature as it is listed where nothing came later."""
BEFORE_MOMENT = """
SELECT coalesce(max(id), 0) FROM directory_change WHERE made_at < %(moment)s
"""
"""The cursor that a moment stands for: numbers and moments rise together."""
NEWEST = f"""
SELECT change.id, change.public_id, change.kind, change.made_at, change.licence,
  place.feature_head || place.feature_tail,
  CASE WHEN change.kind = 'delete' THEN ({SHOWN_UNDER}) END
FROM directory_change AS change
LEFT JOIN third_place_listing AS place ON place.public_id = change.public_id
WHERE change.resource = 'third-places' AND change.id < %(before)s AND {IS_LAST}
ORDER BY change.id DESC LIMIT %(limit)s
"""  # noqa: S608 - the texts above
"""The last change of each place, the newest first."""


def is_updated_since(resource: str, listing: Any) -> Condition:  # noqa: ANN401 - a declarative model
    """Return whether a Feature was listed or changed at the parameter `updated_since` or later.

    What a selection of one licence reads has rows of its own, which may change while the Feature that is
    shown to everybody stays: their records say when.
    """
    since = cast(bindparam(UPDATED_SINCE), TIMESTAMP(timezone=True))
    changed = (
        select(DirectoryChange.public_id)
        .where(DirectoryChange.resource == resource, DirectoryChange.made_at >= since)
        .scalar_subquery()
    )
    return or_(listing.public_id.in_(changed), listing.updated_at >= since)
