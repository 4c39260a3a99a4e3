"""Loads third places."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache

from psycopg import Cursor

from app.directory.common.public_ids import PLACES, public_id
from app.directory.contributions.overlay import lay_stated_values
from app.directory.equipment.vocabulary import CODES as EQUIPMENT_CODES
from app.directory.programmes.vocabulary import CODES as PROGRAMME_CODES
from app.directory.third_places.closed_names import says_closed
from app.directory.third_places.expansions import exception_rows, week_row, window
from app.directory.third_places.holidays import holiday_area, territory_of
from app.directory.third_places.opening_hours import Expansion, expand
from app.directory.third_places.vocabulary import KINDS, MANAGER_KINDS, SHAREABLE, STATUSES, WHEELCHAIR
from seeds.loading.checks import one_of, unique
from seeds.loading.communes_index import CommunesIndex
from seeds.loading.contacts import place_without_contacts
from seeds.loading.duplicates.settle import settle
from seeds.loading.feature_table import Child, FeatureRow, FeatureTable
from seeds.loading.features import FeatureLoader
from seeds.loading.feed import Counts, Feed
from seeds.loading.known import KnownPlaces
from seeds.loading.locate import locate
from seeds.loading.staging import Column, Row
from seeds.reading.base import RowRefusedError
from seeds.reading.records import AwardRecord, EquipmentRecord, PlaceRecord

KIND_CODES = frozenset(kind.code for kind in KINDS)

TABLE = FeatureTable(
    name="third_place",
    columns=(
        Column("public_id"),
        Column("name"),
        Column("kind"),
        Column("status"),
        Column("assumed", "text[]"),
        Column("opening_hours"),
        Column("timezone"),
        Column("wheelchair"),
        Column("website"),
        Column("telephone"),
        Column("description"),
        Column("equipment_absent", "text[]"),
        Column("manager_kind"),
        Column("siret"),
        Column("standard", "jsonb"),
        Column("source_updated_on", "date"),
    ),
    children=(
        Child(
            "equipment",
            "third_place_id",
            (
                Column("type_code"),
                Column("quantity", "integer"),
                Column("seats", "integer"),
                Column("shareable"),
                Column("conditions"),
                Column("price"),
                Column("raw_text"),
                Column("confidence", "double precision"),
            ),
            stated=(Column("terms", "jsonb DEFAULT '{}'"),),
        ),
        Child(
            "award",
            "third_place_id",
            (
                Column("programme_code"),
                Column("call"),
                Column("year", "integer"),
                Column("amount", "numeric"),
                Column("period_start", "date"),
                Column("period_end", "date"),
            ),
        ),
        Child(
            "opening_exception",
            "third_place_id",
            (
                Column("day", "date"),
                Column("open_minutes", "int4multirange"),
                Column("appointment_minutes", "int4multirange"),
                Column("unknown_minutes", "int4multirange"),
            ),
            hashed=False,
        ),
    ),
    refresh="refresh_third_place_listing",
    derived=(
        Column("open_minutes", "int4multirange"),
        Column("appointment_minutes", "int4multirange"),
        Column("unknown_minutes", "int4multirange"),
        Column("by_appointment", "boolean"),
        Column("holiday_area"),
        Column("expanded_from", "date"),
        Column("expanded_until", "date"),
    ),
    lay_over=lay_stated_values,
)


class PlaceLoader:
    """Takes the places of one source."""

    def __init__(self, cursor: Cursor, feed: Feed) -> None:
        self._feed = feed
        self._communes = CommunesIndex.from_database(cursor)
        # Fictional places have no run; they are never anybody's duplicates.
        self._features = FeatureLoader(cursor, TABLE, feed, settle if feed.run_id is not None else None)
        self._known = KnownPlaces(cursor, feed.source)
        self._window = window(datetime.now(UTC).date())

    def expect(self, keys: Sequence[str]) -> None:
        """Look up what the directory holds under the identifiers of the next records."""
        self._known.look_up(keys)

    def add(self, record: PlaceRecord) -> tuple[str, ...]:
        """Stage a place and return the remarks on it.

        Raises
        ------
        RowRefusedError
            When a value is outside its vocabulary, the hours or the position cannot be used, or when the
            directory holds another place under the identifier.

        """
        _check(record)
        record = _closed_by_its_name(place_without_contacts(record))
        located = locate(record.location, self._communes, self._feed.far_position)
        try:
            self._known.check(record, located)
        except RowRefusedError:
            self._features.dispute(record.list)
            raise
        location = record.location
        area = holiday_area(
            territory_of(
                located.department_code, located.commune_code or location.commune_code, located.postcode
            )
        )
        expansion, week, exceptions = _expansion(record.opening_hours, located.timezone, self._window, area)
        self._features.add(
            FeatureRow(
                source_record_id=record.source_record_id,
                located=located,
                values=(
                    public_id(PLACES, self._feed.source, record.source_record_id),
                    record.name,
                    record.kind,
                    record.status,
                    list(record.assumed),
                    record.opening_hours,
                    located.timezone,
                    record.wheelchair,
                    record.website,
                    record.telephone,
                    record.description,
                    sorted(record.equipment_absent),
                    record.manager_kind,
                    record.siret,
                    json.dumps(record.standard, ensure_ascii=False, sort_keys=True),
                    record.source_updated_on,
                ),
                children={
                    "equipment": [_equipment_row(item) for item in record.equipment],
                    "award": [_award_row(award) for award in record.awards],
                    "opening_exception": exceptions,
                },
                derived=(*week, area, *(self._window if expansion else (None, None))),
                list=record.list,
                terms=record.terms,
            )
        )
        return (*record.remarks, *located.remarks, *(expansion.remarks if expansion else ()))

    def keep(self, source_record_id: str) -> None:
        """Leave an earlier version of a record that is refused this time."""
        self._features.keep(source_record_id)

    def finish(self) -> Counts:
        """Write what differs."""
        return self._features.finish()


def _check(record: PlaceRecord) -> None:
    one_of("kind", record.kind, KIND_CODES)
    one_of("status", record.status, STATUSES)
    one_of("wheelchair", record.wheelchair, (None, *WHEELCHAIR))
    one_of("manager_kind", record.manager_kind, (None, *MANAGER_KINDS))
    for item in record.equipment:
        one_of("equipment", item.type_code, EQUIPMENT_CODES)
        one_of("shareable", item.shareable, SHAREABLE)
    for code in record.equipment_absent:
        one_of("equipment", code, EQUIPMENT_CODES)
    for award in record.awards:
        one_of("programme", award.programme_code, PROGRAMME_CODES)
    unique("equipment", [item.type_code for item in record.equipment])
    unique("award", [(award.programme_code, award.call, award.year) for award in record.awards])


def _closed_by_its_name(record: PlaceRecord) -> PlaceRecord:
    """Return a place closed whose name says so, unless its source states that it is open; with a remark."""
    if record.status != "open" or not says_closed(record.name):
        return record
    if "status" not in record.assumed:
        return replace(record, remarks=(*record.remarks, "status_doubted_by_name"))
    return replace(
        record,
        status="closed",
        assumed=tuple(column for column in record.assumed if column != "status"),
        remarks=(*record.remarks, "closed_by_name"),
    )


@lru_cache(maxsize=4096)
def _expansion(
    hours: str | None, timezone: str, days: tuple[date, date], area: str
) -> tuple[Expansion | None, Row, Sequence[Row]]:
    """Return hours day by day, and their rows; many places keep the same."""
    if hours is None:
        return None, week_row(None), ()
    first, until = days
    try:
        expansion = expand(hours, timezone, first, (until - first).days, area)
    except ValueError as error:
        raise RowRefusedError("opening_hours_invalid", f"{error}.") from error
    return expansion, week_row(expansion), exception_rows(expansion)


def _equipment_row(item: EquipmentRecord) -> tuple[object, ...]:
    return (
        item.type_code,
        item.quantity,
        item.seats,
        item.shareable,
        item.conditions,
        item.price,
        item.raw_text,
        item.confidence,
    )


def _award_row(award: AwardRecord) -> tuple[object, ...]:
    return (
        award.programme_code,
        award.call,
        award.year,
        award.amount,
        award.period_start,
        award.period_end,
    )
