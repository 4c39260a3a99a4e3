"""Whole selections as rows of text, for `COPY`."""

from functools import lru_cache

from sqlalchemy import literal_column, select

from app.db import conditions as where
from app.db.database import to_sql
from app.features.conditions import selected
from app.features.selection import NEAR, Resource, Shape

# JSON text holds no control character, so that with these the rows pass through COPY untouched,
# one a line: never quoted, never escaped.
UNTOUCHED = r"FORMAT csv, DELIMITER E'\x1f', QUOTE E'\x1e', ESCAPE E'\x1e'"


@lru_cache(maxsize=256)
def features_copy_sql(resource: Resource, shape: Shape) -> str:
    """Return a COPY of every selected Feature, one a line, each followed by a comma.

    In the order of the distance when the selection has an origin, else of the public id.
    """
    listing = resource.listing
    if NEAR in shape.names:
        distance = where.distance(resource.position)
        rounded = where.metres_text(distance)
        feature = (
            listing.feature_head + literal_column("'\"distance_m\":'") + rounded + "," + listing.feature_tail
        )
        statement = select(feature + ",").order_by(distance, listing.public_id)
    else:
        statement = select(listing.feature_head + listing.feature_tail + ",").order_by(listing.public_id)
    return f"COPY ({to_sql(statement.where(*selected(resource, shape)))}) TO STDOUT ({UNTOUCHED})"
