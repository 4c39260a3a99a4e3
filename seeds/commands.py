"""What `seeds` adds to the command line."""

import csv
import io
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import psycopg
from sqlalchemy import Connection, Engine, select

from app.commands import database_engine, is_interactive, read_settings, say
from app.imports.models import ImportRun, RejectedRecord
from seeds import load
from seeds.initial import load_published
from seeds.normalise.text import escape_formula
from seeds.progress import Watch, bar, unwatched
from seeds.report import print_report
from seeds.sources import BY_NAME

ALL = "all"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ImportJob = Callable[[Engine, Watch], list[load.ImportReport]]
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("source", type=click.Choice([*BY_NAME, ALL]))
@click.argument("file", type=FILE, required=False)
@click.option(
    "--data",
    type=FOLDER,
    help="Folder of published files; each source has its file name in it. Default: $DATA.",
)
def import_(source: str, file: Path | None, data: Path | None) -> None:
    """Import a published FILE of one SOURCE, or every source of the folder DATA with `all`.

    Importing twice changes nothing. Refused rows are reported and kept; `proxilieux rejected SOURCE` prints
    them. `all` takes the place of the demonstration. Exit code 1 when a file could not be read.
    """
    job = _import_job(source, file, data or read_settings().data)
    try:
        with database_engine() as engine:
            reports = job(engine, bar if is_interactive() else unwatched)
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database went away; nothing was kept. {error}") from error
    print_report(reports)
    if any(report.status == "failed" for report in reports):
        sys.exit(1)


@click.command("rejected")
@click.argument("source", type=click.Choice(list(BY_NAME)))
def rejected(source: str) -> None:
    """Print as CSV the rows that the last run of SOURCE refused, with the line, the reason and the row."""
    with database_engine() as engine, engine.connect() as connection:
        rows = _rejected_rows(connection, source)
    click.echo(_as_csv(rows), nl=False)


def _import_job(source: str, file: Path | None, folder: Path | None) -> ImportJob:
    """Return what `import` is to do, before a database is started for it."""
    if source == ALL:
        if file is not None or folder is None:
            raise click.UsageError("`import all` takes a folder, with --data, and no file.")
        return lambda engine, watch: load_published(engine, folder, say, watch=watch, skip_known=False)
    if file is None and folder is None:
        raise click.UsageError(f"Name the file of {source}, or the folder that holds it with --data.")
    path = file or (folder or Path()) / BY_NAME[source].file_name
    return lambda engine, watch: [load.import_(engine, BY_NAME[source], path, say=say, watch=watch)]


def _rejected_rows(connection: Connection, source: str) -> list[Mapping[str, Any]]:
    last = select(ImportRun.id).where(ImportRun.source == source).order_by(ImportRun.id.desc()).limit(1)
    found = connection.execute(
        select(RejectedRecord.line_number, RejectedRecord.code, RejectedRecord.reason, RejectedRecord.record)
        .where(RejectedRecord.import_run_id == last.scalar_subquery())
        .order_by(RejectedRecord.id)
    )
    return [
        {"line": row.line_number, "refused_as": row.code, "reason": row.reason, **row.record} for row in found
    ]


def _as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row)) or [
        "line",
        "refused_as",
        "reason",
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writerow({column: escape_formula(column) for column in columns})
    writer.writerows({column: _cell(value) for column, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:  # noqa: ANN401 - a JSON value
    return "" if value is None else escape_formula(str(value))
