"""`proxilieux`: the one command line. Commands of other packages come in through entry points."""

import importlib.metadata
import os
import signal
import sys

import click
from sqlalchemy.exc import OperationalError

from app.commands.agreements import agreements, check_setting
from app.commands.backup import backup, restore
from app.commands.base import (
    database_engine,
    kept_database,
    notify,
    read_settings,
    running_database,
)
from app.commands.dump import dump
from app.commands.export import export
from app.commands.export_map import export_map
from app.commands.mail import mail
from app.commands.match.command import match
from app.commands.people import people
from app.commands.planning.coverage import coverage
from app.commands.planning.plan import plan
from app.commands.planning.scenario import scenario
from app.commands.publish import publish
from app.commands.reports import reports
from app.commands.retention import retention
from app.commands.status import status
from app.directory.third_places.renewal import renew as renew_opening_hours
from app.migrations.upgrade import SchemaError, current_revision, differences, head_revision, upgrade
from app.platform.database.connection import make_engine
from app.platform.version import VERSION
from app.server import initial_load, run_server

ENTRY_POINTS = "proxilieux.commands"


class Commands(click.Group):
    """The group; a database that is away or too old ends a command with a sentence, not with a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        # A terminated command leaves as Ctrl-C does: what it started is stopped, its locks are given back.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        try:
            return super().invoke(ctx)
        except OperationalError as error:
            raise click.ClickException(f"The database does not answer: {error.orig}".strip()) from error
        except SchemaError as error:
            raise click.ClickException(str(error)) from error


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
    with database_engine() as engine, engine.connect() as connection:
        click.echo(f"schema {current_revision(connection)}")


@db.command("current")
def db_current() -> None:
    """Print the revision of the schema, and what differs from the models."""
    with database_engine() as engine, engine.connect() as connection:
        click.echo(f"schema {current_revision(connection)}, newest {head_revision()}")
        for difference in differences(connection):
            click.echo(f"differs: {difference}")


@db.command("psql", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def db_psql(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    """Open psql on the database; further arguments go to psql."""
    from app.platform.database.connection import libpq_url  # noqa: PLC0415 - needed here only

    with running_database(read_settings()) as url:
        command = ["psql", "--dbname", libpq_url(url), *arguments]
        ctx.exit(os.spawnvp(os.P_WAIT, "psql", command))  # noqa: S606 - the operator's own psql


def _add_commands_of_other_packages() -> None:
    for entry in importlib.metadata.entry_points(group=ENTRY_POINTS):
        main.add_command(entry.load(), entry.name)


main.add_command(agreements)
main.add_command(backup)
main.add_command(restore)
main.add_command(dump)
main.add_command(export)
main.add_command(export_map)
main.add_command(mail)
main.add_command(match)
main.add_command(coverage)
main.add_command(plan)
main.add_command(scenario)
main.add_command(people)
main.add_command(publish)
main.add_command(reports)
main.add_command(retention)
main.add_command(status)
_add_commands_of_other_packages()
