"""`proxilieux import`, and the options that imports share."""

import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import click
import psycopg
from sqlalchemy import Engine

from app.commands.base import database_engine, is_interactive, notify, read_settings
from seeds.commands.list_options import described, list_options, mapping_option
from seeds.commands.map import located
from seeds.importing import import_file
from seeds.importing.fetching.addresses import is_address
from seeds.importing.initial_load import load_published
from seeds.importing.mappings import kept_file
from seeds.importing.progress import Watch, bar, unwatched
from seeds.importing.reports.terminal import print_report
from seeds.reading.files import SourceFileError
from seeds.reading.lists import list_name
from seeds.reading.mapping.declaration import load_mapping
from seeds.sources.registry import BY_NAME
from seeds.sources.source import Source
from seeds.sources.territory import NAME as TERRITORY
from seeds.sources.territory import with_mapping

ALL = "all"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ImportJob = Callable[[Engine, Watch], list[import_file.ImportReport]]


@click.command("import")
@click.argument("source", type=click.Choice([*BY_NAME, ALL]))
@click.argument("file", required=False, metavar="[FILE|ADDRESS]")
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
@mapping_option
@list_options
def import_(
    source: str,
    file: str | None,
    data: Path | None,
    *,
    sheet: str,
    part: bool,
    accept_vanished: bool,
    mapping: Path | None,
    **options: str | None,
) -> None:
    """Import a published FILE of one SOURCE, or every source of the folder DATA with `all`.

    Importing twice changes nothing. Refused rows are reported and kept; `proxilieux rejected SOURCE` prints
    them, and what it printed, mended, is known as a part of the source when it is imported. `all` takes the
    place of the demonstration. Exit code 1 when a file could not be read.

    A territory's file is read by --mapping, else by the FILE.toml beside it, else by the mapping that --list
    was imported by last; it may be an ADDRESS, which the mapping may name too.
    """
    folder = data or read_settings().data
    if source == ALL:
        if sheet or mapping or any(value is not None for value in options.values()):
            raise click.UsageError(
                "`import all` takes no --list, --title, --publisher, --licence, --sheet"
                " or --mapping: name one source and a file."
            )
        job = _import_all(Path(file) if file else None, folder, part=part, accept_vanished=accept_vanished)
    else:
        chosen = replace(described(BY_NAME[source], options), sheet=sheet)
        flags = {"part": part, "accept_vanished": accept_vanished}
        if source == TERRITORY:
            job = partial(_import_territory, chosen, file, mapping, flags)
        elif mapping:
            raise click.UsageError(f"--mapping is for the source {TERRITORY}.")
        else:
            job = _import_one(chosen, Path(file) if file else None, folder, **flags)
    try:
        with database_engine() as engine:
            reports = job(engine, bar if is_interactive() else unwatched)
    except SourceFileError as error:
        raise click.ClickException(str(error)) from error
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


def _import_territory(
    source: Source,
    file: str | None,
    mapping: Path | None,
    flags: Mapping[str, bool],
    engine: Engine,
    watch: Watch,
) -> list[import_file.ImportReport]:
    """Import a territory's file by its mapping, which was named, lies beside it, or was kept."""
    with ExitStack() as stack:
        beside = Path(file).with_suffix(".toml") if file and not is_address(file) else None
        if mapping is None and beside is not None and beside.is_file():
            mapping = beside
        if mapping is None:
            connection = stack.enter_context(engine.connect())
            mapping = stack.enter_context(
                kept_file(connection, source.said_list or list_name(Path(file or "").stem))
            )
        source = with_mapping(source, mapping)
        published = file or load_mapping(mapping).address
        if not published:
            raise click.UsageError("Name the file of the territory, or an address in its mapping.")
        path = stack.enter_context(located(published))
        return [import_file.import_(engine, source, path, notify=notify, watch=watch, **flags)]
