"""Imports published files: one transaction a run, again and again with the same outcome."""

import hashlib
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.directory.imports.models import DataSource, DirectoryState
from app.platform.version import VERSION
from seeds.importing.mappings import keep_mapping
from seeds.importing.progress import Watch, unwatched
from seeds.loading.records import Tally, load_records
from seeds.loading.runs import Notify, RunLog, import_session
from seeds.reading.files import SourceFile, SourceFileError
from seeds.reading.refused_rows import is_part
from seeds.sources.files import open_source
from seeds.sources.source import Source

COMMUNES = "communes"
DEMONSTRATION = "demonstration"
FEWEST_LOST = 50
"""Vanishing rows from which on a file is suspected of not being whole."""
MOST_LOST = 0.1
"""Share of a source's rows that a whole file may leave out."""
FEATURE_KINDS = frozenset({"places", "organisations", "projects", "support-offers"})
"""Kinds of record that take their territory from the communes."""


@dataclass(slots=True)
class ImportReport:
    """Result of one run."""

    source: Source
    file_name: str
    status: Literal["loaded", "skipped", "failed", "checked"] = "failed"
    """`checked`: read as an import would, and nothing kept."""
    tally: Tally = field(default_factory=Tally)
    seconds: float = 0.0
    error: str | None = None
    run_id: int | None = None
    """None for a file that was skipped or checked."""
    part: bool = False
    """Whether the file holds some of the source's rows, so that the others have not vanished."""
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def import_(
    engine: Engine,
    source: Source,
    path: Path,
    *,
    skip_if_known: bool = False,
    part: bool = False,
    accept_vanished: bool = False,
    notify: Notify = lambda _message: None,
    watch: Watch = unwatched,
) -> ImportReport:
    """Make the directory agree with one published file, in one transaction.

    A file that cannot be read gives a report with status `failed`, and the directory stays as it was. With
    `skip_if_known` a file that the last successful run of the source has read is not read again. With `part`,
    or when the file says itself that it is one (`refused_rows`), rows that it does not hold stay as they are.
    A file without most of the rows that are there is not loaded, unless `accept_vanished`: it may be cut off.

    Raises
    ------
    sqlalchemy.exc.DBAPIError, psycopg.Error
        When the database refuses or goes away; the run is then marked as failed, as far as possible.

    """
    with import_session(engine, notify) as log, engine.begin() as connection:
        report = import_source(
            connection,
            log,
            source,
            path,
            skip_if_known=skip_if_known,
            part=part,
            accept_vanished=accept_vanished,
            watch=watch,
        )
        if report.status == "loaded" and source.kind in FEATURE_KINDS:
            mark_published(connection, only_if_empty=True)
            if connection.scalar(select(DirectoryState.content)) == DEMONSTRATION:
                notify(
                    "The directory still holds the demonstration; `proxilieux import all` takes its place."
                )
    return report


def import_source(
    connection: Connection,
    log: RunLog,
    source: Source,
    path: Path,
    *,
    skip_if_known: bool = False,
    part: bool = False,
    accept_vanished: bool = False,
    watch: Watch = unwatched,
) -> ImportReport:
    """Import one file in the caller's transaction; a file that cannot be read leaves nothing in it."""
    started = time.monotonic()
    report = ImportReport(source=source, file_name=path.name)
    try:
        file = open_source(source, path)
    except SourceFileError as error:
        report.run_id = log.start(source.name, path.name, b"", report.tally)
        _fail(log, report, error)
        return report
    report.part = part or is_part(file)
    file_hash = _file_hash(file, source, log, part=report.part)
    if skip_if_known and log.last_hash(source.name) == file_hash:
        report.status = "skipped"
        return report
    report.run_id = log.start(source.name, path.name, file_hash, report.tally)
    try:
        with connection.begin_nested():
            describe_source(connection, source)
            _load(connection, log, report, file, watch)
            if not accept_vanished:
                _check_whole(report)
            keep_mapping(connection, file)
        report.status = "loaded"
    except SourceFileError as error:
        _fail(log, report, error)
    report.seconds = time.monotonic() - started
    return report


def describe_source(connection: Connection, source: Source) -> None:
    """Write what pages and exports say of a source; its trust decides between values that differ."""
    facts = {
        "title": source.title,
        "publisher": source.publisher,
        "licence": source.licence,
        "attribution": source.attribution,
        "address": source.address,
        "dated": source.dated,
        "trust": source.trust,
    }
    statement = insert(DataSource).values(name=source.name, **facts)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["name"],
            set_=facts,
            where=or_(*(getattr(DataSource, name).is_distinct_from(value) for name, value in facts.items())),
        )
    )


def mark_published(connection: Connection, *, only_if_empty: bool) -> None:
    """Say that the directory holds published data."""
    statement = update(DirectoryState).values(content="published")
    if only_if_empty:
        statement = statement.where(DirectoryState.content == "empty")
    connection.execute(statement)


def _load(connection: Connection, log: RunLog, report: ImportReport, file: SourceFile, watch: Watch) -> None:
    source, run_id = report.source, report.run_id
    if run_id is None:
        raise RuntimeError("a load needs an open run")
    with watch(source.name, file.size) as advance, closing(source.reader(file, advance)) as records:
        load_records(
            connection,
            replace(source.feed(run_id), partial=report.part),
            records,
            on_refusal=lambda refusal: log.refuse(run_id, refusal),
            tally=report.tally,
        )
    if report.tally.refused == report.tally.read:
        # Else a file cut off after its header would make everything vanish.
        raise SourceFileError(
            f"{file.path.name} holds no row that can be loaded: {report.tally.read} read, all refused."
        )


def loses_most(tally: Tally) -> bool:
    """Whether a load makes more than a tenth of the rows vanish, and enough of them to be no accident."""
    counts = tally.counts
    stayed = counts.unchanged + counts.updated + counts.merged + tally.refused
    return counts.vanished >= FEWEST_LOST and counts.vanished > MOST_LOST * (counts.vanished + stayed)


def lost_sentence(source: Source, tally: Tally) -> str:
    """Say what an import refuses of a file that `loses_most`, and how to have it all the same."""
    return (
        f"{tally.counts.vanished} rows of {source.name} that are there would vanish, more than a tenth."
        " Is the file whole? If so, import it with --accept-vanished."
    )


def _check_whole(report: ImportReport) -> None:
    if loses_most(report.tally):
        raise SourceFileError(f"{report.file_name}: {lost_sentence(report.source, report.tally)}")


def _fail(log: RunLog, report: ImportReport, error: SourceFileError) -> None:
    report.status, report.error = "failed", str(error)
    if report.run_id is not None:
        log.fail(report.run_id, report.error)


def _file_hash(file: SourceFile, source: Source, log: RunLog, *, part: bool) -> bytes:
    """Digest all that the outcome depends on: files, the program, and the communes that are loaded."""
    communes = log.last_hash(COMMUNES) or b"" if source.kind in FEATURE_KINDS else b""
    description = repr((source.said_list, source.list_terms, source.sheet)).encode()
    parts = (file.content_digest, _program_digest(), communes, bytes([part]), description)
    return hashlib.blake2b(b"".join(parts), digest_size=32).digest()


@cache
def _program_digest() -> bytes:
    """Digest the code that reads and loads: a mended reader reads a known file again."""
    package = Path(__file__).parents[1]
    digest = hashlib.blake2b(VERSION.encode(), digest_size=32)
    for module in sorted([*package.rglob("*.py"), *package.rglob("*.csv")]):
        if "fictional" not in module.relative_to(package).parts:
            digest.update(module.read_bytes())
    return digest.digest()
