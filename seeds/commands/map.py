"""`proxilieux map`: a mapping guessed from a territory's file, to be corrected by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import click

from app.commands.base import database_engine, notify
from seeds.importing.fetching.addresses import fetch, is_address
from seeds.importing.mappings import kept_document
from seeds.reading.files import SourceFileError
from seeds.reading.lists import list_name
from seeds.reading.mapping.archives import inspect_any
from seeds.reading.mapping.declaration import SURE, as_toml
from seeds.reading.mapping.guess import guess

HEAD = (
    "Mapping of {name}, guessed from its headings and values: correct it by hand.",
    "docs/mapping.md says what can stand here. Try it: proxilieux check FILE --mapping THIS",
)


@click.command("map")
@click.argument("file", required=False, metavar="FILE|ADDRESS")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: the name of FILE, with .toml."
)
@click.option("--list", "name", default="", metavar="NAME", help="Name of the list; default: that of FILE.")
@click.option("--sheet", default="", metavar="NAME", help="Sheet of a workbook.")
@click.option("--member", default="", metavar="NAME", help="File of a folder in a ZIP.")
@click.option("--records", default="", metavar="KEY", help="Key of a JSON document that holds the list.")
@click.option("--kept", is_flag=True, help="Write the mapping by which --list was last imported instead.")
@click.option("--version", type=click.IntRange(1), help="With --kept: this version of it.")
def map_(
    file: str | None,
    output: Path | None,
    name: str,
    sheet: str,
    member: str,
    records: str,
    *,
    kept: bool,
    version: int | None,
) -> None:
    """Guess which column of FILE, or of what ADDRESS publishes, is what, and write it as a mapping (TOML).

    FILE is CSV, XLSX, JSON, NDJSON, GeoJSON, or a folder in a ZIP; ADDRESS a file's, an Opendatasoft or CKAN
    dataset's, or a WFS layer's.
    """
    if kept == bool(file) or (kept and not name):
        raise click.UsageError("Name a FILE or an ADDRESS, or a list with --kept --list NAME.")
    try:
        if kept:
            with database_engine() as engine, engine.connect() as connection:
                text, stem = kept_document(connection, list_name(name), version), list_name(name)
        else:
            text, stem = _guessed(file or "", name, sheet, member, records)
        _write(output or Path(f"{stem}.toml"), text)
    except SourceFileError as error:
        raise click.ClickException(str(error)) from error


def _guessed(file: str, name: str, sheet: str, member: str, records: str) -> tuple[str, str]:
    with located(file) as path:
        stem = _stem(file)
        mapping = guess(inspect_any(path), sheet=sheet, member=member, records=records, name=name or stem)
    mapping = replace(mapping, address=file if is_address(file) else "")
    doubtful = [target for target, one in mapping.fields.items() if (one.sure or 0) < SURE]
    notify(
        f"{len(mapping.fields)} fields and {len(mapping.equipment)} columns of equipment recognised;"
        f" to be looked at: {', '.join(doubtful) or 'none'}; columns left out: {len(mapping.left_out)}."
    )
    return as_toml(mapping, [line.format(name=one_line_of(file)) for line in HEAD]), stem


def one_line_of(text: str) -> str:
    """Return a text as it may stand in a comment."""
    return "".join(character if character.isprintable() else " " for character in text)


@contextmanager
def located(file: str) -> Iterator[Path]:
    """Yield a file, or what an address publishes for as long as it is read."""
    if not is_address(file):
        yield Path(file)
        return
    with TemporaryDirectory(prefix="proxilieux-address-") as folder:
        notify(f"Asking {file}")
        yield fetch(file, Path(folder))


def _stem(file: str) -> str:
    if not is_address(file):
        return Path(file).stem
    parts = urlsplit(file)
    return list_name(f"{parts.hostname} {Path(parts.path).stem}") or "list"


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise click.ClickException(f"{path} exists already: --output names another file.") from error
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
    notify(f"Written: {path}")
