"""Organisations that a survey's answers are about.

An answer stays a record of its own, with its own source, and says nothing of its organisation but what was
answered: it takes the SIRET of the organisation that it names, and is shown with that site's other records
(`seeds.loading.sites`). No import of another source can wipe it out, and removing the answer leaves the
other records as they were.

1. By SIRET: the answer is about that site.
2. Without one, by NDA: the one site that declares it.
3. Without both, by name and postcode: the one organisation of that name there.
4. Nobody known: an organisation of its own when the row has a name and an address, else refused.

Several sites that could be meant are refused, as is a second answer about one site in one list.
"""

from dataclasses import replace
from itertools import starmap

from psycopg import Cursor

from app.directory.common.columns import DEMONSTRATION_SOURCE
from seeds.loading.feed import Feed
from seeds.reading.base import RowRefusedError
from seeds.reading.records import OrganisationRecord

SHOWN = 5
"""Sites that a refusal names."""

_BY_NUMBER = """
SELECT DISTINCT ON (coalesce(siret, nda)) siret, nda, name FROM organisation
WHERE source NOT IN (%(source)s, %(fictional)s) AND {column} = %(number)s
ORDER BY coalesce(siret, nda), vanished_at IS NOT NULL, id
LIMIT 20
"""
_NAMES = """
CREATE TEMPORARY TABLE site_name AS
SELECT DISTINCT ON (postcode, folded, coalesce(siret, nda)) postcode, folded, siret, nda, name
FROM (
  SELECT postcode, fold(label) AS folded, siret, nda, name, id
  FROM organisation CROSS JOIN LATERAL (VALUES (name), (trade_name)) AS called(label)
  WHERE source NOT IN (%(source)s, %(fictional)s) AND postcode IS NOT NULL AND label IS NOT NULL
    AND coalesce(siret, nda) IS NOT NULL
) AS labelled
ORDER BY postcode, folded, coalesce(siret, nda), id
"""
_BY_NAME = "SELECT siret, nda, name FROM site_name WHERE postcode = %s AND folded = fold(%s) LIMIT 20"

Site = tuple[str | None, str | None, str]
"""SIRET, NDA, name."""


class SurveyAnswers:
    """Finds the organisation of each answer."""

    def __init__(self, cursor: Cursor, feed: Feed) -> None:
        self._cursor = cursor
        self._names = {"source": feed.source, "fictional": DEMONSTRATION_SOURCE}
        self._has_names = False
        self._answered: dict[tuple[str, str], int | None] = {}

    def resolved(self, record: OrganisationRecord) -> OrganisationRecord:
        """Return the answer with the SIRET (or NDA) and, where it has none, the name of its organisation.

        Raises
        ------
        RowRefusedError
            `organisation_unknown`, `organisation_ambiguous` or `answer_repeated`.

        """
        site = self._site(record)
        if site is None:
            _check_complete(record)
            result = record
        else:
            number, declared, name = site
            result = replace(
                record,
                siret=record.siret or number,
                siren=(record.siret or number or "")[:9] or None,
                nda=record.nda if record.nda or record.siret or number else declared,
                name=record.name or name,
            )
        self._check_first(result)
        return result

    def close(self) -> None:
        """Remove what was made for searching."""
        if self._has_names:
            self._cursor.execute("DROP TABLE site_name")

    def _site(self, record: OrganisationRecord) -> Site | None:
        if record.siret:
            return next(iter(self._by_number("siret", record.siret)), None)
        if record.nda:
            return _only(self._by_number("nda", record.nda), f"the NDA {record.nda}")
        if record.location.postcode:
            sites = self._by_name(record.name, record.location.postcode)
            return _only(sites, f"the name {record.name} in {record.location.postcode}")
        return None

    def _by_number(self, column: str, number: str) -> list[Site]:
        self._cursor.execute(_BY_NUMBER.format(column=column).encode(), {**self._names, "number": number})
        return self._cursor.fetchall()

    def _by_name(self, name: str, postcode: str) -> list[Site]:
        if not self._has_names:
            self._cursor.execute(_NAMES, self._names)
            self._cursor.execute("CREATE INDEX ON site_name (postcode, folded)")
            self._cursor.execute("ANALYZE site_name")
            self._has_names = True
        self._cursor.execute(_BY_NAME, (postcode, name))
        return self._cursor.fetchall()

    def _check_first(self, record: OrganisationRecord) -> None:
        site = record.siret or record.nda
        if site is None:
            return
        key = (record.source_record_id.partition(":")[0], site)
        if key in self._answered:
            raise RowRefusedError(
                "answer_repeated",
                f"Line {self._answered[key]} of the same list answers for the same site ({site}): keep one.",
            )
        self._answered[key] = record.origin.line_number


def _only(sites: list[Site], what: str) -> Site | None:
    if len(sites) > 1:
        numbers = ", ".join(filter(None, starmap(lambda siret, nda, _name: siret or nda, sites[:SHOWN])))
        raise RowRefusedError(
            "organisation_ambiguous", f"Several sites have {what}: give the SIRET ({numbers}, ...)."
        )
    return sites[0] if sites else None


def _check_complete(record: OrganisationRecord) -> None:
    location = record.location
    has_address = location.address or location.postcode or location.commune_code or location.latitude
    if not record.name or not has_address:
        raise RowRefusedError(
            "organisation_unknown",
            "The directory does not know this organisation: give its name and its address as well.",
        )
