"""`proxilieux status`: how it stands, for the operator."""

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from app.commands.base import read_settings
from app.directory.operation.figures import PREFIX, figures_of
from app.migrations.upgrade import head_revision
from app.platform.backups.daily import figures_of_backups
from app.platform.database.connection import Database, DatabaseAwayError
from app.platform.observing.figures import Figure
from app.platform.private_postgres import default_home, running_url
from app.platform.settings import Settings
from app.platform.version import VERSION

LEAST_FREE = 0.1
"""Share of a disk below which it is time to look."""
DAY_SECONDS = 86_400
LATE_SECONDS, OLD_BACKUP_SECONDS = 3600, 2 * DAY_SECONDS
REVISION = "SELECT version_num FROM alembic_version"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_context
def status(ctx: click.Context, *, as_json: bool) -> None:
    """Say how it stands: database, imports, mails, jobs of each day, disk. It starts nothing.

    Exit code 1 where something wants the operator.
    """
    settings = read_settings()
    home = settings.home or default_home()
    figures, wanting = _database(settings, home)
    figures += figures_of_backups(settings) + _disk(home)
    if settings.backups and _is_old(figures):
        wanting.append("No backup of the last two days: see the server's log, or run `proxilieux backup`.")
    wanting += [sentence for figure in figures if (sentence := _wanting(figure))]
    if as_json:
        listed = [{"name": figure.name, **figure.labels, "value": figure.value} for figure in figures]
        click.echo(json.dumps({"version": VERSION, "wanting": wanting, "figures": listed}))
    else:
        click.echo(f"proxilieux {VERSION}")
        for figure in figures:
            name = figure.name.removeprefix(PREFIX).replace("_timestamp_seconds", "")
            click.echo(f"  {' '.join((name, *figure.labels.values())):<44} {_shown(figure)}")
        for sentence in wanting or ["Nothing wants you."]:
            click.echo(sentence)
    ctx.exit(1 if wanting else 0)


def _database(settings: Settings, home: Path) -> tuple[list[Figure], list[str]]:
    url = settings.database_url or running_url(home)
    if url is None:
        return [], [f"The private database in {home} does not run: `proxilieux serve` starts it."]
    with closing(Database(url)) as database:
        figures = figures_of(database)
        if not figures[0].value:
            return figures, ["The database does not answer, or is not migrated."]
        try:
            (revision,) = database.fetch_one(REVISION) or (None,)
        except DatabaseAwayError:
            return figures, ["The database went away."]
    if revision != head_revision():
        return figures, ["The database is of another version: run `proxilieux db upgrade`."]
    return figures, []


def _is_old(figures: list[Figure]) -> bool:
    backups = [figure.value for figure in figures if figure.name == f"{PREFIX}backup_timestamp_seconds"]
    return not backups or datetime.now(UTC).timestamp() - backups[0] > OLD_BACKUP_SECONDS


def _disk(home: Path) -> list[Figure]:
    try:
        disk = shutil.disk_usage(next(folder for folder in (home, *home.parents) if folder.exists()))
    except OSError:
        return []
    return [
        Figure(PREFIX + "disk_free_ratio", "Share of the home's disk that is free.", disk.free / disk.total)
    ]


def _wanting(figure: Figure) -> str | None:
    of, value = " ".join(figure.labels.values()), figure.value
    match figure.name.removeprefix(PREFIX):
        case "import_failed" if value:
            return f"The last import of {of} failed: `proxilieux report {of}`."
        case "outbox_messages" if of in {"failed", "doubtful"} and value:
            return f"{value:.0f} mails are {of}: `proxilieux mail list --status {of}`."
        case "outbox_late_seconds" if value > LATE_SECONDS:
            return f"A mail has waited for {value / 3600:.1f} h: is the server of PROXILIEUX_SMTP there?"
        case "daily_job_age_seconds" if value > DAY_SECONDS:
            return f"The job {of} was last done {value / DAY_SECONDS:.0f} days ago: see the server's log."
        case "disk_free_ratio" if value < LEAST_FREE:
            return f"{value:.0%} of the disk is free."
    return None


def _shown(figure: Figure) -> str:
    if figure.name.endswith("timestamp_seconds"):
        return datetime.fromtimestamp(figure.value, UTC).isoformat(" ", "minutes")
    if figure.name.endswith("_bytes"):
        return f"{figure.value / 1e6:,.1f} MB"
    if figure.name.endswith("_ratio"):
        return f"{figure.value:.0%}"
    return f"{figure.value:,.0f}"
