"""Options of `proxilieux match`."""

from collections.abc import Callable
from functools import reduce
from typing import Any

import click

from app.directory.equipment.vocabulary import CODES
from app.directory.matching.criteria import (
    BY_DISTANCE,
    BY_SCORE,
    DEFAULT_KM,
    DEFAULT_LIMIT,
    MAX_KM,
    MAX_LEARNERS,
    MAX_LIMIT,
    ORDERS,
)
from app.directory.matching.runs.run import Capacity, Options
from app.platform.routing.travel_costs import FORMS, TravelCostError, travel_cost_of
from geo.travel.cost import TravelCost

Command = Callable[..., Any]


class WayType(click.ParamType[Any]):
    """A way to cost journeys."""

    name = "way"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's
        """Return the way of a text."""
        try:
            return travel_cost_of(value) if isinstance(value, str) else value
        except TravelCostError as error:
            self.fail(str(error), param, ctx)


OPTIONS = (
    click.option(
        "--equipment",
        multiple=True,
        type=click.Choice(sorted(CODES)),
        metavar="CODE",
        help="Type or group that is needed, instead of each site's declared needs. Repeat as needed.",
    ),
    click.option(
        "--partial", is_flag=True, help="A place that meets one need is enough; else it meets all of them."
    ),
    click.option(
        "--order",
        type=click.Choice(ORDERS),
        default=BY_DISTANCE,
        show_default=True,
        help="The nearest places first, or those with the best score.",
    ),
    click.option(
        "--limit",
        type=click.IntRange(1, MAX_LIMIT),
        default=DEFAULT_LIMIT,
        show_default=True,
        help="Places a site; with --capacity, the places among which its learners may be seated.",
    ),
    click.option("--max-km", type=click.FloatRange(0, MAX_KM), default=DEFAULT_KM, show_default=True),
    click.option(
        "--capacity",
        is_flag=True,
        help="Seat the learners: places have limited seats; serve the most, then at the least distance.",
    ),
    click.option(
        "--assume-seats",
        type=click.IntRange(0, MAX_LEARNERS),
        default=0,
        show_default=True,
        help="With --capacity: seats of a place that states none.",
    ),
    click.option(
        "--assume-learners",
        type=click.IntRange(0, MAX_LEARNERS),
        default=1,
        show_default=True,
        help="With --capacity: learners of a site that states none.",
    ),
    click.option(
        "--travel",
        type=WayType(),
        metavar="WAY",
        help=f"Rank the nearest by what the journey costs: {FORMS}.",
    ),
    click.option(
        "--scheduler", metavar="ADDRESS", help="Dask scheduler whose workers search, such as tcp://host:8786."
    ),
)


def takes_options(command: Command) -> Command:
    """Give a command the options that say what is asked; `options_of` reads them."""
    return reduce(lambda decorated, option: option(decorated), reversed(OPTIONS), command)


def options_of(  # noqa: PLR0913 - one for each option
    equipment: tuple[str, ...],
    order: str,
    limit: int,
    max_km: float,
    *,
    partial: bool,
    capacity: bool,
    assume_seats: int,
    assume_learners: int,
    travel: TravelCost | None,
    scheduler: str | None,
) -> Options:
    """Return what the options mean.

    Raises
    ------
    click.UsageError
        When they contradict each other.

    """
    if capacity and travel is not None:
        raise click.UsageError("--capacity seats learners by the geodesic distance: leave --travel out.")
    if order == BY_SCORE and (travel is not None or scheduler is not None):
        raise click.UsageError("--travel and --scheduler look for the nearest: leave --order score out.")
    return Options(
        equipment=equipment or None,
        partial=partial,
        order=order,
        limit=limit,
        max_km=max_km,
        capacity=Capacity(assume_seats, assume_learners) if capacity else None,
        travel=travel,
        scheduler=scheduler,
    )
