"""`proxilieux scenario`: what if the places were other ones, from a file of edits or a kept scenario."""

import csv
import json
from pathlib import Path
from typing import Any

import click
import marshmallow as ma

from app.commands.base import notify
from app.commands.planning.files import OutputFile, write_features
from app.commands.planning.options import asks_coverage, check_territories, running_planner, split
from app.directory.planning.responses import classes_json
from app.directory.planning.scenarios import sheets, store
from app.directory.planning.scenarios.edits import MOST_EDITS, apply, base_of
from app.directory.planning.scenarios.schemas import EditItem, ScenarioBody, edits_of
from app.directory.planning.selection import CoverageSelection
from app.directory.territories.vocabulary import LEVELS, REGION

LEFT_OUT = 3
"""Exit code where edits could not be made."""


class ScenarioName(click.ParamType[str]):
    """A name that scenarios may have."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's
        """Return the name; refuse what the API refuses."""
        try:
            return str(ScenarioBody().fields["name"].deserialize(value))
        except ma.ValidationError as error:
            self.fail(" ".join(map(str, error.messages)), param, ctx)


@click.command("scenario")
@click.argument("source", metavar="FILE|ID")
@asks_coverage
@click.option("--level", type=click.Choice(LEVELS), default=REGION, show_default=True, help="Rows printed.")
@click.option(
    "--keep",
    metavar="NAME",
    type=ScenarioName(),
    help="Keep the edits as a scenario of this name, and print its id.",
)
@click.option("--edits", type=OutputFile(), help="Write the edits: .csv, .geojson or .gpkg.")
@click.option(
    "--output", type=OutputFile((".csv",)), help="Write the sheet before and after by territory as CSV."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def scenario(
    ctx: click.Context,
    /,
    source: str,
    *,
    level: str,
    keep: str | None,
    edits: Path | None,
    output: Path | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Count coverage before and after edits, which never touch the directory.

    FILE is a CSV with the columns kind (add, move, close, equip), place, lon, lat, name; ID a scenario that
    is kept, whose own criteria hold. Exit code 3: some edits could not be made, and are left out.
    """
    selection, where = split(options)
    with running_planner() as planner:
        check_territories(planner, where)
        name, criteria = keep or source, {one: value for one, value in options.items() if value}
        if Path(source).is_file():
            items = read_edits(Path(source))
        else:
            kept = store.read(planner.database, source)
            if kept is None:
                raise click.ClickException(f"{source} is neither a file nor the id of a scenario.")
            name, items, criteria = kept["name"], kept["edits"], kept["criteria"]
            selection = CoverageSelection.of(criteria)
            where = {one: criteria[one] for one in LEVELS if one in criteria}
        base, changes = base_of(planner, selection, where), edits_of(items)
        outcome = apply(base, changes)
        rows = sheets.territories(planner.database, outcome, level)
        report = {
            "before": classes_json(outcome.before.coverage()),
            "after": classes_json(outcome.after.coverage()),
            "problems": [one["en"] for one in outcome.problems],
            "territories": rows,
        }
        if keep is not None:
            report["id"] = store.create(planner.database, keep, criteria, items)["id"]
        features = sheets.as_features(base, name, changes)["features"]
    click.echo(json.dumps(report, ensure_ascii=False, indent=2)) if as_json else _print(report)
    if edits is not None:
        write_features(edits, "edits", features)
        notify(f"Written: {edits}")
    if output is not None:
        _write(output, sheets.as_csv(rows))
    ctx.exit(LEFT_OUT if outcome.problems else 0)


def _print(report: dict[str, Any]) -> None:
    for one in (*report["territories"], {"name": "Total", **report}):
        before, after = one["before"], one["after"]
        change = after["covered"] - before["covered"]
        click.echo(
            f"{one['name']:30} {before['covered']:>12,} -> {after['covered']:>12,} covered ({change:+,})"
        )
    for problem in report["problems"]:
        notify(problem)
    if "id" in report:
        click.echo(report["id"])


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
    notify(f"Written: {path}")


def read_edits(path: Path) -> list[dict[str, Any]]:
    """Return the edits of a CSV file, as the API takes them.

    Raises
    ------
    click.ClickException
        When it cannot be read, with the line and what is wrong there.

    """
    schema, edits = EditItem(), []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                item = {
                    name: value.strip() for name, value in row.items() if name and value and value.strip()
                }
                try:
                    edits.append(dict(schema.load(item, unknown=ma.RAISE)))
                except ma.ValidationError as error:
                    reasons = "; ".join(
                        f"{name}: {' '.join(map(str, messages))}"
                        for name, messages in error.messages_dict.items()
                    )
                    raise click.ClickException(f"{path}, line {reader.line_num}: {reasons}") from error
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise click.ClickException(f"{path} is not CSV in UTF-8: {error}.") from error
    if len(edits) > MOST_EDITS:
        raise click.ClickException(f"{path} has {len(edits):,} edits: a scenario holds {MOST_EDITS} at most.")
    return edits
