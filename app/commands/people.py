"""`proxilieux people`: those who sign in, for the operator."""

import csv
import sys

import click
import psycopg

from app.commands.base import database_engine, notify, read_settings
from app.directory.audit.queries import ACT_AS, COLUMNS, LIST
from app.directory.common.france import DEPARTMENTS, REGIONS
from app.directory.people.manager_queries import APPOINT, DISMISS, KNOW
from app.directory.people.models import MODERATED_LEVELS
from app.directory.people.queries import END_ALL
from app.platform import clock
from app.platform.database.connection import libpq_url
from app.platform.files.formulas import escape_formula
from app.platform.mail.addresses import is_address, normalised
from app.platform.sessions.codes import issue


@click.group()
def people() -> None:
    """Look after those who sign in."""


@people.command("link")
@click.argument("address")
def link(address: str) -> None:
    """Print a link that signs in as ADDRESS: once, within 10 minutes. No mail is sent."""
    known = normalised(address)
    if not is_address(known):
        raise click.UsageError(f"{address!r} is no e-mail address.")
    settings = read_settings()
    with database_engine() as engine:
        url = engine.url.render_as_string(hide_password=False)
        with psycopg.connect(libpq_url(url)) as connection:
            issued = issue(connection, "sign_in", known)
    base = settings.public_url or f"http://127.0.0.1:{settings.port}"
    click.echo(f"{base}/connexion/lien/{issued.link}")


@people.group()
def moderator() -> None:
    """Name those who decide for the places of a territory."""


LEVEL = click.Choice(MODERATED_LEVELS)


@moderator.command("add")
@click.argument("address")
@click.argument("level", type=LEVEL)
@click.argument("code")
def add_moderator(address: str, level: str, code: str) -> None:
    """Let ADDRESS decide for the places of the région or département CODE."""
    known = normalised(address)
    if not is_address(known):
        raise click.UsageError(f"{address!r} is no e-mail address.")
    codes = {fact.code for fact in (REGIONS if level == "region" else DEPARTMENTS)}
    if code not in codes:
        raise click.UsageError(f"{code!r} is no code of a {level}.")
    with database_engine() as engine:
        url = engine.url.render_as_string(hide_password=False)
        with psycopg.connect(libpq_url(url)) as connection:
            connection.execute(ACT_AS, {"actor": "operator"})
            row = connection.execute(
                KNOW, {"address": known, "language": "fr", "now": clock.now()}
            ).fetchone()
            connection.execute(APPOINT, {"person_id": row[0] if row else None, "level": level, "code": code})
    notify(f"{known} decides for {level} {code}.")


@moderator.command("remove")
@click.argument("address")
@click.argument("level", type=LEVEL)
@click.argument("code")
def remove_moderator(address: str, level: str, code: str) -> None:
    """Let ADDRESS decide there no longer."""
    with database_engine() as engine:
        url = engine.url.render_as_string(hide_password=False)
        with psycopg.connect(libpq_url(url)) as connection:
            parameters = {"address": normalised(address), "level": level, "code": code}
            connection.execute(ACT_AS, {"actor": "operator"})
            removed = connection.execute(DISMISS, parameters).rowcount
    if not removed:
        raise click.ClickException(f"{address} does not decide for {level} {code}; nothing was done.")
    notify("Done.")


@people.command("sign-out")
@click.argument("address")
def sign_out(address: str) -> None:
    """End all sessions of ADDRESS."""
    with database_engine() as engine:
        url = engine.url.render_as_string(hide_password=False)
        with psycopg.connect(libpq_url(url)) as connection:
            connection.execute(ACT_AS, {"actor": "operator"})
            ended = connection.execute(END_ALL, {"address": normalised(address)}).rowcount
    notify(f"{ended} sessions ended.")


@people.command("log")
@click.option("--address", help="Only what concerns this address, or what it decided.")
@click.option("--place", help="Only rights on the place of this id.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(min=1, max=1_000_000))
def log(address: str | None, place: str | None, limit: int) -> None:
    """Print as CSV who got or lost rights, signed in and out, by whom and when; the newest first."""
    parameters = {"address": normalised(address) if address else None, "place": place, "limit": limit}
    with database_engine() as engine:
        url = engine.url.render_as_string(hide_password=False)
        with psycopg.connect(libpq_url(url)) as connection:
            rows = connection.execute(LIST, parameters).fetchall()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for happened_at, *rest in rows:
        texts = (escape_formula(text or "") for text in rest)
        writer.writerow([happened_at.isoformat(timespec="seconds"), *texts])
