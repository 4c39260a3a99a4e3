"""`proxilieux backup` and `proxilieux restore`."""

from pathlib import Path

import click

from app.commands.base import notify, read_settings, running_database
from app.migrations.upgrade import upgrade
from app.platform.backups import shelf
from app.platform.backups.daily import folder_of
from app.platform.backups.programs import BackupError
from app.platform.backups.restore import restore as put_back
from app.platform.database.connection import make_engine

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--folder", type=FOLDER, help="Where backups lie; default: PROXILIEUX_BACKUPS.")
@click.option("--copy-to", type=FOLDER, help="Second folder; default: PROXILIEUX_BACKUPS_COPY.")
@click.option("--keep", type=click.IntRange(1), help="How many stay; default: PROXILIEUX_BACKUPS_KEPT.")
def backup(folder: Path | None, copy_to: Path | None, keep: int | None) -> None:
    """Write a backup of the whole database, compressed and checked; the site goes on serving."""
    settings = read_settings()
    with running_database(settings) as url:
        try:
            file = shelf.make(
                url,
                folder or folder_of(settings),
                keep=keep or settings.backups_kept,
                copy_to=copy_to or settings.backups_copy,
            )
        except (BackupError, OSError) as error:
            raise click.ClickException(str(error)) from error
    click.echo(file)
    notify(f"Written and read again: {file.stat().st_size / 1e6:,.1f} MB.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path | None, *, yes: bool) -> None:
    """Put a backup (FILE; default: the newest) in the place of the database, which is kept beside it."""
    settings = read_settings()
    file = file or shelf.newest(folder_of(settings))
    if file is None:
        raise click.ClickException(f"There is no backup in {folder_of(settings)}.")
    if not yes:
        click.confirm(f"Put {file} in the place of the database?", abort=True)
    with running_database(settings) as url:
        try:
            before = put_back(url, file)
        except (BackupError, OSError) as error:
            raise click.ClickException(str(error)) from error
        engine = make_engine(url)
        upgrade(engine)  # a backup of an older version
        engine.dispose()
    click.echo(f"Restored: {file}.")
    if before is not None:
        click.echo(f'What was there before is the database {before}: DROP DATABASE "{before}" ends it.')
