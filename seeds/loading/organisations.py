"""Loads training organisations and apprenticeship centres."""

from psycopg import Cursor

from app.directory.common.public_ids import public_id
from app.directory.equipment.vocabulary import CODES as EQUIPMENT_CODES
from app.directory.organisations.vocabulary import EQUIPMENT_STATUSES, KINDS, STATUSES, SUPPORT_CODES
from seeds.loading.checks import one_of, unique
from seeds.loading.communes_index import CommunesIndex
from seeds.loading.contacts import organisation_without_contacts
from seeds.loading.feature_table import Child, FeatureRow, FeatureTable
from seeds.loading.features import FeatureLoader
from seeds.loading.feed import Counts, Feed
from seeds.loading.locate import locate
from seeds.loading.sites import gather_sites
from seeds.loading.staging import Column, Staging
from seeds.loading.succession import PREVIOUS, follow
from seeds.loading.survey_answers import SurveyAnswers
from seeds.reading.records import OrganisationRecord

PUBLIC_ID_PREFIX = "of"
KIND_CODES = frozenset(kind.code for kind in KINDS)

TABLE = FeatureTable(
    name="organisation",
    columns=(
        Column("public_id"),
        Column("siret"),
        Column("siren"),
        Column("nda"),
        Column("uai"),
        Column("name"),
        Column("trade_name"),
        Column("kind"),
        Column("apprenticeship_role"),
        Column("networks", "text[]"),
        Column("status"),
        Column("qualiopi", "boolean"),
        Column("equipment_status"),
        Column("plans_to_invest", "boolean"),
        Column("source_updated_on", "date"),
    ),
    children=(
        Child(
            "organisation_need",
            "organisation_id",
            (Column("type_code"), Column("quantity", "integer"), Column("learners", "integer")),
        ),
        Child("organisation_support", "organisation_id", (Column("field"), Column("is_needed", "boolean"))),
    ),
    refresh="refresh_organisation_listing",
)


class OrganisationFeatures(FeatureLoader):
    """Organisations among the features: they may change their identifier, and share a site."""

    def __init__(self, cursor: Cursor, feed: Feed) -> None:
        super().__init__(cursor, TABLE, feed)
        self.previous = Staging(cursor, "incoming_previous", PREVIOUS)

    def _before_compare(self) -> None:
        follow(self._cursor, self._feed.source)

    def _before_refresh(self) -> None:
        gather_sites(self._cursor)

    def _stagings(self) -> tuple[Staging, ...]:
        return (*super()._stagings(), self.previous)


class OrganisationLoader:
    """Takes the organisations of one source."""

    def __init__(self, cursor: Cursor, feed: Feed) -> None:
        self._feed = feed
        self._communes = CommunesIndex.from_database(cursor)
        self._features = OrganisationFeatures(cursor, feed)
        self._answers = SurveyAnswers(cursor, feed) if feed.is_survey else None

    def add(self, record: OrganisationRecord) -> tuple[str, ...]:
        """Stage an organisation and return the remarks on it.

        Raises
        ------
        RowRefusedError
            When a value is outside its vocabulary, the position cannot be used, or an answer names nobody.

        """
        if self._answers:
            record = self._answers.resolved(record)
        _check(record)
        record = organisation_without_contacts(record)
        located = locate(record.location, self._communes, self._feed.far_position)
        for rank, previous in enumerate(record.previous_record_ids):
            self._features.previous.add((record.source_record_id, previous, rank))
        self._features.add(
            FeatureRow(
                source_record_id=record.source_record_id,
                located=located,
                values=(
                    public_id(PUBLIC_ID_PREFIX, self._feed.source, record.source_record_id),
                    record.siret,
                    record.siren,
                    record.nda,
                    record.uai,
                    record.name,
                    record.trade_name,
                    record.kind,
                    record.apprenticeship_role,
                    list(record.networks),
                    record.status,
                    record.qualiopi,
                    record.equipment_status,
                    record.plans_to_invest,
                    record.source_updated_on,
                ),
                children={
                    "organisation_need": [
                        (need.type_code, need.quantity, need.learners) for need in record.needs
                    ],
                    "organisation_support": [(one.field, one.is_needed) for one in record.support],
                },
                list=record.list,
                terms=record.terms,
            )
        )
        return (*record.remarks, *located.remarks)

    def keep(self, source_record_id: str) -> None:
        """Leave an earlier version of a record that is refused this time."""
        self._features.keep(source_record_id)

    def finish(self) -> Counts:
        """Write what differs."""
        if self._answers:
            self._answers.close()
        return self._features.finish()


def _check(record: OrganisationRecord) -> None:
    one_of("kind", record.kind, KIND_CODES)
    one_of("status", record.status, STATUSES)
    one_of("equipment_status", record.equipment_status, EQUIPMENT_STATUSES)
    for need in record.needs:
        one_of("need", need.type_code, EQUIPMENT_CODES)
    unique("need", [need.type_code for need in record.needs])
    for support in record.support:
        one_of("support", support.field, frozenset(SUPPORT_CODES))
