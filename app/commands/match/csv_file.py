"""The matches of a run as a CSV file: one row a match, one with a reason for a site that has none."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from app.directory.matching.bulk.matcher import Match, Site
from app.directory.matching.runs.capacity import Seating
from app.directory.matching.runs.counts import status_of
from app.directory.matching.runs.run import Result
from app.directory.matching.runs.vocabulary import MATCHED
from app.directory.matching.travel import Travel, Travelled
from app.platform.files.formulas import escape_formula
from app.publishing.exports.dump import replacing, text_of

COLUMNS = (
    "id", "name", "siret", "status", "rank", "third_place_id", "third_place", "distance_m", "approximate",
)  # fmt: skip
TRAVEL_COLUMNS = ("travel_method", "travel_duration_s", "travel_distance_m", "travel_note")
NO_SEAT = "no_seat"
LEARNERS = "learners"
Row = tuple[object, ...]


def write_csv(result: Result, path: Path) -> None:
    """Write it; the file takes its place when it is whole.

    Raises
    ------
    OSError
        When it cannot be written.

    """
    columns, rows = _table(result)
    with replacing(path) as raw, text_of(raw) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _table(result: Result) -> tuple[tuple[str, ...], Iterator[Row]]:
    if result.journeys is not None:
        return (*COLUMNS, *TRAVEL_COLUMNS), _travelled_rows(result, result.journeys)
    if result.seating is not None:
        return (*COLUMNS, LEARNERS), _seated_rows(result, result.seating)
    return COLUMNS, _rows(result)


def _rows(result: Result) -> Iterator[Row]:
    for site, matches in zip(result.sites, result.matches, strict=True):
        if not matches:
            yield _without(site, status_of(site.longitude, is_matched=False))
        for rank, one in enumerate(matches, start=1):
            yield _with(site, rank, one)


def _travelled_rows(result: Result, journeys: Travelled) -> Iterator[Row]:
    """Yield the rows of all sites, each with what the journey costs."""
    # A site without a match has one row, and no journey.
    costs: Iterator[Travel | None] = (
        travel for travels in journeys.journeys for travel in travels or (None,)
    )
    for row, travel in zip(_rows(result), costs, strict=True):
        yield (*row, *travel_values(travel))


def _seated_rows(result: Result, seating: Seating) -> Iterator[Row]:
    """Yield a row for each place to which a site sends learners; `rank` is that among all its matches."""
    trips = defaultdict(list)
    for trip in seating.trips:
        trips[trip.site].append(trip)
    for number, (site, matches) in enumerate(zip(result.sites, result.matches, strict=True)):
        if not trips[number]:
            status = NO_SEAT if matches else status_of(site.longitude, is_matched=False)
            yield (*_without(site, status), 0)
        for trip in trips[number]:
            yield (*_with(site, matches.index(trip.match) + 1, trip.match), trip.learners)


def _site(site: Site) -> Row:
    return (site.public_id, escape_formula(site.name), site.siret or "")


def _without(site: Site, status: str) -> Row:
    return (*_site(site), status, "", "", "", "", "")


def _with(site: Site, rank: int, one: Match) -> Row:
    place = (one.place.public_id, escape_formula(one.place.name))
    return (*_site(site), MATCHED, rank, *place, f"{one.distance_m:.1f}", "yes" if one.approximate else "no")


def travel_values(travel: Travel | None) -> tuple[object, ...]:
    """Return the values of `TRAVEL_COLUMNS`; empty ones for a site without a match."""
    if travel is None:
        return ("",) * len(TRAVEL_COLUMNS)
    numbers = (
        "" if value is None else f"{value:.1f}" for value in (travel["duration_s"], travel["distance_m"])
    )
    return (travel["method"], *numbers, travel["note"]["code"] if travel["note"] else "")
