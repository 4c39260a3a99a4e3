"""Reports of runs of earlier days, from the tables that keep them."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Row, func, select

from app.directory.imports.models import ImportRun, RejectedRecord
from seeds.importing.import_file import ImportReport
from seeds.importing.reports.document import Report
from seeds.loading.feed import Counts
from seeds.loading.occurrences import SHOWN_LINES, Occurrences, of_kept
from seeds.loading.records import Tally
from seeds.reading.refused_rows import RefusedRow
from seeds.sources.registry import BY_NAME

INTERRUPTED = "still running, or interrupted: the next import says which"
AT_A_TIME = 1000
"""Rows fetched together."""


class ReportError(LookupError):
    """There is no such run."""


@dataclass(frozen=True, slots=True)
class StoredRefusals:
    """The rows that one run refused, read from the database each time one goes through them."""

    connection: Connection
    run_id: int

    def __iter__(self) -> Iterator[RefusedRow]:
        """Yield them in the file's order."""
        statement = (
            select(
                RejectedRecord.line_number, RejectedRecord.code, RejectedRecord.reason, RejectedRecord.record
            )
            .where(RejectedRecord.import_run_id == self.run_id)
            .order_by(RejectedRecord.id)
        )
        # Closed by hand, because a page stops after the first few hundred.
        with self.connection.execute(statement, execution_options={"yield_per": AT_A_TIME}) as rows:
            for row in rows:
                yield RefusedRow(row.line_number, row.code, row.reason, row.record)


def last_reports(connection: Connection, source: str | None = None) -> list[Report]:
    """Return the report on the last run of each source, or of one.

    Raises
    ------
    ReportError
        When nothing has been imported.

    """
    last = select(func.max(ImportRun.id)).group_by(ImportRun.source)
    if source is not None:
        last = last.where(ImportRun.source == source)
    runs = connection.execute(
        select(ImportRun.__table__).where(ImportRun.id.in_(last)).order_by(ImportRun.id)
    )
    reports = [_report(connection, run) for run in runs.all() if run.source in BY_NAME]
    if not reports:
        raise ReportError(f"{source or 'Nothing'} has not been imported yet.")
    return reports


def run_report(connection: Connection, run_id: int) -> Report:
    """Return the report on one run.

    Raises
    ------
    ReportError
        When there is no such run, or its source is not one of this version.

    """
    run = connection.execute(select(ImportRun.__table__).where(ImportRun.id == run_id)).one_or_none()
    if run is None:
        raise ReportError(f"There is no run {run_id}.")
    if run.source not in BY_NAME:
        raise ReportError(f"Run {run_id} is of {run.source!r}, which is no source of this version.")
    return _report(connection, run)


def _report(connection: Connection, run: Row[tuple[object, ...]]) -> Report:
    succeeded = run.status == "succeeded"
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else 0.0
    report = ImportReport(
        source=BY_NAME[run.source],
        file_name=run.file_name,
        status="loaded" if succeeded else "failed",
        tally=_tally(connection, run),
        seconds=seconds,
        error=INTERRUPTED if run.status == "running" else run.error,
        run_id=run.id,
        started_at=run.started_at,
    )
    return Report(report, StoredRefusals(connection, run.id))


def _tally(connection: Connection, run: Row[tuple[object, ...]]) -> Tally:
    counts = Counts(
        created=run.created,
        updated=run.updated,
        unchanged=run.unchanged,
        merged=run.merged,
        vanished=run.vanished,
    )
    return Tally(
        read=run.rows_read,
        refused=run.refused,
        counts=counts,
        refusals=_refusals(connection, run.id),
        remarks={code: of_kept(kept) for code, kept in run.remarks.items()},
    )


def _refusals(connection: Connection, run_id: int) -> dict[str, Occurrences]:
    numbered = (
        select(
            RejectedRecord.code,
            RejectedRecord.line_number,
            RejectedRecord.reason,
            func.count().over(partition_by=RejectedRecord.code).label("occurrences"),
            func.row_number()
            .over(partition_by=RejectedRecord.code, order_by=RejectedRecord.id)
            .label("position"),
        )
        .where(RejectedRecord.import_run_id == run_id)
        .subquery()
    )
    by_code: dict[str, Occurrences] = {}
    for row in connection.execute(
        select(numbered)
        .where(numbered.c.position <= SHOWN_LINES)
        .order_by(numbered.c.code, numbered.c.position)
    ):
        occurrences = by_code.setdefault(row.code, Occurrences(example=row.reason))
        occurrences.count = row.occurrences
        if row.line_number is not None:
            occurrences.lines.append(row.line_number)
    return by_code
