"""One site, several records: which record of a SIRET the others are shown under.

Records of any source with one SIRET (or, without a SIRET, one NDA) are one site. They are shown under the
record that came first, so that a public id that was given out stays; the listing takes each field from the
record that is to be trusted most (`refresh_organisation_listing`). The records themselves stay as their
sources have them: nothing is overwritten, and a record that leaves the site is shown on its own again.

Fictional records are no site of a real one, and records that may not be mixed with others under one
licence (ODbL, unconfirmed) are shown apart.
"""

from psycopg import Cursor

from app.directory.common.columns import DEMONSTRATION_SOURCE
from app.directory.common.licences import MIXABLE

_REGROUP = """
CREATE TEMPORARY TABLE regrouped AS
WITH record AS (
  SELECT id, merged_into,
    CASE WHEN source <> %(fictional)s AND licence = ANY (%(mixable)s) THEN coalesce(siret, nda) END AS site
  FROM organisation
), head AS (
  SELECT site, min(id) AS id FROM record WHERE site IS NOT NULL GROUP BY site HAVING count(*) > 1
)
SELECT record.id, record.merged_into AS before, nullif(head.id, record.id) AS after
FROM record LEFT JOIN head USING (site)
WHERE record.merged_into IS DISTINCT FROM nullif(head.id, record.id)
"""
_WRITE = """
UPDATE organisation SET merged_into = regrouped.after FROM regrouped WHERE regrouped.id = organisation.id
"""
_TOUCH = """
INSERT INTO change (id, outcome)
SELECT DISTINCT touched, 'moved' FROM regrouped CROSS JOIN unnest(ARRAY[id, before, after]) AS touched
WHERE touched IS NOT NULL
"""


def gather_sites(cursor: Cursor) -> None:
    """Bring `organisation.merged_into` up to date, and name in `change` what is to be listed anew."""
    cursor.execute(_REGROUP, {"fictional": DEMONSTRATION_SOURCE, "mixable": list(MIXABLE)})
    cursor.execute(_WRITE)
    cursor.execute(_TOUCH)
    cursor.execute("DROP TABLE regrouped")
