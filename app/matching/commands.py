"""`proxilieux match`: every open site with the nearest places that have what it needs."""

import csv
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import click

from app.commands import database_engine, say
from app.db.database import Database
from app.equipment.vocabulary import CODES
from app.exports.dump import replacing, text_of
from app.exports.formulas import escape_formula
from app.matching.batch import Match, Site, match_sites, open_sites
from app.matching.capacity import Outcome, Seating, seat
from app.matching.command_options import (
    TRAVEL_COLUMNS,
    scheduler_option,
    search_by,
    travel_option,
    travel_values,
)
from app.matching.criteria import DEFAULT_KM, DEFAULT_LIMIT, MAX_KM, MAX_LEARNERS, MAX_LIMIT
from app.matching.reach import KILOMETRES, Reach, reach_by_region
from app.matching.travel import Travel, Travelled, basis_of, candidates, travelled
from geo.assignment import AssignmentError
from geo.travel.cost import TravelCost

COLUMNS = (
    "id", "name", "siret", "status", "rank", "third_place_id", "third_place", "distance_m", "approximate",
)  # fmt: skip
MATCHED, NONE_WITHIN_REACH, POSITION_UNKNOWN = "matched", "none_within_reach", "position_unknown"
NO_SEAT = "no_seat"
LEARNERS = "learners"
Row = tuple[object, ...]


@click.command("match")
@click.option(
    "--equipment",
    multiple=True,
    type=click.Choice(sorted(CODES)),
    metavar="CODE",
    help="Type or group that is needed, instead of each site's declared needs. Repeat as needed.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, MAX_LIMIT),
    default=DEFAULT_LIMIT,
    show_default=True,
    help="Places a site; with --capacity, the places among which its learners may be seated.",
)
@click.option("--max-km", type=click.FloatRange(0, MAX_KM), default=DEFAULT_KM, show_default=True)
@click.option(
    "--capacity",
    is_flag=True,
    help="Seat the learners: places have limited seats; serve the most, then at the least distance.",
)
@click.option(
    "--assume-seats",
    type=click.IntRange(0, MAX_LEARNERS),
    default=0,
    show_default=True,
    help="With --capacity: seats of a place that states none.",
)
@click.option(
    "--assume-learners",
    type=click.IntRange(0, MAX_LEARNERS),
    default=1,
    show_default=True,
    help="With --capacity: learners of a site that states none.",
)
@travel_option
@scheduler_option
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the matches as CSV.")
def match(  # noqa: PLR0913 - one for each option
    equipment: tuple[str, ...],
    limit: int,
    max_km: float,
    *,
    capacity: bool,
    assume_seats: int,
    assume_learners: int,
    travel: TravelCost | None,
    scheduler: str | None,
    output: Path | None,
) -> None:
    """Find the nearest places for every open organisation, and say how many have one within reach.

    Distances are geodesic, as the crow flies. A site that declared no need matches any shared equipment.
    """
    if capacity and travel is not None:
        raise click.UsageError("--capacity seats learners by the geodesic distance: leave --travel out.")
    looked_at = limit if travel is None else candidates(limit, travel)
    journeys = None
    with database_engine() as engine:
        url = engine.url.render_as_string(hide_password=False)
        with closing(Database(url)) as database:
            sites = open_sites(database, equipment or None)
            started = time.monotonic()
            with search_by(scheduler) as search:
                found = match_sites(database, sites, limit=looked_at, max_km=max_km, search=search)
            say(f"{len(sites):,} sites matched in {time.monotonic() - started:.1f} s.")
            if travel is not None:
                started = time.monotonic()
                journeys = travelled(sites, found, travel, limit)
                found = journeys.matches
                _say_travel(journeys, travel, looked_at, time.monotonic() - started)
            seating = None
            if capacity:
                started = time.monotonic()
                try:
                    seating = seat(
                        database, sites, found, assumed_seats=assume_seats, assumed_learners=assume_learners
                    )
                except AssignmentError as error:
                    raise click.ClickException(f"The learners were not seated: {error}.") from error
                say(f"Seated in {time.monotonic() - started:.1f} s, proved to be the best.")
    _print(*reach_by_region(sites, found))
    if seating is not None:
        _print_seating(seating, assume_seats, assume_learners)
    if output is not None:
        try:
            if journeys is not None:
                _write(output, (*COLUMNS, *TRAVEL_COLUMNS), _travelled_rows(sites, journeys))
            elif seating is not None:
                _write(output, (*COLUMNS, LEARNERS), _seated_rows(sites, found, seating))
            else:
                _write(output, COLUMNS, _rows(sites, found))
        except OSError as error:
            raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
        say(f"Written: {output}")


def _say_travel(journeys: Travelled, travel: TravelCost, looked_at: int, seconds: float) -> None:
    say(f"Ranked by {basis_of(travel)} ({travel.method}) in {seconds:.1f} s.")
    if journeys.doubtful:
        say(f"{journeys.doubtful:,} matches have no such cost and count as the crow flies: see travel_note.")
    if journeys.incomplete:
        said = f"{journeys.incomplete:,} sites: ranked among the {looked_at} nearest as the crow flies;"
        say(f"{said} a place further away may cost less.")


def _print(whole: Reach, regions: dict[str, Reach]) -> None:
    width = max(len(name) for name in (*regions, "France"))
    heads = ("sites", "located", *(f"<= {kilometres} km" for kilometres in KILOMETRES))
    click.echo(f"{'':{width}}" + "".join(f"{head:>10}" for head in heads))
    for name, reach in (*regions.items(), ("France", whole)):
        counts = (reach.sites, reach.located, *reach.within.values())
        click.echo(f"{name:{width}}" + "".join(f"{count:>10,}" for count in counts))


def _print_seating(seating: Seating, assumed_seats: int, assumed_learners: int) -> None:
    click.echo()
    click.echo(f"{seating.learners:,} learners for {seating.seats:,} seats.")
    if seating.sites_without_number:
        said = f"{seating.sites_without_number:,} sites state no number of learners"
        click.echo(f"{said}: {assumed_learners:,} assumed for each.")
    if seating.places_without_number:
        said = f"{seating.places_without_number:,} places state no seats"
        click.echo(f"{said}: {assumed_seats:,} assumed for each (--assume-seats).")
    click.echo(f"{'':24}{'served':>10}{'mean km':>10}{'90% within':>12}")
    for name, outcome in (("everyone to the nearest", seating.nearest), ("this assignment", seating.best)):
        click.echo(f"{name:24}{outcome.served:>10,}{_km(outcome.mean_m):>10}{_km(outcome.p90_m):>12}")
    _print_difference(seating.best, seating.nearest)


def _print_difference(best: Outcome, nearest: Outcome) -> None:
    click.echo(
        f"{best.served - nearest.served:,} learners more than if everyone went to the nearest place"
        " and the nearest came first."
    )


def _km(metres: float | None) -> str:
    return "–" if metres is None else f"{metres / 1000:.1f}"


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with replacing(path) as raw, text_of(raw) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _rows(sites: Sequence[Site], found: Sequence[Sequence[Match]]) -> Iterator[Row]:
    for site, matches in zip(sites, found, strict=True):
        if not matches:
            yield _without(site, _why_none(site))
        for rank, one in enumerate(matches, start=1):
            yield _with(site, rank, one)


def _travelled_rows(sites: Sequence[Site], journeys: Travelled) -> Iterator[Row]:
    """Yield the rows of all sites, each with what the journey costs."""
    for site, matches, travels in zip(sites, journeys.matches, journeys.journeys, strict=True):
        costs: Sequence[Travel | None] = travels or [None]
        for row, travel in zip(_rows([site], [matches]), costs, strict=True):
            yield (*row, *travel_values(travel))


def _seated_rows(sites: Sequence[Site], found: Sequence[Sequence[Match]], seating: Seating) -> Iterator[Row]:
    """Yield a row for each place to which a site sends learners; `rank` is that among all its matches."""
    trips = defaultdict(list)
    for trip in seating.trips:
        trips[trip.site].append(trip)
    for number, (site, matches) in enumerate(zip(sites, found, strict=True)):
        if not trips[number]:
            yield (*_without(site, NO_SEAT if matches else _why_none(site)), 0)
        for trip in trips[number]:
            yield (*_with(site, matches.index(trip.match) + 1, trip.match), trip.learners)


def _why_none(site: Site) -> str:
    return NONE_WITHIN_REACH if site.longitude is not None else POSITION_UNKNOWN


def _site(site: Site) -> Row:
    return (site.public_id, escape_formula(site.name), site.siret or "")


def _without(site: Site, status: str) -> Row:
    return (*_site(site), status, "", "", "", "", "")


def _with(site: Site, rank: int, one: Match) -> Row:
    place = (one.place.public_id, escape_formula(one.place.name))
    return (*_site(site), MATCHED, rank, *place, f"{one.distance_m:.1f}", "yes" if one.approximate else "no")
