"""Loads communes with their EPCI, and outlines of régions and départements.

Territories carry no provenance and never vanish: places and organisations refer to them. A commune that
left the file stays as it was.
"""

from collections.abc import Sequence

from psycopg import Cursor, sql

from seeds.loading.feed import Counts, Feed
from seeds.loading.staging import BATCH, Column, Staging
from seeds.reading.base import RowRefusedError
from seeds.reading.normalise.positions import PositionError, check_in_france
from seeds.reading.records import CommuneRecord, OutlineRecord

LISTINGS = (
    ("third_place", "refresh_third_place_listing"),
    ("organisation", "refresh_organisation_listing"),
)
COMMUNE_COLUMNS = (
    Column("code"),
    Column("name"),
    Column("type"),
    Column("parent_code"),
    Column("postcodes", "text[]"),
    Column("population", "integer"),
    Column("department_code"),
    Column("region_code"),
    Column("epci_code"),
    Column("epci_name"),
    Column("longitude", "double precision"),
    Column("latitude", "double precision"),
)

_EPCI = """
INSERT INTO epci (code, name)
SELECT DISTINCT ON (epci_code) epci_code, coalesce(epci_name, existing.name, epci_code)
FROM incoming LEFT JOIN epci AS existing ON existing.code = epci_code
WHERE epci_code IS NOT NULL ORDER BY epci_code, epci_name IS NULL, incoming.code
ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE epci.name <> excluded.name
"""
_ARRIVING = """
CREATE TEMPORARY TABLE arriving AS
SELECT
  incoming.code, name, type, parent.code AS parent_code, postcodes, population, department_code, region_code,
  epci_code, ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography AS centroid
FROM incoming LEFT JOIN (
  SELECT code FROM incoming UNION SELECT code FROM commune
) AS parent(code) ON parent.code = incoming.parent_code
"""
_COMPARE = """
CREATE TEMPORARY TABLE change AS
SELECT arriving.code, CASE
  WHEN existing.code IS NULL THEN 'created'
  WHEN %(replaces)s AND (
    existing.name, existing.type, existing.parent_code, existing.postcodes, existing.population,
    existing.department_code, existing.region_code, existing.epci_code, ST_AsBinary(existing.centroid)
  ) IS DISTINCT FROM (
    arriving.name, arriving.type, arriving.parent_code, arriving.postcodes, arriving.population,
    arriving.department_code, arriving.region_code, arriving.epci_code, ST_AsBinary(arriving.centroid)
  ) THEN 'updated'
  ELSE 'unchanged'
END AS outcome
FROM arriving LEFT JOIN commune AS existing USING (code)
"""
_WRITE = """
INSERT INTO commune (
  code, name, type, parent_code, postcodes, population, department_code, region_code, epci_code, centroid
)
SELECT arriving.* FROM arriving JOIN change USING (code) WHERE outcome <> 'unchanged'
ON CONFLICT (code) DO UPDATE SET
  name = excluded.name, type = excluded.type, parent_code = excluded.parent_code,
  postcodes = excluded.postcodes, population = excluded.population,
  department_code = excluded.department_code, region_code = excluded.region_code,
  epci_code = excluded.epci_code, centroid = excluded.centroid
"""
_POPULATION = """
UPDATE {level} AS territory SET population = total.population
FROM (
  SELECT {code} AS code, sum(population) AS population FROM commune WHERE type = 'commune' GROUP BY {code}
) AS total
WHERE territory.code = total.code AND territory.population IS DISTINCT FROM total.population
"""
_FORGET = """
UPDATE commune SET population = NULL
FROM unnest(%(codes)s::text[], %(populations)s::integer[]) AS invented(code, population)
WHERE commune.code = invented.code AND commune.population = invented.population
  AND NOT EXISTS (SELECT FROM import_run WHERE source = 'communes' AND status = 'succeeded')
"""
# Where a file of communes was imported, every number of people is its own.
_EPCI_CENTROID = """
UPDATE epci SET centroid = middle.point
FROM (
  SELECT epci_code AS code, ST_Centroid(ST_Collect(centroid::geometry ORDER BY code)::geography) AS point
  FROM commune WHERE epci_code IS NOT NULL AND centroid IS NOT NULL GROUP BY epci_code
) AS middle
WHERE epci.code = middle.code AND ST_AsBinary(epci.centroid) IS DISTINCT FROM ST_AsBinary(middle.point)
"""
_REFRESH = """
SELECT {refresh}(array_agg(feature.id::bigint)) FROM {table} AS feature
JOIN change ON feature.commune_code = change.code AND change.outcome = 'updated'
HAVING count(*) > 0
"""


class CommuneLoader:
    """Takes communes and municipal arrondissements; brings EPCI, and the levels' populations, along."""

    def __init__(self, cursor: Cursor, feed: Feed) -> None:
        self._cursor = cursor
        self._replaces = feed.replaces
        self._rehearsal = feed.rehearsal
        self._incoming = Staging(cursor, "incoming", COMMUNE_COLUMNS)

    def add(self, record: CommuneRecord) -> tuple[str, ...]:
        """Stage a commune; return the remarks on it.

        Raises
        ------
        RowRefusedError
            When its centroid lies outside France: every position would be checked against it.

        """
        _check_centroid(record)
        self._incoming.add(
            (
                record.code,
                record.name,
                record.type,
                record.parent_code,
                list(record.postcodes),
                record.population,
                record.department_code,
                record.region_code,
                record.epci_code,
                record.epci_name,
                record.longitude,
                record.latitude,
            )
        )
        if self._incoming.held >= BATCH:
            self._incoming.flush()
        return record.remarks

    def keep(self, code: str) -> None:
        """Do nothing: communes stay in any case."""

    def finish(self) -> Counts:
        """Write what differs."""
        self._incoming.complete()
        for statement in (_ARRIVING,) if self._rehearsal else (_EPCI, _ARRIVING):
            self._cursor.execute(statement)
        self._cursor.execute(_COMPARE, {"replaces": self._replaces})
        self._cursor.execute("SELECT outcome, count(*) FROM change GROUP BY outcome")
        counts: dict[str, int] = dict(self._cursor.fetchall())
        if not self._rehearsal and (counts.get("created") or counts.get("updated")):
            self._write()
        self._incoming.drop()
        self._cursor.execute("DROP TABLE arriving, change")
        return Counts(**counts)

    def _write(self) -> None:
        self._cursor.execute(_WRITE)
        _add_up_populations(self._cursor)
        self._cursor.execute(_EPCI_CENTROID)
        self._cursor.execute("ANALYZE commune")
        for table, refresh in LISTINGS:
            self._cursor.execute(
                sql.SQL(_REFRESH).format(table=sql.Identifier(table), refresh=sql.Identifier(refresh))
            )


def _check_centroid(record: CommuneRecord) -> None:
    if record.latitude is None or record.longitude is None:
        return
    try:
        check_in_france(record.latitude, record.longitude)
    except PositionError as error:
        raise RowRefusedError(error.code, str(error)) from error


_OUTLINE_STATE = """
SELECT outline IS NULL, ST_AsBinary(outline) = %(outline)s AND ST_AsBinary(drawing) = %(drawing)s
FROM {level} WHERE code = %(code)s
"""
_OUTLINE = """
UPDATE {level} SET
  outline = ST_GeomFromWKB(%(outline)s, 4326), drawing = ST_GeomFromWKB(%(drawing)s, 4326),
  centroid = ST_PointOnSurface(ST_GeomFromWKB(%(drawing)s, 4326))::geography
WHERE code = %(code)s
"""


def forget_populations(cursor: Cursor, communes: Sequence[CommuneRecord]) -> None:
    """Take numbers of people that were invented for a demonstration out of the directory."""
    codes, populations = [one.code for one in communes], [one.population for one in communes]
    cursor.execute(_FORGET, {"codes": codes, "populations": populations})
    _add_up_populations(cursor)


def _add_up_populations(cursor: Cursor) -> None:
    for level in ("epci", "department", "region"):
        cursor.execute(
            sql.SQL(_POPULATION).format(level=sql.Identifier(level), code=sql.Identifier(f"{level}_code"))
        )


class OutlineLoader:
    """Gives the régions or départements their outlines.

    The rows themselves are the program's own and always there, so `created` counts the first outline that a
    territory gets, and `updated` those after it.
    """

    def __init__(self, cursor: Cursor, level: str, *, rehearsal: bool = False) -> None:
        self._cursor = cursor
        self._rehearsal = rehearsal
        self._level = sql.Identifier(level)
        self._outcomes = {"created": 0, "updated": 0, "unchanged": 0}

    def add(self, record: OutlineRecord) -> tuple[str, ...]:
        """Write an outline where it differs; there are no remarks."""
        parameters = {"code": record.code, "outline": record.outline, "drawing": record.drawing}
        self._cursor.execute(sql.SQL(_OUTLINE_STATE).format(level=self._level), parameters)
        missing, same = self._cursor.fetchone() or (True, False)
        outcome = "created" if missing else "unchanged" if same else "updated"
        if outcome != "unchanged" and not self._rehearsal:
            self._cursor.execute(sql.SQL(_OUTLINE).format(level=self._level), parameters)
        self._outcomes[outcome] += 1
        return ()

    def keep(self, code: str) -> None:
        """Do nothing: territories stay in any case."""

    def finish(self) -> Counts:
        """Return the counts."""
        return Counts(**self._outcomes)
