"""Loads the plan's other two axes: projects, and offers of support."""

from typing import Any

from psycopg import Cursor

from app.directory.common.personal import without_contacts
from app.directory.common.public_ids import public_id
from app.directory.organisations.vocabulary import KIND_CODES, SUPPORT_CODES
from app.directory.projects.vocabulary import PROJECT_PROGRAMME_CODES
from app.directory.support_offers.vocabulary import HELPER_CODES
from seeds.loading.checks import one_of
from seeds.loading.communes_index import CommunesIndex
from seeds.loading.contacts import REMOVED
from seeds.loading.feature_table import FeatureRow, FeatureTable
from seeds.loading.features import FeatureLoader
from seeds.loading.feed import Counts, Feed
from seeds.loading.locate import locate
from seeds.loading.staging import Column
from seeds.reading.base import RowRefusedError
from seeds.reading.records import LocationRecord, ProjectRecord, SupportOfferRecord

PROJECT_PREFIX, SUPPORT_OFFER_PREFIX = "pj", "ac"
PROJECTS = FeatureTable(
    name="project",
    columns=(
        Column("public_id"),
        Column("title"),
        Column("programme"),
        Column("wave"),
        Column("carrier"),
        Column("siret"),
        Column("partners", "text[]"),
        Column("grant_amount", "numeric"),
        Column("total_cost", "numeric"),
        Column("starts_on", "date"),
        Column("ends_on", "date"),
        Column("sector"),
        Column("website"),
        Column("region_codes", "text[]"),
    ),
    children=(),
)
SUPPORT_OFFERS = FeatureTable(
    name="support_offer",
    columns=(
        Column("public_id"),
        Column("name"),
        Column("helper"),
        Column("helper_kind"),
        Column("siret"),
        Column("needs", "text[]"),
        Column("audiences", "text[]"),
        Column("is_national", "boolean"),
        Column("region_codes", "text[]"),
        Column("department_codes", "text[]"),
        Column("price"),
        Column("website"),
        Column("valid_until", "date"),
        Column("description"),
    ),
    children=(),
)


class _Loader:
    """Takes records that are one row each, and have perhaps an address."""

    def __init__(self, cursor: Cursor, feed: Feed, table: FeatureTable, prefix: str) -> None:
        self._feed = feed
        self._prefix = prefix
        self._communes = CommunesIndex.from_database(cursor)
        self._features = FeatureLoader(cursor, table, feed)

    def _take(self, record: ProjectRecord | SupportOfferRecord, *values: Any) -> tuple[str, ...]:  # noqa: ANN401
        """Stage a record with its values behind the public id; return the remarks on it."""
        key = record.source_record_id
        located = locate(record.location, self._communes, self._feed.far_position)
        shown = tuple(_without_contacts(value) for value in values)
        self._features.add(
            FeatureRow(
                source_record_id=key,
                located=located,
                values=(public_id(self._prefix, self._feed.source, key), *shown),
                list=record.list,
                terms=record.terms,
            )
        )
        # Of a record without an address it is no news that it has no position.
        remarks = located.remarks if record.location != LocationRecord() else ()
        masked = (REMOVED,) if shown != values and REMOVED not in record.remarks else ()
        return (*record.remarks, *masked, *remarks)

    def keep(self, source_record_id: str) -> None:
        """Leave an earlier version of a record that is refused this time."""
        self._features.keep(source_record_id)

    def finish(self) -> Counts:
        """Write what differs."""
        return self._features.finish()


class ProjectLoader(_Loader):
    """Takes the projects of one source."""

    def __init__(self, cursor: Cursor, feed: Feed) -> None:
        super().__init__(cursor, feed, PROJECTS, PROJECT_PREFIX)

    def add(self, record: ProjectRecord) -> tuple[str, ...]:
        """Stage a project and return the remarks on it.

        Raises
        ------
        RowRefusedError
            When a value is outside its vocabulary, or the last day comes before the first.

        """
        one_of("programme", record.programme, PROJECT_PROGRAMME_CODES)
        if record.starts_on and record.ends_on and record.ends_on < record.starts_on:
            raise RowRefusedError("value_unknown", "The last day comes before the first.")
        return self._take(
            record,
            record.title,
            record.programme,
            record.wave,
            record.carrier,
            record.siret,
            list(record.partners),
            record.grant_amount,
            record.total_cost,
            record.starts_on,
            record.ends_on,
            record.sector,
            record.website,
            list(record.region_codes),
        )


class SupportOfferLoader(_Loader):
    """Takes the offers of support of one source."""

    def __init__(self, cursor: Cursor, feed: Feed) -> None:
        super().__init__(cursor, feed, SUPPORT_OFFERS, SUPPORT_OFFER_PREFIX)

    def add(self, record: SupportOfferRecord) -> tuple[str, ...]:
        """Stage an offer and return the remarks on it.

        Raises
        ------
        RowRefusedError
            When a value is outside its vocabulary.

        """
        one_of("helper_kind", record.helper_kind, HELPER_CODES)
        for need in record.needs:
            one_of("need", need, SUPPORT_CODES)
        for audience in record.audiences:
            one_of("audience", audience, KIND_CODES)
        return self._take(
            record,
            record.name,
            record.helper,
            record.helper_kind,
            record.siret,
            list(record.needs),
            list(record.audiences),
            not (record.region_codes or record.department_codes),
            list(record.region_codes),
            list(record.department_codes),
            record.price,
            record.website,
            record.valid_until,
            record.description,
        )


def _without_contacts(value: Any) -> Any:  # noqa: ANN401 - a value of a column
    """Return a text, or texts, without contacts of people; identifiers and addresses of pages stay."""
    if isinstance(value, list):
        return [_without_contacts(one) for one in value]
    if not isinstance(value, str) or value.isdigit() or value.startswith(("http://", "https://")):
        return value
    return without_contacts(value)
