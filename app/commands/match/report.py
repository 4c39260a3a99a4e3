"""Report of `proxilieux match`: a table for people, or JSON."""

from typing import Any

import click

from app.directory.matching.runs.capacity import Outcome, Seating
from app.directory.matching.runs.counts import counts
from app.directory.matching.runs.reach import KILOMETRES, Reach, reach_by_region
from app.directory.matching.runs.run import Capacity, Result


def as_json(result: Result, run_id: int | None) -> dict[str, Any]:
    """Return the report for machines; `run_id` is None where the run was not stored."""
    return {
        "run": run_id,
        "started_at": result.started_at.isoformat(timespec="seconds"),
        "criteria": result.options.as_json(),
        "counts": counts(result),
        "seating": None if result.seating is None else _seating(result.seating),
    }


def _seating(seating: Seating) -> dict[str, Any]:
    return {
        "learners": seating.learners,
        "seats": seating.seats,
        "sites_without_number": seating.sites_without_number,
        "places_without_number": seating.places_without_number,
        "best": _outcome(seating.best),
        "nearest": _outcome(seating.nearest),
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {"served": outcome.served, "mean_m": outcome.mean_m, "p90_m": outcome.p90_m}


def print_report(result: Result) -> None:
    """Print the report for people."""
    _print_reach(*reach_by_region(result.sites, result.matches))
    if result.seating is not None and result.options.capacity is not None:
        _print_seating(result.seating, result.options.capacity)


def _print_reach(whole: Reach, regions: dict[str, Reach]) -> None:
    width = max(len(name) for name in (*regions, "France"))
    heads = ("sites", "located", *(f"<= {kilometres} km" for kilometres in KILOMETRES))
    click.echo(f"{'':{width}}" + "".join(f"{head:>10}" for head in heads))
    for name, reach in (*regions.items(), ("France", whole)):
        numbers = (reach.sites, reach.located, *reach.within.values())
        click.echo(f"{name:{width}}" + "".join(f"{count:>10,}" for count in numbers))


def _print_seating(seating: Seating, assumed: Capacity) -> None:
    click.echo()
    click.echo(f"{seating.learners:,} learners for {seating.seats:,} seats.")
    if seating.sites_without_number:
        missing = f"{seating.sites_without_number:,} sites state no number of learners"
        click.echo(f"{missing}: {assumed.learners:,} assumed for each.")
    if seating.places_without_number:
        missing = f"{seating.places_without_number:,} places state no seats"
        click.echo(f"{missing}: {assumed.seats:,} assumed for each (--assume-seats).")
    click.echo(f"{'':24}{'served':>10}{'mean km':>10}{'90% within':>12}")
    for name, outcome in (("everyone to the nearest", seating.nearest), ("this assignment", seating.best)):
        click.echo(f"{name:24}{outcome.served:>10,}{_km(outcome.mean_m):>10}{_km(outcome.p90_m):>12}")
    click.echo(
        f"{seating.best.served - seating.nearest.served:,} learners more than if everyone went to the nearest"
        " place and the nearest came first."
    )


def _km(metres: float | None) -> str:
    return "–" if metres is None else f"{metres / 1000:.1f}"
