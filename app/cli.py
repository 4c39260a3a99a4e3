"""`proxilieux`: the one command line. Commands of other packages come in through entry points.

A command imports what it needs when it runs: `--help` and a misspelt name answer at once.
"""

import os
import signal
import sys
from typing import ClassVar

import click

from app.commands.lazy import LazyCommands
from app.platform.version import VERSION

ENTRY_POINTS = "proxilieux.commands"


class Commands(LazyCommands):
    """The group; a database that is away or too old ends a command with a sentence, not with a traceback."""

    places: ClassVar[dict[str, str]] = {
        "agreements": "app.commands.agreements:agreements",
        "backup": "app.commands.backup:backup",
        "coverage": "app.commands.planning.coverage:coverage",
        "dump": "app.commands.dump:dump",
        "export": "app.commands.export:export",
        "export-map": "app.commands.export_map:export_map",
        "mail": "app.commands.mail:mail",
        "match": "app.commands.match.command:match",
        "people": "app.commands.people:people",
        "plan": "app.commands.planning.plan:plan",
        "publish": "app.commands.publish:publish",
        "reports": "app.commands.reports:reports",
        "restore": "app.commands.backup:restore",
        "retention": "app.commands.retention:retention",
        "scenario": "app.commands.planning.scenario:scenario",
        "status": "app.commands.status:status",
    }
    entry_points = ENTRY_POINTS

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        # A terminated command leaves as Ctrl-C does: what it started is stopped, its locks are given back.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentence = _sentence(error)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from error


def _sentence(error: Exception) -> str | None:
    """Return what to say of an error of the database, and None of any other."""
    if "app.migrations.upgrade" not in sys.modules:
        return None  # a command that never came to a database
    from sqlalchemy.exc import OperationalError

    from app.migrations.upgrade import SchemaError

    if isinstance(error, OperationalError):
        return f"The database does not answer: {error.orig}".strip()
    return str(error) if isinstance(error, SchemaError) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="proxilieux")
def main() -> None:
    """Directory of publicly funded third places and the equipment they share."""


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), help="TCP port; default: $PORT, else 8000.")
@click.option("--host", help="Address to listen on; default: $HOST, else 127.0.0.1.")
def serve(port: int | None, host: str | None) -> None:
    """Serve the API and the pages in the foreground, until Ctrl-C or SIGTERM.

    Starts the private database when DATABASE_URL is unset, migrates, and loads the data: the folder
    DATA when it is set, the demonstration when the database is empty.
    """
    import gc

    gc.disable()  # imports leave nothing to collect, and looking for it is a fifth of their time
    from app.commands.agreements import check_setting
    from app.commands.base import kept_database, notify, read_settings, running_database
    from app.directory.third_places.renewal import renew as renew_opening_hours
    from app.migrations.upgrade import upgrade
    from app.platform.database.connection import make_engine
    from app.server import initial_load, run_server

    gc.freeze()
    gc.enable()
    settings = read_settings()
    check_setting(settings)
    with running_database(settings) as url:
        engine = make_engine(url)
        upgrade(engine)
        initial_load(engine, settings, notify)
        engine.dispose()
        renew_opening_hours(url)
        with kept_database(settings, url):
            run_server(settings, url, host=host or settings.host, port=port or settings.port)


@main.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the schema and the vocabularies to this version's."""
    from app.commands.base import database_engine
    from app.migrations.upgrade import current_revision

    with database_engine() as engine, engine.connect() as connection:
        click.echo(f"schema {current_revision(connection)}")


@db.command("current")
def db_current() -> None:
    """Print the revision of the schema, and what differs from the models."""
    from app.commands.base import database_engine
    from app.migrations.upgrade import current_revision, differences, head_revision

    with database_engine() as engine, engine.connect() as connection:
        click.echo(f"schema {current_revision(connection)}, newest {head_revision()}")
        for difference in differences(connection):
            click.echo(f"differs: {difference}")


@db.command("psql", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def db_psql(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    """Open psql on the database; further arguments go to psql."""
    from app.commands.base import read_settings, running_database
    from app.platform.database.connection import libpq_url

    with running_database(read_settings()) as url:
        command = ["psql", "--dbname", libpq_url(url), *arguments]
        ctx.exit(os.spawnvp(os.P_WAIT, "psql", command))  # noqa: S606 - the operator's own psql
