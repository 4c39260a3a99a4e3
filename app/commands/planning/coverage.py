"""`proxilieux coverage`: who is covered, by territory, and who is not, as a file."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import click

from app.commands.base import notify
from app.commands.planning.options import asks_coverage, asks_grid, check_territories, running_planner, split
from app.directory.planning.coverage import CLASSES, Coverage
from app.directory.planning.listed_origins import select_origins
from app.directory.planning.planner import Planner
from app.directory.planning.responses import classes_json
from app.directory.territories.vocabulary import LEVELS, REGION
from app.publishing.exports.catalogue import RESOURCES
from app.publishing.exports.dump import write
from app.publishing.exports.formats import FORMATS
from app.publishing.exports.source import Source

NAMES = "SELECT code, name FROM {level}"
HEADS = ("total", *CLASSES, "share")


@click.command("coverage")
@asks_coverage
@asks_grid
@click.option("--level", type=click.Choice(LEVELS), default=REGION, show_default=True, help="Rows printed.")
@click.option(
    "--class", "class_", multiple=True, type=click.Choice(CLASSES), help="With --output: else uncovered."
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"Write the origins with their nearest match: {', '.join(FORMATS)}, by the suffix.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def coverage(
    *,
    level: str,
    class_: tuple[str, ...],
    output: Path | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Count who has a matching place within reach, by territory.

    Whoever is near a place that says nothing of its equipment is unknown, which is not uncovered.
    """
    selection, where = split(options)
    suffix = "" if output is None else output.suffix.lower().removeprefix(".")
    if output is not None and suffix not in FORMATS:
        raise click.UsageError(f"{output}: its suffix must be one of {', '.join(FORMATS)}.")
    if output is not None and options["grid"] is not None:
        raise click.UsageError("--output writes organisations or communes: leave --grid out.")
    with running_planner(options.pop("grid"), options.pop("ages")) as planner:
        check_territories(planner, where)
        classified = planner.classified(selection)
        inside = classified.coverage(classified.origins.within(where))
        named: dict[str, str] = dict(planner.database.fetch_all(NAMES.format(level=level)))
        codes = set(
            classified.origins.territories[level].number[classified.origins.within(where)].tolist()
        ) - {-1}
        rows = {
            code: (named.get(code, code), classified.of(level, code))
            for code in (classified.origins.territories[level].codes[number] for number in sorted(codes))
        }
        if as_json:
            click.echo(
                json.dumps(_report(selection.as_json() | where, inside, rows), ensure_ascii=False, indent=2)
            )
        else:
            _print(inside, rows)
        if output is not None:
            parameters = options | {"class_": list(class_)} if class_ else options
            _write(planner, {k: v for k, v in parameters.items() if v}, output, suffix)


def _report(
    criteria: dict[str, Any], whole: Coverage, rows: dict[str, tuple[str, Coverage]]
) -> dict[str, Any]:
    return {
        "criteria": criteria,
        "coverage": classes_json(whole),
        "territories": [
            {"code": code, "name": name, **classes_json(one)} for code, (name, one) in rows.items()
        ],
    }


def _print(whole: Coverage, rows: dict[str, tuple[str, Coverage]]) -> None:
    width = max(5, *(len(name) for name, _ in rows.values())) if rows else 5
    click.echo(" " * width + "".join(f"{head:>14}" for head in HEADS))
    for name, one in (*rows.values(), ("Total", whole)):
        share = "–" if one.share is None else f"{one.share:.1%}"
        numbers = (one.total, one.covered, one.uncovered, one.unknown)
        click.echo(f"{name:{width}}" + "".join(f"{number:>14,}" for number in numbers) + f"{share:>14}")
    if whole.apart:
        notify(f"{whole.apart:,} people live in communes without a position, and are in none of the classes.")


def _write(planner: Planner, parameters: dict[str, Any], output: Path, suffix: str) -> None:
    exported = RESOURCES["coverage-origins"]
    selection = select_origins(planner, parameters)
    try:
        with Source.open(planner.database, exported, selection, "") as source:
            written = write(source, FORMATS[suffix], output, Counter())
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
    notify(f"Written: {output}, {written.records:,} origins.")
