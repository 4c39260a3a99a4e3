"""SQL of the records of the national standard, one row a place."""

from functools import lru_cache

from sqlalchemy import Text, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.directory.imports.models import DataSource
from app.directory.territories.models import Commune
from app.directory.third_places.models import ThirdPlace
from app.platform.database.connection import to_sql
from app.platform.listings.selection import Filters, Resource, selected

# Of several records under one licence that are one place, the one of which people have stated a field gives
# it, else the first by rank that says something: the last of several values of one key stays in a jsonb
# object. Which licence speaks, its hours tell.
MERGED_STANDARD = """
(SELECT coalesce(jsonb_object_agg(
   said.key, said.value ORDER BY 'standard.' || said.key = ANY (record.stated), record.rank DESC
 ), '{}')::text
 FROM third_place_record AS record CROSS JOIN LATERAL jsonb_each_text(record.standard) AS said
 WHERE record.shown_id = coalesce(third_place.merged_into, third_place.id))
"""


@lru_cache(maxsize=64)
def places_sql(resource: Resource, filters: Filters) -> str:
    """Return a query of every selected place, in the order of the public id.

    Columns: public id, Feature as text, longitude, latitude (degrees), the standard's fields as text of JSON,
    title of the source, postcodes of the commune.
    """
    listing = resource.listing
    statement = (
        select(
            listing.public_id,
            listing.feature_head + listing.feature_tail,
            func.ST_X(literal_column("third_place_listing.position::geometry")),
            func.ST_Y(literal_column("third_place_listing.position::geometry")),
            literal_column(MERGED_STANDARD),
            DataSource.title,
            func.coalesce(Commune.postcodes, cast(literal_column("'{}'"), ARRAY(Text))),
        )
        .select_from(listing)
        .join(ThirdPlace, ThirdPlace.id == listing.hours_from_id)
        .outerjoin(DataSource, DataSource.name == listing.source)
        .outerjoin(Commune, Commune.code == listing.commune_code)
        .where(*selected(resource, filters))
        .order_by(listing.public_id)
    )
    return resource.over(filters, to_sql(statement))
