"""`proxilieux geocode`."""

import sys

import click
import psycopg

from app.commands.base import database_engine, notify, read_settings
from app.directory.geocoding.ban import OFFICIAL_URL, Ban
from seeds.importing.geocode import Geocoding
from seeds.importing.geocode import geocode as run
from seeds.sources.registry import BY_NAME


@click.command("geocode")
@click.option(
    "--source", "sources", multiple=True, type=click.Choice(list(BY_NAME)), help="Only records of this one."
)
@click.option("--limit", type=click.IntRange(min=1), help="Ask for this many addresses at most.")
@click.option("--offline", is_flag=True, help="Ask nobody; apply what earlier runs were answered.")
def geocode(sources: tuple[str, ...], limit: int | None, *, offline: bool) -> None:
    """Find positions for addresses that came without one, with the Base Adresse Nationale.

    Asks for records that have a street and no position, or only their commune's centroid; street, town,
    postcode and INSEE code leave this machine, nothing else. Answers are kept: no address is asked for
    twice, and imports use them. The address of the service is PROXILIEUX_BAN_URL, else the official one.
    Exit code 1 when it does not answer; what it answered before is kept.
    """
    ban = None if offline else Ban(read_settings().ban_url or OFFICIAL_URL)
    try:
        with database_engine() as engine:
            done = run(engine, ban, sources=sources, limit=limit, notify=notify)
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database went away. {error}") from error
    _report(done)
    if done.error:
        sys.exit(1)


def _report(done: Geocoding) -> None:
    click.echo(f"Asked: {done.results:,} of {done.addresses:,} addresses.")
    for precision, what in (("address", "at their house number"), ("street", "in their street")):
        click.echo(f"Placed {what}: {done.placed.get(precision, 0):,} records.")
    if done.centroids:
        click.echo(f"Placed at their commune's centroid, having had no position: {done.centroids:,} records.")
    for reason, count in done.unplaced.items():
        click.echo(f"Left at their commune's centroid, or nowhere; {reason}: {count:,} records.")
    if done.error:
        notify(f"The geocoder was given up: {done.error}. Records keep their commune's centroid meanwhile.")
