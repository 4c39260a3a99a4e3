"""Loads any records in the caller's transaction. Imports, demonstrations and benchmarks all pass here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast

import psycopg
from psycopg import Cursor
from sqlalchemy import Connection

from app.directory.common.personal import without_contacts
from app.directory.contributions.author import Author, speak_as
from seeds.loading.building_access import BuildingAccessLoader
from seeds.loading.feed import Counts, Feed
from seeds.loading.grants import GrantLoader
from seeds.loading.occurrences import Occurrences
from seeds.loading.organisations import OrganisationLoader
from seeds.loading.places import PlaceLoader
from seeds.loading.plan_axes import ProjectLoader, SupportOfferLoader
from seeds.loading.territories import CommuneLoader, OutlineLoader
from seeds.reading.base import RowRefusedError
from seeds.reading.files import SourceFileError
from seeds.reading.records import (
    CommuneRecord,
    Note,
    Origin,
    OutlineRecord,
    PlaceRecord,
    Record,
    Refusal,
)

DEFER_LISTING = "SELECT set_config('proxilieux.defer_listing', 'on', true)"
"""Until the transaction ends, the triggers leave the listings to this package."""
OTHERS: Mapping[str, Callable[[Cursor, Feed], "RecordLoader"]] = {
    "projects": ProjectLoader,
    "support-offers": SupportOfferLoader,
    "grants": GrantLoader,
    "building-access": BuildingAccessLoader,
}
OnRefusal = Callable[[Refusal], None]
PORTION = 500
"""Records whose identifiers are looked up at once."""


class RecordLoader(Protocol):
    """Takes records of one kind, then writes them."""

    def add(self, record: Any, /) -> tuple[str, ...]:  # noqa: ANN401 - each loader takes its own kind
        """Take a record; return remarks on it, or raise RowRefusedError."""

    def keep(self, key: str, /) -> None:
        """Leave what is there under this key."""

    def finish(self) -> Counts:
        """Write what differs and return the counts."""


@dataclass(slots=True)
class Tally:
    """Counts of one load: `read` is created + updated + unchanged + merged + refused."""

    read: int = 0
    refused: int = 0
    counts: Counts = field(default_factory=Counts)
    refusals: dict[str, Occurrences] = field(default_factory=dict)
    remarks: dict[str, Occurrences] = field(default_factory=dict)


def load_records(
    connection: Connection,
    feed: Feed,
    records: Iterable[Record | Refusal | Note],
    on_refusal: OnRefusal = lambda _refusal: None,
    tally: Tally | None = None,
) -> Tally:
    """Make the directory's rows of `feed.source` agree with `records`, and refresh the listings once.

    Nothing is committed. `tally` is filled as it goes, so that a caller can tell how far a failed load
    came. Rows of the source that `records` do not hold are marked as vanished.

    Raises
    ------
    seeds.reading.files.SourceFileError
        When the records cannot be read any further.
    sqlalchemy.exc.DBAPIError, psycopg.Error
        When the database refuses; the caller's transaction is then lost.

    """
    tally = Tally() if tally is None else tally
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with driver.cursor() as cursor:
        cursor.execute(DEFER_LISTING)
        speak_as(cursor, Author.import_run(feed.run_id) if feed.run_id is not None else Author.system())
        intake = _Intake(_loader(cursor, feed), on_refusal, tally)
        for portion in _portions(records):
            if isinstance(intake.loader, PlaceLoader):
                intake.loader.expect(
                    [record.source_record_id for record in portion if isinstance(record, PlaceRecord)]
                )
            for record in portion:
                if isinstance(record, Note):
                    tally.remarks.setdefault(record.code, Occurrences()).note(
                        record.line_number, without_contacts(record.text)
                    )
                else:
                    intake.take(record)
        tally.counts = intake.loader.finish()
    _check_sum(tally)
    return tally


def _portions(records: Iterable[Record | Refusal | Note]) -> Iterator[Sequence[Record | Refusal | Note]]:
    """Yield the records some at a time; those before a failure are yielded before it is raised."""
    portion: list[Record | Refusal | Note] = []
    try:
        for record in records:
            portion.append(record)
            if len(portion) == PORTION:
                yield portion
                portion = []
    except SourceFileError:
        yield portion
        raise
    yield portion


def _loader(cursor: Cursor, feed: Feed) -> RecordLoader:
    match feed.kind:
        case "places":
            return PlaceLoader(cursor, feed)
        case "organisations":
            return OrganisationLoader(cursor, feed)
        case "projects" | "support-offers" | "grants" | "building-access" as kind:
            return OTHERS[kind](cursor, feed)
        case "communes":
            return CommuneLoader(cursor, feed)
        case "regions":
            return OutlineLoader(cursor, "region", rehearsal=feed.rehearsal)
        case "departments":
            return OutlineLoader(cursor, "department", rehearsal=feed.rehearsal)


class _Intake:
    """Hands records to the loader, once each, and keeps the tally."""

    def __init__(self, loader: RecordLoader, on_refusal: OnRefusal, tally: Tally) -> None:
        self.loader = loader
        self._on_refusal = on_refusal
        self._tally = tally
        self._lines: dict[str, int] = {}
        """Line of each key that has come; 0 where it has none."""

    def take(self, record: Record | Refusal) -> None:
        """Take one record or refusal."""
        self._tally.read += 1
        if isinstance(record, Refusal):
            self._refuse(record)
            return
        key = _key(record)
        try:
            self._check_new(key)
            remarks = self.loader.add(record)
        except RowRefusedError as error:
            self._refuse(Refusal(record.origin, error.code, error.reason, key))
            return
        self._lines[key] = record.origin.line_number or 0
        for remark in remarks:
            self._tally.remarks.setdefault(_of_sheet(remark, record.origin), Occurrences()).note(
                record.origin.line_number
            )

    def _check_new(self, key: str) -> None:
        line_number = self._lines.get(key)
        if line_number is not None:
            where = f"at line {line_number}" if line_number else "in the same data"
            raise RowRefusedError("record_id_repeated", f"The identifier {key} is also {where}.")

    def _refuse(self, refusal: Refusal) -> None:
        self._tally.refused += 1
        sheet = refusal.origin.sheet
        # A reason may quote the cell.
        reason = without_contacts(refusal.reason)
        refusal = replace(refusal, reason=f"Sheet {sheet!r}: {reason}" if sheet else reason)
        self._tally.refusals.setdefault(refusal.code, Occurrences()).note(
            refusal.origin.line_number, refusal.reason
        )
        if refusal.source_record_id is not None:
            self.loader.keep(refusal.source_record_id)
        self._on_refusal(refusal)


def _of_sheet(code: str, origin: Origin) -> str:
    """Return how a remark is counted: by sheet, where lines of several are counted."""
    return f"{code}: {origin.sheet}" if origin.sheet else code


def _key(record: Record) -> str:
    return record.code if isinstance(record, CommuneRecord | OutlineRecord) else record.source_record_id


def _check_sum(tally: Tally) -> None:
    counts = tally.counts
    accounted = counts.created + counts.updated + counts.unchanged + counts.merged + tally.refused
    if accounted != tally.read:
        raise RuntimeError(f"{tally.read} rows were read, but {accounted} are accounted for")
