"""`proxilieux match`: every open site with the nearest places that have what it needs."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from app.commands.base import database_engine, notify, read_settings
from app.commands.match.csv_file import write_csv
from app.commands.match.options import options_of, takes_options
from app.commands.match.report import as_json, print_report
from app.directory.matching.bulk.dask_search import ClusterError
from app.directory.matching.runs.run import Options, Result, run
from app.directory.matching.runs.store import DirectoryChangedError, store
from app.platform.database.connection import Database
from geo.assignment import AssignmentError

MOST_ATTEMPTS = 3
"""Attempts to match the sites while the directory changes under the run."""


@click.command("match")
@takes_options
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the matches as CSV.")
@click.option("--json", "as_json_", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--store/--no-store",
    "stored",
    default=True,
    show_default=True,
    help="Keep the run, for the API and the exports.",
)
def match(*, output: Path | None, as_json_: bool, stored: bool, **choices: Any) -> None:  # noqa: ANN401
    """Find the nearest places for every open organisation, and say how many have one within reach.

    Distances are geodesic, as the crow flies. A site that declared no need matches any shared equipment.
    """
    options = options_of(**choices)
    with database_engine() as engine:
        url = engine.url.render_as_string(hide_password=False)
        with closing(Database(url)) as database:
            result, run_id = _run(database, options, keep=read_settings().match_runs if stored else 0)
    if as_json_:
        click.echo(json.dumps(as_json(result, run_id), ensure_ascii=False, indent=2))
    else:
        print_report(result)
    if output is not None:
        _write(result, output)


def _run(database: Database, options: Options, *, keep: int) -> tuple[Result, int | None]:
    """Run, and store the run where any are kept; return it with its number."""
    for _attempt in range(MOST_ATTEMPTS):
        try:
            result = run(database, options, notify)
        except ClusterError as error:
            raise click.ClickException(str(error)) from error
        except AssignmentError as error:
            raise click.ClickException(f"The learners were not seated: {error}.") from error
        if not keep:
            return result, None
        try:
            run_id = store(database, result, keep)
        except DirectoryChangedError:
            notify("The directory has changed meanwhile: once more.")
            continue
        notify(f"Stored as run {run_id}.")
        return result, run_id
    raise click.ClickException(
        "The directory keeps changing; nothing was stored. Run it when no import runs."
    )


def _write(result: Result, output: Path) -> None:
    try:
        write_csv(result, output)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
    notify(f"Written: {output}")
