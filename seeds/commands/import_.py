"""`proxilieux import`, and the options that imports share."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
import psycopg
from sqlalchemy import Engine

from app.commands.base import database_engine, is_interactive, notify, read_settings
from seeds.commands.list_options import described, list_options
from seeds.importing import import_file
from seeds.importing.initial_load import load_published
from seeds.importing.progress import Watch, bar, unwatched
from seeds.importing.reports.terminal import print_report
from seeds.sources.registry import BY_NAME
from seeds.sources.source import Source

ALL = "all"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ImportJob = Callable[[Engine, Watch], list[import_file.ImportReport]]
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("source", type=click.Choice([*BY_NAME, ALL]))
@click.argument("file", type=FILE, required=False)
@click.option(
    "--data",
    type=FOLDER,
    help="Folder of published files; each source has its file name in it. Default: $DATA.",
)
@click.option("--part", is_flag=True, help="FILE holds some of the rows only; the others have not vanished.")
@click.option(
    "--accept-vanished", is_flag=True, help="Load FILE although most of the source's rows are not in it."
)
@click.option("--sheet", default="", metavar="NAME", help="Read this sheet of a workbook alone.")
@list_options
def import_(
    source: str,
    file: Path | None,
    data: Path | None,
    *,
    sheet: str,
    part: bool,
    accept_vanished: bool,
    **options: str | None,
) -> None:
    """Import a published FILE of one SOURCE, or every source of the folder DATA with `all`.

    Importing twice changes nothing. Refused rows are reported and kept; `proxilieux rejected SOURCE` prints
    them, and what it printed, mended, is known as a part of the source when it is imported. `all` takes the
    place of the demonstration. Exit code 1 when a file could not be read.
    """
    folder = data or read_settings().data
    if source == ALL:
        if sheet or any(value is not None for value in options.values()):
            raise click.UsageError(
                "`import all` takes no --list, --title, --publisher, --licence or --sheet:"
                " name one source and a file."
            )
        job = _import_all(file, folder, part=part, accept_vanished=accept_vanished)
    else:
        chosen = replace(described(BY_NAME[source], options), sheet=sheet)
        job = _import_one(chosen, file, folder, part=part, accept_vanished=accept_vanished)
    try:
        with database_engine() as engine:
            reports = job(engine, bar if is_interactive() else unwatched)
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database went away; nothing was kept. {error}") from error
    print_report(reports)
    if any(report.status == "failed" for report in reports):
        sys.exit(1)


# What is to be done is known before a database is started for it.
def _import_all(file: Path | None, folder: Path | None, *, part: bool, accept_vanished: bool) -> ImportJob:
    if file is not None or folder is None or part:
        raise click.UsageError("`import all` takes a folder, with --data, and neither a file nor --part.")
    return lambda engine, watch: load_published(
        engine, folder, notify, watch=watch, skip_known=False, accept_vanished=accept_vanished
    )


def _import_one(
    source: Source, file: Path | None, folder: Path | None, *, part: bool, accept_vanished: bool
) -> ImportJob:
    if file is None and folder is None:
        raise click.UsageError(f"Name the file of {source.name}, or the folder that holds it with --data.")
    path = file or (folder or Path()) / source.file_name
    return lambda engine, watch: [
        import_file.import_(
            engine, source, path, part=part, accept_vanished=accept_vanished, notify=notify, watch=watch
        )
    ]
