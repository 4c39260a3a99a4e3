"""`proxilieux merge`, `unmerge` and `duplicates`."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import click
import psycopg
from psycopg import Cursor
from sqlalchemy import Engine, text

from app.commands.base import database_engine, notify
from app.platform.files.formulas import escape_formula
from seeds.importing.duplicate_decisions import DecisionError, keep_apart, listed_pairs, merge_places
from seeds.loading.duplicates.facts import read_all
from seeds.loading.duplicates.measure import LabelsError, figures, made_up_records, measure, read_labels
from seeds.loading.records import DEFER_LISTING
from seeds.loading.runs import import_session

ID = click.argument("ids", metavar="ID...", nargs=-1, required=True)


@click.command("merge")
@ID
def merge(ids: tuple[str, ...]) -> None:
    """Show the places with these public IDs as one place.

    The one that is already shown from several records keeps its id, else the one that was there first.
    The decision stays over later imports; `proxilieux unmerge ID` takes it back. Values of records whose
    licences may not be mixed stand side by side.
    """
    if len(set(ids)) < 2:  # noqa: PLR2004 - a pair
        raise click.UsageError("Name at least two different places.")
    with database_engine() as engine:
        shown = _decide(engine, lambda cursor: merge_places(cursor, list(dict.fromkeys(ids))))
    for line in shown:
        click.echo(line)


@click.command("unmerge")
@click.argument("public_id", metavar="ID")
def unmerge(public_id: str) -> None:
    """Take the record with this public ID out of the place that it is shown under.

    It is a place of its own again, and no later import merges it with the records that it was merged with.
    """
    with database_engine() as engine:
        shown = _decide(engine, lambda cursor: keep_apart(cursor, public_id))
    for line in shown:
        click.echo(line)


@click.command("duplicates")
@click.option("--review", is_flag=True, help="Only the pairs that wait for a decision.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option(
    "--measure",
    "labels",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Print precision and recall of the rules on this CSV of labelled pairs.",
)
def duplicates(*, review: bool, as_json: bool, as_csv: bool, labels: Path | None) -> None:
    """List pairs of records that are or may be one place, the surest first, with what agrees and differs."""
    if sum((as_json, as_csv, labels is not None)) > 1:
        raise click.UsageError("Choose one of --json, --csv and --measure.")
    with database_engine() as engine, engine.connect() as connection:
        cursor = cast("psycopg.Connection[Any]", connection.connection.driver_connection).cursor()
        if labels is not None:
            try:
                known = made_up_records(labels) or read_all(cursor)
                click.echo(figures(measure(known, read_labels(labels))))
            except LabelsError as error:
                raise click.ClickException(str(error)) from error
            return
        pairs = listed_pairs(cursor, only_review=review)
    if as_json:
        click.echo(json.dumps(pairs, ensure_ascii=False, indent=2, default=str))
    elif as_csv:
        click.echo(_table(pairs), nl=False)
    else:
        for pair in pairs:
            click.echo(_paragraph(pair))
        notify(f"{len(pairs)} pairs")


def _decide(engine: Engine, decide: Callable[[Cursor], list[str]]) -> list[str]:
    """Decide in one transaction, while no import runs."""
    try:
        with import_session(engine, notify), engine.begin() as connection:
            connection.execute(text(DEFER_LISTING))
            driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
            with driver.cursor() as cursor:
                return decide(cursor)
    except DecisionError as error:
        raise click.ClickException(str(error)) from error


def _table(pairs: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = list(pairs[0]) if pairs else ["left", "right", "verdict"]
    writer.writerow(columns)
    writer.writerows(
        [escape_formula("" if value is None else str(value)) for value in pair.values()] for pair in pairs
    )
    return out.getvalue()


def _paragraph(pair: Mapping[str, Any]) -> str:
    # One line a field: a name may hold anything but never looks like another field.
    name = {side: " ".join(str(pair[f"{side}_name"]).split()) for side in ("left", "right")}
    return (
        f"{pair['verdict']} {pair['score']:.2f} {pair['rule']} (by {pair['decided_by']},"
        f" {'shown as one' if pair['shown_as_one'] else 'shown apart'})\n"
        f"  {pair['left']} {pair['left_source']}: {name['left']}\n"
        f"  {pair['right']} {pair['right_source']}: {name['right']}\n"
        f"  {pair['explanation']}"
    )
