"""`proxilieux publish`: push exports to a dataset of data.gouv.fr."""

import os
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from app.commands.base import database_engine, notify
from app.directory.common.licences import LICENCE_FACTS
from app.platform.database.connection import Database
from app.platform.listings.selection import LICENCE
from app.publishing.catalogue.portal import File, Portal, PortalError, Pushed
from app.publishing.catalogue.terms import NATIONAL_SCHEMA_CODE
from app.publishing.exports.catalogue import RESOURCES, ExportedResource
from app.publishing.exports.dump import write
from app.publishing.exports.formats import FORMATS, STANDARD, Format, standard_format
from app.publishing.exports.source import Source

KEY = "PROXILIEUX_DATA_GOUV_KEY"
DATA_GOUV = "https://www.data.gouv.fr/api/1"
LICENCES = [fact.code for fact in LICENCE_FACTS]
STORED = [name for name in RESOURCES if name in {"third-places", "organisations"}]


@click.command()
@click.argument("resource", type=click.Choice(STORED))
@click.argument("dataset")
@click.option("--licence", type=click.Choice(LICENCES), required=True, help="That of the dataset there.")
@click.option(
    "--format",
    "suffixes",
    type=click.Choice([*FORMATS, STANDARD]),
    multiple=True,
    default=("csv", "geojson"),
    show_default=True,
    help=f"Repeat for several; {STANDARD} is the national standard, as CSV.",
)
@click.option("--portal", default=DATA_GOUV, show_default=True, help="Address of its API (udata).")
def publish(resource: str, dataset: str, licence: str, suffixes: tuple[str, ...], portal: str) -> None:
    """Push what is under one licence of RESOURCE to DATASET of data.gouv.fr, each format a file.

    A file that was pushed before is replaced, and left alone where it is the same. The key is read from
    PROXILIEUX_DATA_GOUV_KEY. Nothing is pushed where the dataset has another licence there.
    """
    key = os.environ.get(KEY, "").strip()
    if not key:
        raise click.ClickException(f"Set {KEY} to a key of the portal, from the page of your account there.")
    with TemporaryDirectory(prefix="proxilieux-publish-") as folder:
        files = _write_all(RESOURCES[resource], licence, suffixes, Path(folder))
        try:
            pushed = Portal(portal, key).push(dataset, files)
        except PortalError as error:
            raise click.ClickException(str(error)) from error
    _report(pushed)


def _write_all(
    exported: ExportedResource, licence: str, suffixes: tuple[str, ...], folder: Path
) -> list[File]:
    with database_engine() as engine:
        url = engine.url.render_as_string(hide_password=False)
        with closing(Database(url)) as database:
            return [_write(database, exported, licence, suffix, folder) for suffix in dict.fromkeys(suffixes)]


def _write(database: Database, exported: ExportedResource, licence: str, suffix: str, folder: Path) -> File:
    left_out: Counter[str] = Counter()
    is_standard = suffix == STANDARD
    format_: Format = standard_format("csv", left_out) if is_standard else FORMATS[suffix]
    name = (
        f"proxilieux-{exported.name}-{licence}{'-standard' if is_standard else ''}.{format_.suffix}".lower()
    )
    path = folder / name
    selection = exported.resource.selection({LICENCE: licence})
    with Source.open(database, exported, selection, f"{LICENCE}={licence}") as source:
        written = write(source, format_, path, left_out)
    return File(
        path,
        name,
        f"{exported.title}, {'standard national' if is_standard else format_.title}",
        f"{written.records} fiches sous {licence} ; chacune nomme sa source.",
        licence,
        {"name": NATIONAL_SCHEMA_CODE} if is_standard else None,
    )


def _report(pushed: list[Pushed]) -> None:
    for one in pushed:
        click.echo(f"{one.outcome:<9}  {one.name}  {one.url}")
    counts = Counter(one.outcome for one in pushed)
    notify(", ".join(f"{number} {outcome}" for outcome, number in counts.items()) + ".")
