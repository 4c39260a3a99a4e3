"""`proxilieux reports`: what visitors reported, for the operator."""

import csv
import sys
from collections.abc import Mapping
from typing import Any

import click
from sqlalchemy import Connection, Engine

from app.commands.base import database_engine, notify
from app.directory.place_reports.queries import CLOSE_REPORT, COLUMNS, LIST_REPORTS, ONE_REPORT
from app.directory.place_reports.vocabulary import STATUSES
from app.platform.files.formulas import escape_formula

Row = dict[str, Any]
MOST_IN_A_CELL = 60
"""Characters of a message that the list shows."""


@click.group()
def reports() -> None:
    """Read and close the errors that visitors reported about places."""


@reports.command("list")
@click.option(
    "--status", type=click.Choice([*STATUSES, "all"]), default="new", show_default=True, help="Which ones."
)
@click.option("--place", metavar="ID", help="Only those about this place (its public id).")
@click.option("--csv", "as_csv", is_flag=True, help="Everything as CSV, for a spreadsheet.")
def list_(status: str, place: str | None, as_csv: bool) -> None:
    """List reports, the oldest first."""
    values = {"status": None if status == "all" else status, "public_id": place}
    with database_engine() as engine:
        rows = _rows(engine, LIST_REPORTS, values)
    if as_csv:
        _write_csv(rows)
        return
    for row in rows:
        message = " ".join(row["message"].split())
        shown = message if len(message) <= MOST_IN_A_CELL else f"{message[: MOST_IN_A_CELL - 1]}…"
        name = " ".join(row["place_name"].split())
        facts = f"{row['id']:>6}  {row['created_at']:%Y-%m-%d}  {row['status']:<6}  {row['kind']:<9}"
        click.echo(f"{facts}  {name}: {shown}")
    notify(f"{len(rows)} reports.")


@reports.command("show")
@click.argument("number", type=click.IntRange(min=1, max=2**31 - 1))
def show(number: int) -> None:
    """Print one report whole."""
    with database_engine() as engine:
        rows = _rows(engine, ONE_REPORT, {"id": number})
    if not rows:
        raise click.ClickException(f"There is no report {number}.")
    row = rows[0]
    for name in COLUMNS:
        if row[name] is not None and name != "message":
            click.echo(f"{name}: {_printable(row[name])}")
    click.echo(f"page: /lieux/{row['public_id']}")
    click.echo(f"\n{row['message']}")


@reports.command("close")
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(min=1, max=2**31 - 1))
@click.option("--note", help="What was done about it; who reported it reads this.")
def close(numbers: tuple[int, ...], note: str | None) -> None:
    """Mark reports as dealt with; all of them, or none when a number does not exist."""
    with database_engine() as engine, engine.begin() as connection:
        for number in numbers:
            if not _execute(connection, CLOSE_REPORT, {"id": number, "note": note}):
                raise click.ClickException(f"There is no report {number}; nothing was closed.")
    notify(f"{len(set(numbers))} closed.")


def _rows(engine: Engine, sql: str, parameters: Mapping[str, object]) -> list[Row]:
    with engine.connect() as connection:
        return [dict(zip(COLUMNS, row, strict=True)) for row in _execute(connection, sql, parameters)]


def _execute(connection: Connection, sql: str, parameters: Mapping[str, object]) -> list[Any]:
    return list(connection.exec_driver_sql(sql, parameters))


def _write_csv(rows: list[Row]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(
            ["" if row[name] is None else escape_formula(_printable(row[name])) for name in COLUMNS]
        )


def _printable(value: object) -> str:
    return value.isoformat(timespec="seconds") if hasattr(value, "isoformat") else str(value)
