"""`proxilieux dump`: the data package of today."""

from contextlib import closing
from pathlib import Path

import click

from app.commands.base import database_engine, notify, read_settings
from app.platform import clock
from app.platform.database.connection import Database
from app.publishing.dumps.daily import shelf_of
from app.publishing.dumps.shelf import put


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the packages lie, a folder for each day; default: PROXILIEUX_DUMPS.",
)
def dump(folder: Path | None) -> None:
    """Write the data package of today, as the server does once a day; prints a line for each file."""
    shelf = folder or shelf_of(read_settings())
    day = clock.now_in_paris().date()
    with database_engine() as engine:
        url = engine.url.render_as_string(hide_password=False)
        with closing(Database(url)) as database:
            try:
                written = put(database, shelf, day)
            except OSError as error:
                raise click.ClickException(f"{shelf} cannot be written: {error.strerror}.") from error
    for file in written:
        click.echo(f"{file.records:>9,}  {file.path.name}")
    notify(f"Written: {shelf / day.isoformat()}, {len(written)} files.")
