"""Commands about what became of files: `check`, `report`, `rejected`."""

import filecmp
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TextIO, TypeVar

import click
import psycopg
from sqlalchemy import Connection

from app.commands.base import database_engine, is_interactive, notify
from seeds.commands.list_options import mapping_option, source_of
from seeds.importing.check import check
from seeds.importing.progress import bar, unwatched
from seeds.importing.reports.document import Report, write_json
from seeds.importing.reports.html import write_html
from seeds.importing.reports.stored import ReportError, last_reports, run_report
from seeds.importing.reports.terminal import print_report
from seeds.reading.files import SourceFileError
from seeds.reading.refused_rows import RefusedRow, write_part
from seeds.sources.registry import BY_NAME

OUT = click.Path(dir_okay=False, path_type=Path)
Command = TypeVar("Command", bound=Callable[..., None])


def _outputs(command: Command) -> Command:
    """Add the options that say where a report goes."""
    for name, what in (
        ("--rejected", "Write the refused rows as CSV, to be mended and imported again."),
        ("--json", "Write the report as JSON."),
        ("--html", "Write the report as a page that loads nothing from anywhere."),
    ):
        command = click.option(name, f"{name[2:]}_file", type=OUT, metavar="FILE", help=what)(command)
    return command


class _StandardOutput:
    """Standard output as something to write to; a broken pipe or a narrow encoding is click's business."""

    def write(self, text: str, /) -> None:
        click.echo(text, nl=False)


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", type=click.Choice(list(BY_NAME)), help="Default: found from the file's columns.")
@click.option("--sheet", default="", metavar="NAME", help="Read this sheet of a workbook alone.")
@mapping_option
@_outputs
def check_(
    file: Path,
    source: str | None,
    sheet: str,
    mapping: Path | None,
    html_file: Path | None,
    json_file: Path | None,
    rejected_file: Path | None,
) -> None:
    """Read FILE as an import would, report on it, and keep nothing.

    Exit code 0 when every row can be loaded, 1 when one is refused or the file cannot be read. The refused
    rows are written to FILE-refused.csv in the current folder, or where --rejected says.
    """
    watch = bar if is_interactive() else unwatched
    try:
        chosen = source_of(source, mapping)
        with (
            database_engine() as engine,
            check(engine, file, chosen, sheet=sheet, notify=notify, watch=watch) as report,
        ):
            print_report([report.outcome])
            _write([report], html_file, json_file, rejected_file)
            if report.outcome.tally.refused and rejected_file is None:
                _write_refused(file.stem, report.refused)
    except SourceFileError as error:
        raise click.ClickException(str(error)) from error
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database went away. {error}") from error
    if report.outcome.tally.refused or report.outcome.status == "failed":
        sys.exit(1)


@click.command("report")
@click.argument("source_or_run", metavar="[SOURCE|RUN]", required=False)
@_outputs
def report_(
    source_or_run: str | None, html_file: Path | None, json_file: Path | None, rejected_file: Path | None
) -> None:
    """Report on the last import of every source, of one SOURCE, or on one RUN (a number)."""
    if rejected_file is not None and source_or_run is None:
        raise click.UsageError("--rejected takes the rows of one source: name it.")
    with database_engine() as engine, engine.connect() as connection:
        reports = _stored(connection, source_or_run)
        print_report([report.outcome for report in reports])
        _write(reports, html_file, json_file, rejected_file)


@click.command("rejected")
@click.argument("source", type=click.Choice(list(BY_NAME)))
def rejected(source: str) -> None:
    """Print as CSV the rows that the last run of SOURCE refused: line, rule, reason, and the row as it was.

    Mended, the file can be imported again: the rows that it does not hold stay as they are.
    """
    refused: Iterable[RefusedRow] = ()
    with database_engine() as engine, engine.connect() as connection:
        try:
            (last,) = last_reports(connection, source)
        except ReportError:
            notify(f"{source} has not been imported yet.")
        else:
            refused = last.refused
        write_part(_StandardOutput(), refused)


def _stored(connection: Connection, source_or_run: str | None) -> list[Report]:
    try:
        if source_or_run is not None and source_or_run.isascii() and source_or_run.isdigit():
            return [run_report(connection, int(source_or_run))]
        if source_or_run is not None and source_or_run not in BY_NAME:
            raise click.UsageError(f"{source_or_run!r} is neither a run nor a source: {', '.join(BY_NAME)}.")
        return last_reports(connection, source_or_run)
    except ReportError as error:
        raise click.ClickException(str(error)) from error


def _write(
    reports: Sequence[Report], html_file: Path | None, json_file: Path | None, rejected_file: Path | None
) -> None:
    if html_file:
        _to_file(html_file, "utf-8", lambda out: write_html(out, list(reports)))
    if json_file:
        _to_file(json_file, "utf-8", lambda out: write_json(out, reports))
    if rejected_file:
        # With a byte order mark, or a spreadsheet garbles the accents of what it is given to mend.
        _to_file(rejected_file, "utf-8-sig", lambda out: write_part(out, reports[0].refused))


def _write_refused(stem: str, refused: Iterable[RefusedRow]) -> None:
    """Write refused rows into the current folder, over no file that holds anything else."""
    with NamedTemporaryFile("w", encoding="utf-8-sig", errors="replace", newline="") as written:
        write_part(written, refused)
        written.flush()
        for path in _refused_names(stem):
            try:
                if _copy_to_new(Path(written.name), path):
                    break
            except OSError as error:
                raise click.ClickException(
                    f"{path} cannot be written: {error.strerror}. --rejected FILE says where it shall be."
                ) from error
    notify(f"Refused rows: {path}. Mended, it can be imported as it is.")


def _refused_names(stem: str) -> Iterator[Path]:
    yield Path(f"{stem}-refused.csv")
    yield from (Path(f"{stem}-refused-{number}.csv") for number in count(2))


def _copy_to_new(source: Path, path: Path) -> bool:
    """Return whether a file now holds what another one does: it does already, or was not there."""
    try:
        with source.open("rb") as content, path.open("xb") as out:
            shutil.copyfileobj(content, out)
    except FileExistsError:
        # What somebody is mending stays.
        return path.is_file() and filecmp.cmp(source, path, shallow=False)
    return True


def _to_file(path: Path, encoding: str, write: Callable[[TextIO], object]) -> None:
    try:
        out: IO[str]
        with path.open("w", encoding=encoding, errors="replace", newline="") as out:
            write(out)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
    notify(f"Written: {path}")
