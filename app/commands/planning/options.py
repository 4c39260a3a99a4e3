"""Options that say who is to be covered by what, as the API's parameters do."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import reduce
from math import isnan
from pathlib import Path
from typing import Any

import click

from app.commands.base import database_engine
from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES
from app.directory.equipment.vocabulary import CODES
from app.directory.matching.criteria import MAX_LEARNERS
from app.directory.organisations.vocabulary import EQUIPMENT_STATUSES
from app.directory.planning.coverage import NEAR_KM
from app.directory.planning.grid import ADULTS, AGES, GridError, as_origins, read_grid
from app.directory.planning.planner import Planner
from app.directory.planning.selection import ORGANISATIONS, PEOPLE, WEIGHTS, CoverageSelection
from app.directory.territories.parameters import epci_problem
from app.directory.territories.vocabulary import LEVELS
from app.directory.third_places.vocabulary import KIND_CODES
from app.platform.database.connection import Database
from app.platform.http.fields import MAX_DISTANCE_KM

Command = Callable[..., Any]


class NumberRange(click.FloatRange):
    """Numbers of a range; `nan`, which is in every one, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's
        """Return the number; refuse what is none."""
        number = super().convert(value, param, ctx)
        if isnan(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


KILOMETRES = NumberRange(0, MAX_DISTANCE_KM, min_open=True)
OPTIONS = (
    click.option(
        "--within-km",
        type=KILOMETRES,
        default=float(NEAR_KM),
        show_default=True,
        help="Reach in geodesic kilometres.",
    ),
    click.option(
        "--equipment",
        multiple=True,
        type=click.Choice(sorted(CODES)),
        metavar="CODE",
        help="Type or group that a place must offer; repeat it for all of them. Without it, any equipment.",
    ),
    click.option(
        "--kind", multiple=True, type=click.Choice(KIND_CODES), metavar="KIND", help="Kind of place."
    ),
    click.option("--any-place", is_flag=True, help="Every open place counts, whatever its equipment."),
    click.option("--seats", "learners", type=click.IntRange(1, MAX_LEARNERS), help="Seats needed at once."),
    click.option(
        "--weight", type=click.Choice(WEIGHTS), default=ORGANISATIONS, show_default=True, help="Who counts."
    ),
    click.option(
        "--status",
        multiple=True,
        type=click.Choice(EQUIPMENT_STATUSES),
        help="Only organisations of this state of equipment.",
    ),
    click.option("--region", type=click.Choice(REGION_CODES), metavar="CODE", help="INSEE code."),
    click.option("--department", type=click.Choice(DEPARTMENT_CODES), metavar="CODE", help="INSEE code."),
    click.option("--epci", metavar="SIREN", help="SIREN of an EPCI."),
)


def asks_coverage(command: Command) -> Command:
    """Give a command the options of coverage; `split` reads them."""
    return reduce(lambda decorated, option: option(decorated), reversed(OPTIONS), command)


def asks_grid(command: Command) -> Command:
    """Give a command the options of people by squares; `running_planner` reads them."""
    grid = click.option(
        "--grid",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="With --weight people: INSEE's squares of 200 m (Filosofi 2019, .csv or .gpkg), not communes.",
    )
    ages = click.option(
        "--ages", type=click.Choice(list(AGES)), default=ADULTS, show_default=True, help="Of --grid."
    )
    return grid(ages(command))


def split(options: dict[str, Any]) -> tuple[CoverageSelection, dict[str, str]]:
    """Return the selection that options mean, and the territories that they name, by level.

    Raises
    ------
    click.UsageError
        When they contradict each other.

    """
    if options["any_place"] and (options["equipment"] or options["learners"]):
        raise click.UsageError(
            "--any-place matches whatever the equipment: leave --equipment and --seats out."
        )
    if options.get("grid") is not None and options["weight"] != PEOPLE:
        raise click.UsageError("--grid counts people: say --weight people.")
    if options["weight"] == PEOPLE and options["status"]:
        raise click.UsageError("--status is of organisations: leave it out with --weight people.")
    return CoverageSelection.of(options), {level: options[level] for level in LEVELS if options.get(level)}


@contextmanager
def running_planner(grid: Path | None = None, ages: str = ADULTS) -> Iterator[Planner]:
    """Yield a planner over the migrated database, whose people are those of a grid where one is given.

    Raises
    ------
    click.ClickException
        For a file that is no such grid.

    """
    try:
        squares = None if grid is None else read_grid(grid, ages)
    except GridError as error:
        raise click.ClickException(str(error)) from error
    with database_engine() as engine:
        url = engine.url.render_as_string(hide_password=False)
        with closing(Database(url)) as database:
            yield Planner(database, people=None if squares is None else as_origins(squares, database))


def check_territories(planner: Planner, where: dict[str, str]) -> None:
    """Refuse an EPCI that there is none of.

    Raises
    ------
    click.ClickException
        With a sentence that names it.

    """
    problem = epci_problem(planner.database, where["epci"]) if "epci" in where else None
    if problem is not None:
        raise click.ClickException(problem)
