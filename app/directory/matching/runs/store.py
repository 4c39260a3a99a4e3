"""Storing a run: in one transaction, and only if the directory is still the one that was read."""

import json
from collections.abc import Iterator
from itertools import islice

import psycopg

from app.directory.matching.bulk.matcher import Match, Site
from app.directory.matching.offers import Offer, Offers
from app.directory.matching.reasons import distance_reason
from app.directory.matching.runs import queries
from app.directory.matching.runs.counts import counts, status_of
from app.directory.matching.runs.run import Result
from app.directory.matching.runs.vocabulary import MATCHED
from app.platform.database.connection import Database, unhurried

SITES_AT_A_TIME = 2000
NOTHING = Offer()
Row = tuple[object, ...]


class DirectoryChangedError(Exception):
    """The directory changed while its sites were matched; match them again."""


def store(database: Database, result: Result, keep: int) -> int:
    """Store a run and its matches, keep the last `keep` runs, and return the run's number.

    A reader sees the run with all its matches or not at all. Runs are stored one at a time.

    Raises
    ------
    DirectoryChangedError
        When the directory is no longer the one that was matched; nothing is stored.

    """
    with database.connection() as connection, unhurried(connection):
        connection.execute(queries.LOCK)
        connection.execute(queries.LOADED)
        for rows in _rows(connection, result):
            with connection.cursor() as cursor, cursor.copy(queries.COPY) as copy:
                for row in rows:
                    copy.write_row(row)
        run_id = _insert_run(connection, result)
        connection.execute(queries.INSERT_MATCHES, {"run": run_id})
        connection.execute(queries.DROP_OLD_RUNS, {"keep": keep})
        connection.execute(queries.DROP_OLD_MATCHES)
    return run_id


def _insert_run(connection: psycopg.Connection[Row], result: Result) -> int:
    # Nothing can change from here to the end: whoever changes the directory waits for this row.
    raised = connection.execute(queries.RAISE_VERSION, {"version": result.version}).fetchone()
    if raised is None:
        raise DirectoryChangedError
    values = {
        "started_at": result.started_at,
        "version": raised[0],
        "criteria": json.dumps(result.options.as_json()),
        "counts": json.dumps(counts(result)),
    }
    row = connection.execute(queries.INSERT_RUN, values).fetchone()
    assert row is not None  # noqa: S101 - an insert returns its row
    return int(str(row[0]))


def _rows(connection: psycopg.Connection[Row], result: Result) -> Iterator[list[Row]]:
    """Yield what is known of each match beside what the listings say, in the order of the sites, in parts.

    A part is whole before it is copied: a connection that copies can read nothing.
    """
    offers = Offers(lambda statement, values: connection.execute(statement, values).fetchall())
    seated = _seated(result)
    pairs = enumerate(zip(result.sites, result.matches, strict=True))
    while part := list(islice(pairs, SITES_AT_A_TIME)):
        offers.read(
            (match.place.public_id, site.requirements) for _, (site, matches) in part for match in matches
        )
        rows: list[Row] = []
        for number, (site, matches) in part:
            if not matches:
                rows.append(_without(site))
            for rank, match in enumerate(matches, start=1):
                offer = offers[match.place.public_id, site.requirements]
                learners = None if seated is None else seated.get((number, match.place.public_id), 0)
                rows.append(_with(site, rank, match, offer, learners))
        yield rows


def _seated(result: Result) -> dict[tuple[int, str], int] | None:
    if result.seating is None:
        return None
    return {(trip.site, trip.match.place.public_id): trip.learners for trip in result.seating.trips}


def _without(site: Site) -> Row:
    status = status_of(site.longitude, is_matched=False)
    return (site.public_id, status, None, None, None, None, None, [], [], [], None, None, None)


def _with(site: Site, rank: int, match: Match, offer: Offer, learners: int | None) -> Row:
    reasons = (distance_reason(match.distance_m, match.approximate), *offer.reasons)
    return (
        site.public_id,
        MATCHED,
        rank,
        match.place.public_id,
        match.distance_m,
        match.approximate,
        match.score,
        list(offer.equipment),
        list(offer.needs_met),
        list(offer.needs_unmet),
        learners,
        " ".join(one["fr"] for one in reasons),
        " ".join(one["en"] for one in reasons),
    )
