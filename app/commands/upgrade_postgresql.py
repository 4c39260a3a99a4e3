"""`proxilieux db upgrade --postgresql`."""

import click

from app.commands.base import notify
from app.platform.private_postgres import ClusterError, default_home
from app.platform.private_postgres.renewal import renew
from app.platform.settings import Settings


def upgrade_postgresql(settings: Settings, *, anyway: bool) -> None:
    """Move the private database to the newest PostgreSQL of this machine, and say what the way back is."""
    if settings.database_url is not None:
        raise click.ClickException("DATABASE_URL is set: that server is its operator's to upgrade.")
    home = settings.home or default_home()
    try:
        renewed = renew(home, notify, anyway=anyway)
    except ClusterError as error:
        raise click.ClickException(str(error)) from error
    if renewed is None:
        click.echo("The private database is on the newest PostgreSQL that is installed.")
        return
    data = renewed.aside.with_name("data")
    click.echo(f"PostgreSQL {renewed.old} -> {renewed.new}; backup: {renewed.backup}.")
    click.echo(f"The way back, with nothing running: rm -r {data} && mv {renewed.aside} {data}")
