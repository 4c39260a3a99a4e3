"""Asks the geocoder for addresses that nobody has asked for yet, in batches, and keeps its answers."""

from collections.abc import Callable, Iterator, Sequence

from psycopg import Cursor, sql

from app.directory.common.france import ARRONDISSEMENTS
from app.directory.geocoding.ban import FAILED, Address, Ban, Result
from app.directory.territories.former import present_commune
from seeds.loading.geocoded_positions import KEY, LACKING, TABLES
from seeds.reading.normalise.postal import without_cedex

BATCH = 5000
"""Addresses a request: half a megabyte, well below the service's limits."""
CITIES_WITH_ARRONDISSEMENTS = frozenset(ARRONDISSEMENTS.values())
"""The geocoder knows these by their arrondissements' codes: a postcode says more."""


def note_addresses(cursor: Cursor, sources: Sequence[str]) -> int:
    """List the addresses to ask for in the temporary table `pending_address`; return how many there are.

    `sources` restricts it to records of these; empty means all.
    """
    of_tables = sql.SQL(" UNION ALL ").join(
        sql.SQL(
            """
            SELECT {key} AS query, feature.address, feature.city, feature.postcode, feature.commune_code
            FROM {table} AS feature
            WHERE {lacking} AND (%(sources)s::text[] = '{{}}' OR feature.source = ANY (%(sources)s))
            """
        ).format(key=KEY, table=sql.Identifier(table), lacking=LACKING)
        for table in TABLES
    )
    cursor.execute("DROP TABLE IF EXISTS pending_address")
    cursor.execute(
        sql.SQL(
            """
            CREATE TEMPORARY TABLE pending_address AS
            SELECT row_number() OVER (ORDER BY query) AS number, asked.*
            FROM (SELECT DISTINCT ON (query) * FROM ({of_tables}) AS record ORDER BY query) AS asked
            WHERE NOT EXISTS (SELECT FROM geocoded_address AS known WHERE known.query = asked.query)
            """
        ).format(of_tables=of_tables),
        {"sources": list(sources)},
    )
    return cursor.rowcount


def pending_addresses(cursor: Cursor, most: int) -> Iterator[list[Address]]:
    """Yield the addresses listed, `most` of them at most, a batch at a time."""
    for first in range(1, most + 1, BATCH):
        cursor.execute(
            """
            SELECT query, address, city, postcode, commune_code FROM pending_address
            WHERE number BETWEEN %s AND %s ORDER BY number
            """,
            (first, min(first + BATCH - 1, most)),
        )
        if batch := [_address(*row) for row in cursor.fetchall()]:
            yield batch


def search(ban: Ban, addresses: Sequence[Address], keep: Callable[[Sequence[Result]], None]) -> int:
    """Ask for a batch and keep the answers; return how many came.

    Raises
    ------
    BanError
        When the geocoder does not answer.

    """
    results = [one for one in ban.search_csv(addresses) if one.status != FAILED]
    keep(results)
    return len(results)


def keep_results(cursor: Cursor, results: Sequence[Result]) -> None:
    """Write answers down under the addresses as they were asked."""
    cursor.executemany(
        """
        INSERT INTO geocoded_address
          (query, status, label, score, result_type, commune_code, latitude, longitude)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (query) DO UPDATE SET
          status = excluded.status, label = excluded.label, score = excluded.score,
          result_type = excluded.result_type, commune_code = excluded.commune_code,
          latitude = excluded.latitude, longitude = excluded.longitude, fetched_at = now()
        """,
        [
            (
                one.key,
                one.status,
                one.label,
                one.score,
                one.result_type,
                present_commune(ARRONDISSEMENTS.get(one.citycode, one.citycode)) if one.citycode else None,
                one.latitude,
                one.longitude,
            )
            for one in results
        ],
    )


def _address(
    query: str, street: str, city: str | None, postcode: str | None, commune_code: str | None
) -> Address:
    """Return an address with the one condition that says most: two that disagree find nothing.

    The postcode of a CEDEX lies nowhere, and the code of Paris is in no address of Paris.
    """
    by_code = commune_code is not None and commune_code not in CITIES_WITH_ARRONDISSEMENTS
    return Address(
        key=query,
        street=" ".join(street.split()),
        city=without_cedex(city) if city else None,
        postcode=None if by_code else postcode,
        citycode=commune_code if by_code else None,
    )
