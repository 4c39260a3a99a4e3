"""Fetches sources from their live addresses and imports what is new."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Engine

from seeds.importing import import_file
from seeds.importing.fetching.download import Fetched, Limits, download
from seeds.importing.fetching.store import known_download, remember
from seeds.importing.progress import Watch, unwatched
from seeds.loading.runs import Notify, import_session
from seeds.reading.files import SourceFileError
from seeds.sources.registry import SOURCES
from seeds.sources.source import Source


def live_sources() -> tuple[Source, ...]:
    """Return the sources that have a live address, in the order in which they are loaded."""
    return tuple(source for source in SOURCES if source.address)


def sync(
    engine: Engine,
    sources: Sequence[Source],
    folder: Path,
    *,
    addresses: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    notify: Notify = lambda _message: None,
    watch: Watch = unwatched,
) -> list[import_file.ImportReport]:
    """Download and import each source, one transaction a source; return a report of each.

    `addresses` replaces live addresses by source name. A source whose file is the one that was imported last
    is skipped; one that cannot be fetched is reported as failed, and the others go on. Files are kept in
    `folder`, one folder a source.

    Raises
    ------
    sqlalchemy.exc.DBAPIError, psycopg.Error
        When the database refuses or goes away.

    """
    addresses = addresses or {}
    reports = []
    for source in sources:
        path = folder / source.name / source.file_name
        try:
            for address, target in _files(source, path, addresses):
                _fetch(engine, source, address, target, limits, notify)
        except SourceFileError as error:
            reports.append(_failed(engine, source, path, error, notify))
            continue
        reports.append(
            import_file.import_(engine, source, path, skip_if_known=True, notify=notify, watch=watch)
        )
    return reports


def _files(source: Source, path: Path, addresses: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """Yield the address and the place of the source's file, then of its companions."""
    address = addresses.get(source.name) or source.address
    if address is None:
        raise SourceFileError(f"{source.name} has no live address: import its file instead.")
    yield address, path
    for companion in source.companions:
        live = addresses.get(f"{source.name}.{companion.name}") or companion.address
        if live:
            yield live, path.with_name(companion.file_name)


def _fetch(
    engine: Engine, source: Source, address: str, path: Path, limits: Limits | None, notify: Notify
) -> Fetched:
    with engine.begin() as connection:
        earlier = known_download(connection, source.name, address)
    # Only what is still there as it came needs not come again.
    known = earlier[0] if earlier and _sha256(path) == earlier[1] else None
    notify(f"{source.name}: asking {address}")
    fetched = download(address, path, known=known, limits=limits)
    with engine.begin() as connection:
        remember(connection, source.name, address, fetched)
    notify(f"{source.name}: {fetched.size} bytes" if fetched.is_new else f"{source.name}: not changed")
    return fetched


def _sha256(path: Path) -> bytes | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _failed(
    engine: Engine, source: Source, path: Path, error: SourceFileError, notify: Notify
) -> import_file.ImportReport:
    """Keep a download that failed as a run of its source, so that its report is there."""
    report = import_file.ImportReport(source=source, file_name=path.name, error=str(error))
    with import_session(engine, notify) as log:
        report.run_id = log.start(source.name, path.name, b"", report.tally)
        log.fail(report.run_id, str(error))
    return report
