"""Loads grants; which places they reach is looked up when they are read, by the manager's SIRET.

Where only the name of the beneficiary is a place's, a moderator is asked (`app.directory.proposals.grants`).
"""

from psycopg import Cursor

from app.directory.common.personal import without_contacts
from app.directory.common.public_ids import public_id
from app.directory.grants.vocabulary import NATURES
from app.directory.proposals.grants import NamedPlaces
from seeds.loading.checks import one_of
from seeds.loading.feature_table import FeatureRow, FeatureTable
from seeds.loading.features import FeatureLoader
from seeds.loading.feed import Counts, Feed
from seeds.loading.locate import Located
from seeds.loading.staging import Column
from seeds.reading.base import RowRefusedError
from seeds.reading.records import GrantRecord

PREFIX = "sv"
TABLE = FeatureTable(
    name="public_grant",
    columns=(
        Column("public_id"),
        Column("funder"),
        Column("funder_siret"),
        Column("beneficiary"),
        Column("siret"),
        Column("rna"),
        Column("decided_on", "date"),
        Column("year", "integer"),
        Column("reference"),
        Column("purpose"),
        Column("amount", "numeric"),
        Column("natures", "text[]"),
        Column("payment_terms"),
        Column("period_start", "date"),
        Column("period_end", "date"),
        Column("aid_register"),
        Column("notified_eu", "boolean"),
        Column("share", "numeric"),
        Column("scheme"),
    ),
    children=(),
    is_located=False,
)
NOWHERE = Located(
    address=None, postcode=None, city=None, longitude=None, latitude=None, position_precision=None,
    commune_code=None, department_code=None, region_code=None, epci_code=None, timezone="",
)  # fmt: skip


class GrantLoader:
    """Takes the grants of one source."""

    def __init__(self, cursor: Cursor, feed: Feed) -> None:
        self._feed = feed
        self._features = FeatureLoader(cursor, TABLE, feed)
        self._places = NamedPlaces(cursor)

    def add(self, record: GrantRecord) -> tuple[str, ...]:
        """Stage a grant and return the remarks on it.

        Raises
        ------
        RowRefusedError
            When its nature is outside the vocabulary, or its beneficiary has neither a number nor the name of
            a place: it could reach nothing, and may be a person.

        """
        if record.siret is None and record.rna is None and not self._places.has(record.beneficiary):
            raise RowRefusedError(
                "organisation_missing", "The row has neither SIRET nor RNA of its beneficiary: give one."
            )
        for nature in record.natures:
            one_of("nature", nature, NATURES)
        key = record.source_record_id
        self._features.add(
            FeatureRow(
                source_record_id=key,
                located=NOWHERE,
                values=(
                    public_id(PREFIX, self._feed.source, key),
                    _masked(record.funder),
                    record.funder_siret,
                    _masked(record.beneficiary),
                    record.siret,
                    record.rna,
                    record.decided_on,
                    record.year,
                    record.reference,
                    _masked(record.purpose),
                    record.amount,
                    list(record.natures),
                    _masked(record.payment_terms),
                    record.period_start,
                    record.period_end,
                    record.aid_register,
                    record.notified_eu,
                    record.share,
                    _masked(record.scheme),
                ),
                list=record.list,
                terms=record.terms,
            )
        )
        return record.remarks

    def keep(self, source_record_id: str) -> None:
        """Leave an earlier version of a record that is refused this time."""
        self._features.keep(source_record_id)

    def finish(self) -> Counts:
        """Write what differs, and propose what reaches a place by its name alone."""
        counts = self._features.finish()
        if not self._feed.rehearsal:
            self._places.propose(self._feed.source)
        return counts


def _masked(text: str | None) -> str | None:
    return without_contacts(text) if text else text
