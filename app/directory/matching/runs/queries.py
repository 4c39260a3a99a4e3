"""Runs of matching: how they are stored, listed and selected. SQL that is not executed here."""

from sqlalchemy import Integer, bindparam, cast, true

from app.directory.common.conditions import located
from app.directory.common.licences import STRICTEST_FIRST
from app.directory.matching.runs.fields import QUERYABLES
from app.directory.matching.runs.models import MatchListing as Listing
from app.platform.database.conditions import Condition, equals, is_any
from app.platform.listings.selection import Resource

LOCK_KEY = 0x6D617463
"""Advisory lock of those who store a run ("matc" in ASCII)."""
LOCK = f"SELECT pg_advisory_xact_lock({LOCK_KEY})"

LOADED = """
CREATE TEMPORARY TABLE loaded (
  organisation_id text, status text, rank smallint, third_place_id text, distance_m double precision,
  approximate boolean, score double precision, equipment text[], needs_met text[], needs_unmet text[],
  learners integer, reasons_fr text, reasons_en text
) ON COMMIT DROP
"""
"""Temporary table of a run's matches, before the listings complete them."""
COPY = "COPY loaded FROM STDIN"

RAISE_VERSION = """
UPDATE directory_state SET version = version + 1, changed_at = now()
WHERE version = %(version)s RETURNING version
"""
"""Make a new version of the directory if it is still at `version`."""

INSERT_RUN = """
INSERT INTO match_run (started_at, finished_at, data_version, criteria, counts)
VALUES (%(started_at)s, greatest(clock_timestamp(), %(started_at)s), %(version)s, %(criteria)s, %(counts)s)
RETURNING id
"""

INSERT_MATCHES = f"""
WITH licences AS (SELECT ARRAY{list(STRICTEST_FIRST)} AS strictest_first)
INSERT INTO match (
  public_id, run_id, position, organisation_id, organisation, siret,
  commune_code, department_code, region_code, epci_code, status, rank, third_place_id, third_place,
  distance_m, approximate, score, equipment, needs_met, needs_unmet, learners, reasons_fr, reasons_en,
  licence, fictional
)
SELECT
  concat_ws('-', %(run)s::int, site.public_id, to_char(coalesce(loaded.rank, 0), 'FM000')), %(run)s::int,
  CASE WHEN place.position IS NULL THEN site.position
       ELSE ST_MakeLine(site.position::geometry, place.position::geometry)::geography END,
  site.public_id, said.properties ->> 'name', site.siret,
  site.commune_code, site.department_code, site.region_code, site.epci_code,
  loaded.status, loaded.rank, loaded.third_place_id, place.name,
  loaded.distance_m, loaded.approximate, loaded.score, loaded.equipment, loaded.needs_met,
  loaded.needs_unmet, loaded.learners, loaded.reasons_fr, loaded.reasons_en,
  licences.strictest_first[least(
    array_position(licences.strictest_first, site.licence),
    array_position(licences.strictest_first, place.licence)
  )],
  (said.properties ->> 'fictional')::boolean
FROM loaded
CROSS JOIN licences
JOIN organisation_listing AS site ON site.public_id = loaded.organisation_id
CROSS JOIN LATERAL (
  SELECT (site.feature_head || site.feature_tail)::json -> 'properties' AS properties
) AS said
LEFT JOIN third_place_listing AS place ON place.public_id = loaded.third_place_id
"""  # noqa: S608 - codes of ours
"""Write the matches of the run `run` from what was copied."""

DROP_OLD_RUNS = """
DELETE FROM match_run WHERE id NOT IN (SELECT id FROM match_run ORDER BY id DESC LIMIT %(keep)s)
"""
DROP_OLD_MATCHES = "DELETE FROM match WHERE run_id NOT IN (SELECT id FROM match_run)"

KEPT = """
SELECT match_run.id, started_at, finished_at, data_version, data_version = directory_state.version,
       criteria, counts
FROM match_run CROSS JOIN directory_state
"""
RUNS = f"{KEPT} ORDER BY match_run.id DESC"
"""Every run that is kept, the last first; whether nothing has changed since; criteria and counts as JSON."""
RUN = f"{KEPT} WHERE match_run.id = %(run)s"
RUN_EXISTS = "SELECT FROM match_run WHERE id = %(run)s"


def is_of_run() -> Condition:
    """Return whether a match is of the run `run`."""
    return Listing.run_id == cast(bindparam("run"), Integer)


def is_latest() -> Condition:
    """Return whether a match is of the last run."""
    return Listing.is_latest.is_(true())


CONDITIONS = {
    "run": is_of_run,
    "latest_run": is_latest,
    "organisation": lambda: equals(Listing.organisation_id, "organisation"),
    "third_place": lambda: equals(Listing.third_place_id, "third_place"),
    "max_rank": lambda: Listing.rank <= cast(bindparam("max_rank"), Integer),
    **located(Listing),
}
VOCABULARY_CONDITIONS = {"status": lambda codes: is_any(Listing.status, codes)}

MATCHES = Resource(Listing, CONDITIONS, VOCABULARY_CONDITIONS, QUERYABLES, has_points=False)
"""Matches of stored runs. A selection names `run`, or `latest_run`; without either it spans all runs."""
