"""Loads the demonstration into the directory, all of it in one transaction."""

from collections.abc import Sequence

import click
from sqlalchemy import Connection, Engine, text

from app.directory.common.columns import DEMONSTRATION_SOURCE
from seeds.fictional.demo.generate import DEFAULT_SEED, Demonstration, demonstration
from seeds.fictional.demo.outlines import outlines
from seeds.fictional.demo.people import add_people
from seeds.loading.feed import Feed, Kind
from seeds.loading.records import DEFER_LISTING, Tally, load_records
from seeds.loading.runs import Notify, import_session
from seeds.reading.records import OutlineRecord, Record

LICENCE = "CC0-1.0"

_PUBLISHED = """
SELECT (SELECT count(*) FROM third_place WHERE source <> :demo)
  + (SELECT count(*) FROM organisation WHERE source <> :demo)
"""
# The listings go first, in one statement each: every statement that touches them is a new version.
_REMOVE_LISTINGS = """
WITH places AS (
  DELETE FROM third_place_listing USING third_place AS place
  WHERE place.id = third_place_id AND place.source <> :demo
)
DELETE FROM organisation_listing USING organisation AS site
WHERE site.id = organisation_id AND site.source <> :demo
"""
_REMOVE_PUBLISHED = (
    DEFER_LISTING,
    _REMOVE_LISTINGS,
    "DELETE FROM third_place WHERE source <> :demo",
    "DELETE FROM organisation WHERE source <> :demo",
    "DELETE FROM project WHERE source <> :demo",
    "DELETE FROM support_offer WHERE source <> :demo",
    "DELETE FROM public_grant WHERE source <> :demo",
    # A file that was loaded before counts as changed again.
    "UPDATE import_run SET file_hash = ''::bytea",
)
_HAS_OUTLINES = "SELECT EXISTS (SELECT FROM department WHERE outline IS NOT NULL)"
_MARK = """
UPDATE directory_state SET content = 'demonstration', version = version + 1, changed_at = now()
WHERE content <> 'demonstration'
"""


class PublishedDataError(click.ClickException):
    """The directory holds published places or organisations, which fictional ones must not join."""


def load_demonstration(engine: Engine, *, replace: bool, notify: Notify, seed: int = DEFAULT_SEED) -> None:
    """Make the directory hold the demonstration of `seed` and nothing else.

    With `replace`, published places and organisations are removed; communes, outlines and the reports of
    earlier imports stay. A second load of the same seed changes nothing.

    Raises
    ------
    PublishedDataError
        When published places or organisations are there and `replace` is false.

    """
    made = demonstration(seed)
    with import_session(engine, notify), engine.begin() as connection:
        removed = _make_room(connection, replace=replace)
        tallies = _load(connection, made)
        add_people(connection)
        connection.execute(text(_MARK))
    if removed:
        notify(f"{removed} published places and organisations removed")
    for kind, tally in tallies.items():
        notify(_report(kind, tally))


def load_initial_demonstration(engine: Engine, notify: Notify) -> None:
    """Fill an empty directory with the demonstration of the default seed."""
    notify("The directory is empty: loading the demonstration (fictional places and organisations)")
    load_demonstration(engine, replace=False, notify=notify)


def _make_room(connection: Connection, *, replace: bool) -> int:
    """Return how many published places and organisations were removed."""
    parameters = {"demo": DEMONSTRATION_SOURCE}
    published: int = connection.execute(text(_PUBLISHED), parameters).scalar_one()
    if published and not replace:
        raise PublishedDataError(
            f"The directory holds {published} published places and organisations. With --replace the"
            " demonstration takes their place."
        )
    if published:
        for statement in _REMOVE_PUBLISHED:
            connection.execute(text(statement), parameters if ":demo" in statement else {})
    return published


def _load(connection: Connection, made: Demonstration) -> dict[str, Tally]:
    # What a publisher says of a commune is better than our table; missing communes are added.
    communes = Feed(source=DEMONSTRATION_SOURCE, kind="communes", replaces=False)
    places = Feed(source=DEMONSTRATION_SOURCE, kind="places", licence=LICENCE)
    organisations = Feed(source=DEMONSTRATION_SOURCE, kind="organisations", licence=LICENCE)
    projects = Feed(source=DEMONSTRATION_SOURCE, kind="projects", licence=LICENCE)
    offers = Feed(source=DEMONSTRATION_SOURCE, kind="support-offers", licence=LICENCE)
    grants = Feed(source=DEMONSTRATION_SOURCE, kind="grants", licence=LICENCE)
    drawn: dict[Kind, list[OutlineRecord]] = {}
    if not connection.execute(text(_HAS_OUTLINES)).scalar_one():
        drawn = outlines()  # what a publisher draws is better, here too
    return {
        **{
            kind: _load_all(connection, Feed(source=DEMONSTRATION_SOURCE, kind=kind), records)
            for kind, records in drawn.items()
        },
        "communes": _load_all(connection, communes, made.communes),
        "places": _load_all(connection, places, made.places),
        "organisations": _load_all(connection, organisations, made.organisations),
        "projects": _load_all(connection, projects, made.projects),
        "support offers": _load_all(connection, offers, made.offers),
        "grants": _load_all(connection, grants, made.grants),
    }


def _load_all(connection: Connection, feed: Feed, records: Sequence[Record]) -> Tally:
    tally = load_records(connection, feed, records)
    if tally.refused:
        raise RuntimeError(f"The demonstration's own {feed.kind} were refused: {tally.refusals}")
    return tally


def _report(kind: str, tally: Tally) -> str:
    counts = tally.counts
    return (
        f"{kind}: {tally.read} in the demonstration, {counts.created} created, {counts.updated} updated,"
        f" {counts.unchanged} unchanged"
    )
