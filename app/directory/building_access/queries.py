"""SQL of what acceslibre knows of a place. Two rows are one too many: which is the place's, nobody knows."""

from app.directory.building_access.addresses import SOURCE

_KNOWN = """
SELECT access.source_record_id, access.address, access.facts, access.licence, access.fetched_at,
       said.title, said.publisher
FROM building_access AS access LEFT JOIN data_source AS said ON said.name = access.source
WHERE access.vanished_at IS NULL
"""
BY_PAGE = f"""
{_KNOWN} AND (
  (access.source = '{SOURCE}' AND access.source_record_id = %(record_id)s) OR access.page = %(page)s
)
LIMIT 2
"""
"""The record whose page a place's own record names."""

BY_SIRET = f"""
{_KNOWN} AND access.siret = %(siret)s
  AND (access.commune_code = %(commune)s) IS NOT FALSE
  AND (NOT %(names_page)s OR access.page IS NULL)
  AND NOT EXISTS (
    SELECT FROM third_place AS other
    JOIN third_place_listing AS listed ON listed.third_place_id = coalesce(other.merged_into, other.id)
    WHERE other.siret = %(siret)s AND listed.public_id <> %(public_id)s
  )
LIMIT 2
"""
"""The record of a SIRET that one place alone has, in the place's commune where both say theirs.

A SIRET is who runs the place: where it has several places or buildings, access to one says nothing of
another. Nor does it speak for a place that names another page (`names_page`).
"""
