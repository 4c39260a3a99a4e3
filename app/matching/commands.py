"""`proxilieux match`: every open site with the nearest places that have what it needs."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from app.commands import database_engine, read_settings, say
from app.db.database import Database
<<<<<<< HEAD
from app.matching.options import asks, options_of
from app.matching.output import write_csv
from app.matching.report import as_json, print_report
from app.matching.run import Options, Result, run
from app.matching.runs.store import DirectoryChangedError, store
=======
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
>>>>>>> travel
from geo.assignment import AssignmentError

MOST_ATTEMPTS = 3
"""How often the sites are matched while the directory changes under the run."""


@click.command("match")
@asks
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the matches as CSV.")
@click.option("--json", "as_json_", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--store/--no-store",
    "stored",
    default=True,
    show_default=True,
    help="Keep the run, for the API and the exports.",
)
def match(*, output: Path | None, as_json_: bool, stored: bool, **asked: Any) -> None:  # noqa: ANN401
    """Find the nearest places for every open organisation, and say how many have one within reach.

    Distances are geodesic, as the crow flies. A site that declared no need matches any shared equipment.
    """
    options = options_of(**asked)
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
            result = run(database, options, say)
        except AssignmentError as error:
            raise click.ClickException(f"The learners were not seated: {error}.") from error
        if not keep:
            return result, None
        try:
            run_id = store(database, result, keep)
        except DirectoryChangedError:
            say("The directory has changed meanwhile: once more.")
            continue
        say(f"Stored as run {run_id}.")
        return result, run_id
    raise click.ClickException(
        "The directory keeps changing; nothing was stored. Run it when no import runs."
    )


<<<<<<< HEAD
def _write(result: Result, output: Path) -> None:
    try:
        write_csv(result, output)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
    say(f"Written: {output}")
=======
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
>>>>>>> travel
