"""`proxilieux export`: a dump of the directory, as a file."""

from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import click
import marshmallow as ma
from sqlalchemy import URL
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

from app.commands.base import database_engine, notify, refused_query
from app.directory.common.licences import LICENCES
from app.platform.database.connection import Database
from app.platform.listings.selection import LICENCE
from app.publishing.exports.catalogue import RESOURCES, ExportedResource
from app.publishing.exports.dump import Written, write
from app.publishing.exports.formats import (
    FORMATS,
    STANDARD,
    STANDARD_WRITERS,
    Format,
    standard_format,
)
from app.publishing.exports.source import Source
from app.publishing.exports.writers.sheet_limit import TooManyRowsError

STORED = [name for name, exported in RESOURCES.items() if not exported.is_computed]


@click.command("export")
@click.argument("resource", type=click.Choice(STORED))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "suffix",
    type=click.Choice(list(FORMATS)),
    help="Else the suffix of FILE says which.",
)
@click.option(
    "--profile",
    type=click.Choice([STANDARD]),
    help="The national standard, as CSV or, for FILE.json, as a JSON list.",
)
@click.option("--licence", type=click.Choice(LICENCES), help="Only records under this licence.")
@click.option(
    "--query",
    default="",
    metavar="FILTERS",
    help="Filters as the API takes them: 'region=11&equipment=printer_3d'. Without it, every record.",
)
def export(
    resource: str, file: Path, suffix: str | None, profile: str | None, licence: str | None, query: str
) -> None:
    """Write the records of RESOURCE to FILE, and say what was left out and why."""
    exported = RESOURCES[resource]
    left_out: Counter[str] = Counter()
    format_ = _format(exported, file, suffix, profile, left_out)
    parameters = _parameters(exported, query)
    if licence:
        parameters[LICENCE] = licence
        query = urlencode([*parse_qsl(query), (LICENCE, licence)])
    selection = exported.resource.selection(parameters)
    with database_engine() as engine, closing(Database(_url(engine.url))) as database:
        try:
            with Source.open(database, exported, selection, query) as source:
                written = write(source, format_, file, left_out)
        except ma.ValidationError as error:
            raise refused_query(error) from error
        except OSError as error:
            raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
        except TooManyRowsError as error:
            raise click.ClickException(str(error)) from error
    _report(written, file, selection.parameters.get(LICENCE))


def _format(
    exported: ExportedResource, file: Path, suffix: str | None, profile: str | None, left_out: Counter[str]
) -> Format:
    suffix = suffix or file.suffix.lower().removeprefix(".")
    if profile == STANDARD:
        if not exported.has_standard:
            raise click.UsageError("The national standard is about places: export third-places.")
        return standard_format(suffix if suffix in STANDARD_WRITERS else "csv", left_out)
    if suffix not in FORMATS:
        raise click.UsageError(f"{file}: name one of {', '.join(FORMATS)} as suffix or with --format.")
    return FORMATS[suffix]


def _parameters(exported: ExportedResource, query: str) -> dict[str, Any]:
    """Return the filters of a query string; every record where it has none."""
    schema = exported.query(unknown=ma.RAISE)
    raw = MultiDict(parse_qsl(query, keep_blank_values=True))
    if not query:
        return {}
    try:
        return dict(schema.load(MultiDictProxy(raw, schema)))
    except ma.ValidationError as error:
        raise refused_query(error) from error


def _url(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _report(written: Written, file: Path, licence: str | None) -> None:
    notify(f"Written: {file}, {written.records:,} records.")
    if licence:
        others = ", ".join(f"{count:,} {name}" for name, count in written.left_out.items()) or "none"
        notify(f"Left out, not under {licence}: {others}.")
    for reason, count in written.inexpressible.most_common():
        notify(f"Left out, {reason}: {count:,}.")
