"""Checks a file as an import would read it, and keeps nothing: what a publisher runs before publishing."""

import csv
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from sqlalchemy import Connection, Engine, select

from app.directory.common.personal import without_contacts_in_texts
from app.directory.territories.models import Commune
from seeds.importing.import_file import FEATURE_KINDS, ImportReport, loses_most, lost_sentence
from seeds.importing.progress import Watch, unwatched
from seeds.importing.reports.document import Report
from seeds.loading.records import load_records
from seeds.loading.runs import Notify
from seeds.reading.base import DELIMITERS, header_line
from seeds.reading.files import SourceFile, SourceFileError
from seeds.reading.records import Refusal
from seeds.reading.refused_rows import PART_COLUMNS, RefusedRow, is_part
from seeds.reading.spreadsheet import SpreadsheetReader
from seeds.reading.table import TableReader, is_json
from seeds.sources.files import look_through, with_companions
from seeds.sources.registry import SOURCES
from seeds.sources.source import Source

HELD_IN_MEMORY = 4 << 20
"""Bytes of refused rows; more go to a temporary file."""
SHOWN_COLUMNS = 12
NO_COMMUNES = (
    "No communes are loaded; nothing was compared with them: `proxilieux import communes` loads them."
)
NOTHING_LOADED = "No row could be loaded; an import would refuse the whole file."


class RefusalSpool:
    """Refused rows, put aside in a file of ASCII and gone through as often as one likes."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def add(self, refusal: Refusal) -> None:
        """Put one aside."""
        origin = refusal.origin
        row = (origin.line_number, refusal.code, refusal.reason, without_contacts_in_texts(origin.row))
        self._file.write(json.dumps(row, default=str) + "\n")

    def __iter__(self) -> Iterator[RefusedRow]:
        """Yield them in the file's order."""
        self._file.seek(0)
        for line in self._file:
            yield RefusedRow(*json.loads(line))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Fit of a file's columns with a source."""

    source: Source
    known: int
    """Expected columns that are there."""
    missing: Sequence[str]


@contextmanager
def check(
    engine: Engine,
    path: Path,
    source: Source | None = None,
    *,
    sheet: str = "",
    notify: Notify = lambda _message: None,
    watch: Watch = unwatched,
) -> Iterator[Report]:
    """Read a file as an import of `source` would, and keep nothing; no table of the directory is written.

    Yields a report whose refused rows can be read until the block ends.

    Without `source` the reader is found from the file's columns; of a workbook `sheet` names the one to read.
    The counts say what an import would do to the directory as it is now; communes are the database's own.

    Raises
    ------
    SourceFileError
        When the file cannot be read, or fits no source, or several.

    """
    started = time.monotonic()
    file = look_through(path, source, sheet)
    source = source or recognise(file)
    file = with_companions(file, source)
    outcome = ImportReport(source=source, file_name=path.name, status="checked", part=is_part(file))
    with SpooledTemporaryFile(HELD_IN_MEMORY, mode="w+", encoding="ascii") as buffer:
        refused = RefusalSpool(buffer)
        # Of one moment, whatever an import commits meanwhile: nothing is locked, and nobody waited for.
        with (
            engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
            connection.begin() as transaction,
        ):
            _read(connection, file, outcome, refused, watch)
            if outcome.source.kind in FEATURE_KINDS and _no_communes(connection):
                notify(NO_COMMUNES)
            transaction.rollback()
        if outcome.tally.refused == outcome.tally.read:
            outcome.status, outcome.error = "failed", NOTHING_LOADED
        elif loses_most(outcome.tally):
            notify(lost_sentence(source, outcome.tally))
        outcome.seconds = time.monotonic() - started
        yield Report(outcome, refused)


def recognise(file: SourceFile) -> Source:
    """Return the one source whose file this looks like.

    Of several whose columns are all there, the one that expects most of them; of those that expect the same,
    the one that names its file so.

    Raises
    ------
    SourceFileError
        When none fits, naming the nearest and what is missing, or when several do.

    """
    candidates = _candidates(file)
    fitting = [candidate for candidate in candidates if not candidate.missing]
    if not fitting:
        fitting = [_Candidate(source, 0, ()) for source in SOURCES if _can_begin(source, file)]
    if not fitting:
        fitting = [
            _Candidate(source, known, ()) for source in SOURCES if (known := _known_columns(source, file))
        ]
    most = max((candidate.known for candidate in fitting), default=0)
    best = [candidate.source for candidate in fitting if candidate.known == most]
    named = [source for source in best if source.file_name == file.path.name]
    if len(named or best) == 1:
        return (named or best)[0]
    if best:
        names = ", ".join(source.name for source in best)
        raise SourceFileError(
            f"{file.path.name} fits several sources: {names}. Say which with --source NAME."
        )
    raise SourceFileError(
        _joined_to(file) or f"{file.path.name} fits no source. {_nearest(file, candidates)}"
    )


def _read(
    connection: Connection, file: SourceFile, outcome: ImportReport, refused: RefusalSpool, watch: Watch
) -> None:
    # No run is opened: what would be written carries none, like the demonstration.
    feed = replace(outcome.source.feed(0), run_id=None, partial=outcome.part, rehearsal=True)
    with (
        watch(outcome.source.name, file.size) as advance,
        closing(outcome.source.reader(file, advance)) as records,
    ):
        load_records(connection, feed, records, on_refusal=refused.add, tally=outcome.tally)


def _no_communes(connection: Connection) -> bool:
    return connection.scalar(select(Commune.code).limit(1)) is None


def _candidates(file: SourceFile) -> list[_Candidate]:
    """Compare the header with the columns of every reader that names its own."""
    candidates: list[_Candidate] = []
    if file.workbook:
        return candidates
    first = header_line(file)
    for source in SOURCES:
        columns: Sequence[str] = getattr(source.reader, "columns", ())
        if columns:
            header = max(
                (_cells(first, mark) for mark in DELIMITERS), key=lambda cells: len(cells & {*columns})
            )
            missing = [column for column in columns if column not in header]
            candidates.append(_Candidate(source, len(columns) - len(missing), missing))
    return candidates


def _cells(line: str, delimiter: str) -> set[str]:
    try:
        return {cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), ())} - {*PART_COLUMNS}
    except csv.Error:
        return set()


def _can_begin(source: Source, file: SourceFile) -> bool:
    """Whether a reader that names no columns takes the file, told by its first record."""
    names_columns = hasattr(source.reader, "columns") or isinstance(source.reader, SpreadsheetReader)
    if file.workbook or (names_columns and not _reads_json(source, file)):
        return False
    try:
        with closing(source.reader(file, lambda _done: None)) as records:
            return not all(isinstance(record, Refusal) for record in islice(records, 1))
    except SourceFileError:
        return False


def _reads_json(source: Source, file: SourceFile) -> bool:
    return isinstance(source.reader, TableReader) and is_json(file)


def _known_columns(source: Source, file: SourceFile) -> int:
    """Return how many columns of a file a reader of spreadsheets knows; 0 where it lacks what it needs."""
    return source.reader.fit(file) if isinstance(source.reader, SpreadsheetReader) else 0


def _joined_to(file: SourceFile) -> str | None:
    """Return what to check instead of a source's second file, known by its name."""
    for source in SOURCES:
        if any(companion.file_name == file.path.name for companion in source.companions):
            return f"{file.path.name} is read together with {source.file_name}: check that one, beside it."
    return None


def _nearest(file: SourceFile, candidates: Sequence[_Candidate]) -> str:
    if file.path.suffix.lower() in {".json", ".geojson"} or is_json(file):
        return (
            "It is a JSON document, and no source's reader takes one of this shape: save it as CSV in UTF-8."
            " Lists of objects are read by mediation-numerique, data-inclusion and communes (--source NAME),"
            " outlines by regions and departments."
        )
    best = max(
        candidates,
        key=lambda candidate: candidate.known / (candidate.known + len(candidate.missing)),
        default=None,
    )
    if best is None or best.known == 0:
        return "None of its columns is known; say which source it is meant for with --source NAME."
    shown = ", ".join(best.missing[:SHOWN_COLUMNS])
    more = len(best.missing) - SHOWN_COLUMNS
    return f"The nearest is {best.source.name}; missing: {shown}{f' and {more} more' if more > 0 else ''}."
