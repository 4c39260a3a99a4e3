"""`proxilieux retention`: end what is past its time."""

import click
import psycopg

from app.commands.base import database_engine, notify
from app.directory.retention.rules import RULES, apply
from app.platform.database.connection import libpq_url


@click.command()
@click.option("--dry-run", is_flag=True, help="Count only; nothing is deleted.")
def retention(dry_run: bool) -> None:
    """Delete what is past its time, as the server does once a day; prints a line for each rule."""
    with database_engine() as engine:
        url = engine.url.render_as_string(hide_password=False)
        with psycopg.connect(libpq_url(url)) as connection:
            ended = apply(connection)
            if dry_run:
                connection.rollback()
    for rule in RULES:
        click.echo(f"{ended[rule.name]:>8}  {rule.name} ({rule.table}): {rule.until}")
    notify("Nothing was deleted." if dry_run else f"{sum(ended.values())} rows deleted.")
