"""`proxilieux mail`: the outbox, for the operator."""

from datetime import timedelta
from typing import Any

import click
import psycopg

from app.commands.base import database_engine, notify
from app.platform.database.connection import libpq_url
from app.platform.mail.addresses import is_address
from app.platform.mail.letter import Block, Letter
from app.platform.mail.models import STATUSES
from app.platform.mail.outbox import put
from app.platform.mail.queries import COLUMNS, LIST, ONE, RESEND

MOST_LISTED = 200


@click.group()
def mail() -> None:
    """Read the outbox, send again what was left in doubt, and try the mail server."""


@mail.command("list")
@click.option("--status", type=click.Choice(STATUSES), help="Only those of this status.")
@click.option("--limit", type=click.IntRange(1, 10000), default=MOST_LISTED, show_default=True)
def list_(status: str | None, limit: int) -> None:
    """List mails, the newest first."""
    rows = _rows(LIST, {"status": status, "limit": limit})
    for row in rows:
        subject = " ".join(row["subject"].split())
        facts = f"{row['id']:>6}  {row['created_at']:%Y-%m-%d %H:%M}  {row['status']:<8}  {row['recipient']}"
        click.echo(f"{facts}  {subject}" + (f"  [{row['error']}]" if row["error"] else ""))
    notify(f"{len(rows)} mails.")


@mail.command("show")
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
def show(number: int) -> None:
    """Print one mail whole; of one that was sent the text is gone."""
    rows = _rows(ONE, {"id": number})
    if not rows:
        raise click.ClickException(f"There is no mail {number}.")
    row = rows[0]
    for name in COLUMNS:
        if row[name] is not None:
            click.echo(f"{name}: {row[name]}")
    click.echo(f"\n{Letter.read(row['language'], row['subject'], row['content']).text()}")


@mail.command("resend")
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
def resend(number: int) -> None:
    """Send a mail again that is doubtful or failed; its recipient may have it twice then."""
    if not _rows(RESEND, {"id": number}, ("id",)):
        raise click.ClickException(f"Mail {number} is neither doubtful nor failed; nothing was done.")
    notify("It waits to be sent.")


@mail.command("test")
@click.argument("address")
def test(address: str) -> None:
    """Write a mail to ADDRESS, to see whether it arrives."""
    if not is_address(address):
        raise click.UsageError(f"{address!r} is no e-mail address.")
    letter = Letter(
        "fr",
        "Proxilieux : essai d’envoi",
        (Block("text", "Ce message montre que Proxilieux peut écrire à cette adresse."),),
    )
    with database_engine() as engine, psycopg.connect(libpq_url(_url(engine))) as connection:
        put(connection, "test", address, letter, lasts=timedelta(days=1))
    notify("It is in the outbox; `proxilieux mail list` says what became of it.")


def _rows(
    sql: str, parameters: dict[str, object], names: tuple[str, ...] = (*COLUMNS, "content")
) -> list[dict[str, Any]]:
    with database_engine() as engine, psycopg.connect(libpq_url(_url(engine))) as connection:
        return [dict(zip(names, row, strict=True)) for row in connection.execute(sql, parameters)]


def _url(engine: Any) -> str:  # noqa: ANN401 - SQLAlchemy's engine, whose URL is all that matters
    return str(engine.url.render_as_string(hide_password=False))
