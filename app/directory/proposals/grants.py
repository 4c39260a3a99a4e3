"""Grants whose beneficiary has a place's name and not its SIRET: proposals, which a moderator decides.

A field is a grant, by its public id; its new value is the grant in words. Accepting it says that the
beneficiary runs the place: the grant then reaches it (`public_grant.confirmed_place`).
"""

from collections.abc import Collection
from typing import Any

import psycopg
from flask_babel import gettext as _

from app.directory.contributions.inputs import Value
from app.directory.proposals.vocabulary import GRANT, MOST_CHANGES
from app.platform import clock

_FORMS = "association|asso|fondation|sas|sasu|sarl|scic|scop|sca|societe"
"""Legal forms that funders write before a name, and places do not."""


def name_sql(value: str) -> str:
    """Return the SQL of a name as it is compared: folded, without the legal form that it begins with."""
    return f"regexp_replace(fold({value}), '^(?:{_FORMS}) (?:(?:loi )?1901 )?', '')"


NAMED = f"""
SELECT {name_sql("name")} AS name, min(public_id) AS public_id, min(listing.name) AS shown_name,
  min(region_code) AS region_code, min(department_code) AS department_code
FROM third_place_listing AS listing GROUP BY 1 HAVING count(*) = 1
"""  # noqa: S608 - our own text
"""Names that one place has: what two have says nothing of either."""
HAS_PLACE = f"SELECT EXISTS (SELECT FROM named_place WHERE name = {name_sql('%(name)s::text')})"  # noqa: S608 - as above
KEEP_NAMES = f"CREATE TEMPORARY TABLE named_place ON COMMIT DROP AS {NAMED}"
INDEX_NAMES = "CREATE INDEX ON named_place (name)"
FORGET_NAMES = "DROP TABLE IF EXISTS named_place"
PROPOSE = f"""
WITH alike AS (
  SELECT named_place.*, given.public_id AS grant_id,
    concat_ws(
      ' · ', given.beneficiary, coalesce('SIRET ' || given.siret, 'RNA ' || given.rna), given.funder,
      coalesce(given.decided_on::text, given.year::text), given.purpose, given.amount::text || ' €'
    ) AS words,
    (row_number() OVER (PARTITION BY named_place.public_id ORDER BY given.public_id) - 1) / %(most)s
      AS portion
  FROM public_grant AS given JOIN named_place ON named_place.name = {name_sql("given.beneficiary")}
  WHERE given.source = %(source)s AND given.vanished_at IS NULL AND given.confirmed_place IS NULL
    AND NOT EXISTS (SELECT FROM third_place_listing AS place WHERE place.siret = given.siret)
    AND NOT EXISTS (
      SELECT FROM proposal
      WHERE subject_id = named_place.public_id AND kind = %(kind)s
        AND jsonb_exists(changes, given.public_id)
    )
)
INSERT INTO proposal (
  kind, subject_id, subject_name, region_code, department_code, changes, via, language, submission,
  follow_digests, follow_until, created_at
)
SELECT %(kind)s, public_id, min(shown_name), min(region_code), min(department_code),
  jsonb_object_agg(grant_id, jsonb_build_object('old', NULL, 'new', words)), 'import', 'fr',
  sha256(convert_to(
    concat_ws('|', %(kind)s, public_id, string_agg(grant_id, ',' ORDER BY grant_id)), 'UTF8'
  )),
  '{{}}', %(now)s, %(now)s
FROM alike GROUP BY public_id, portion
ON CONFLICT (submission) DO NOTHING
"""  # noqa: S608 - as above
"""A proposal a place, of the grants that none was made of; what was refused is not asked again."""
CONFIRM = """
UPDATE public_grant SET confirmed_place = %(place)s, updated_at = %(now)s WHERE public_id = ANY (%(grants)s)
"""


class NamedPlaces:
    """Names of places, as they are when a load begins."""

    def __init__(self, cursor: psycopg.Cursor[Any]) -> None:
        self._cursor = cursor
        cursor.execute(FORGET_NAMES)
        cursor.execute(KEEP_NAMES.encode())
        cursor.execute(INDEX_NAMES)

    def has(self, name: str) -> bool:
        """Return whether one place has this name."""
        row = self._cursor.execute(HAS_PLACE.encode(), {"name": name}).fetchone()
        return bool(row and row[0])

    def propose(self, source: str) -> int:
        """Propose a source's grants to the places of these names; return how many proposals there are."""
        parameters = {"source": source, "kind": GRANT, "most": MOST_CHANGES, "now": clock.now()}
        return self._cursor.execute(PROPOSE.encode(), parameters).rowcount


def confirm(connection: psycopg.Connection[Any], place: str, grants: Collection[str]) -> None:
    """Write that the beneficiary of these grants runs the place."""
    connection.execute(CONFIRM, {"place": place, "grants": list(grants), "now": clock.now()})


def label_of(_name: str) -> str:
    """Return what a field is called."""
    return str(_("Cette subvention est à qui gère le lieu"))


def show(_name: str, value: Value) -> str:
    """Return a value as people read it."""
    return "" if value is None else str(value)
