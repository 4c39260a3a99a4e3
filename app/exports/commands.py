"""`proxilieux export`: a dump of the directory, as a file."""

from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import URL

from app.commands import database_engine, say
from app.db.base import LICENCES
from app.db.database import Database
from app.exports.dump import Written, write_geojson, write_standard_csv, write_standard_json
from app.exports.licences import LICENCE
from app.features.selection import Resource, Selection, Shape
from app.organisations.queries import ORGANISATIONS
from app.third_places.queries import THIRD_PLACES

RESOURCES: dict[str, Resource] = {"third-places": THIRD_PLACES, "organisations": ORGANISATIONS}
GEOJSON, STANDARD = "geojson", "mediation-numerique"


@click.command("export")
@click.argument("resource", type=click.Choice(list(RESOURCES)))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--profile",
    type=click.Choice([GEOJSON, STANDARD]),
    default=GEOJSON,
    show_default=True,
    help="mediation-numerique: the national standard, as CSV or, for FILE.json, as a JSON list.",
)
@click.option("--licence", type=click.Choice(LICENCES), help="Only records under this licence.")
def export(resource: str, file: Path, profile: str, licence: str | None) -> None:
    """Write every record of RESOURCE to FILE, and say what was left out and why."""
    if profile == STANDARD and resource != "third-places":
        raise click.UsageError("The national standard is about places: export third-places.")
    selection = _selection(licence)
    with database_engine() as engine, closing(Database(_url(engine.url))) as database:
        try:
            written = _write(database, resource, selection, file, profile)
        except OSError as error:
            raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    _report(written, file, licence)


def _selection(licence: str | None) -> Selection:
    names = frozenset({LICENCE} if licence else ())
    return Selection(Shape(names), {LICENCE: licence} if licence else {})


def _url(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _write(database: Database, resource: str, selection: Selection, file: Path, profile: str) -> Written:
    if profile == GEOJSON:
        return write_geojson(database, RESOURCES[resource], selection, resource, file)
    if file.suffix.lower() == ".json":
        return write_standard_json(database, selection, file)
    return write_standard_csv(database, selection, file)


def _report(written: Written, file: Path, licence: str | None) -> None:
    say(f"Written: {file}, {written.records:,} records.")
    if licence:
        others = ", ".join(f"{count:,} {name}" for name, count in written.left_out.items()) or "none"
        say(f"Left out, not under {licence}: {others}.")
    for reason, count in written.inexpressible.most_common():
        say(f"Left out, {reason}: {count:,}.")
