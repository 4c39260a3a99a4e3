"""Options of `proxilieux match` that say how journeys are costed and who does the work."""

from typing import Any

import click

from app.directory.matching.travel import Travel
from app.platform.routing.travel_costs import FORMS, WayError, way_of

TRAVEL_COLUMNS = ("travel_method", "travel_duration_s", "travel_distance_m", "travel_note")


class WayType(click.ParamType[Any]):
    """A way to cost journeys."""

    name = "way"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's
        """Return the way of a text."""
        try:
            return way_of(value) if isinstance(value, str) else value
        except WayError as error:
            self.fail(str(error), param, ctx)


travel_option = click.option(
    "--travel",
    type=WayType(),
    metavar="WAY",
    help=f"Rank the nearest by what the journey costs: {FORMS}.",
)
scheduler_option = click.option(
    "--scheduler", metavar="ADDRESS", help="Dask scheduler whose workers search, such as tcp://host:8786."
)


def travel_values(travel: Travel | None) -> tuple[object, ...]:
    """Return the values of `TRAVEL_COLUMNS`; empty ones for a site without a match."""
    if travel is None:
        return ("",) * len(TRAVEL_COLUMNS)
    numbers = (
        "" if value is None else f"{value:.1f}" for value in (travel["duration_s"], travel["distance_m"])
    )
    return (travel["method"], *numbers, travel["note"]["code"] if travel["note"] else "")
