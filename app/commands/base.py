"""Functions that commands share: messages, and a migrated database to work on."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import click
import marshmallow as ma
from sqlalchemy import Engine

from app.migrations.upgrade import upgrade
from app.platform.database.connection import make_engine
from app.platform.private_postgres import ClusterError, database_url, default_home, kept_running
from app.platform.settings import Settings, SettingsError, from_environment


def notify(message: str) -> None:
    """Tell the operator; standard output stays free for what a command produces."""
    click.echo(message, err=True)


def read_settings() -> Settings:
    """Return the settings, or leave with a sentence that says which one is wrong."""
    try:
        return from_environment()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def running_database(settings: Settings) -> Iterator[str]:
    """Yield the URL of a database that answers: the one configured, or the private cluster.

    Raises
    ------
    click.ClickException
        With one sentence that says what is missing, and exit code 1.

    """
    try:
        with database_url(settings.database_url, settings.home or default_home(), notify=notify) as url:
            yield url
    except ClusterError as error:
        raise click.ClickException(str(error)) from error


def kept_database(settings: Settings, url: str) -> AbstractContextManager[None]:
    """Have the private server start again when it dies; a configured database is its operator's."""
    if settings.database_url is not None:
        return nullcontext()
    return kept_running(settings.home or default_home(), url)


@contextmanager
def database_engine() -> Iterator[Engine]:
    """Yield an engine on the migrated database, joining or starting the private cluster."""
    with running_database(read_settings()) as url:
        engine = make_engine(url)
        upgrade(engine)
        yield engine
        engine.dispose()


def refused_query(error: ma.ValidationError) -> click.UsageError:
    """Return what to tell of the filters of `--query` that a schema refused."""
    reasons_by_name = "; ".join(
        f"{name}: {' '.join(map(str, reasons))}" for name, reasons in error.messages_dict.items()
    )
    return click.UsageError(f"--query: {reasons_by_name}")


def is_interactive() -> bool:
    """Return whether somebody watches, so that progress bars make sense."""
    return sys.stderr.isatty()
