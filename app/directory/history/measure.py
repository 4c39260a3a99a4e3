"""Counting the figures of every territory on a day, and keeping them."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import psycopg

from app.directory.history.queries import COUNTS, FORGET_DAY, KEEP, TERRITORIES, TYPES
from app.directory.history.vocabulary import COUNTED, COUNTRY, FRANCE, FRESH_DAYS, LEVELS, METHOD
from app.directory.planning.coverage import SUGGESTED_KM, Coverage
from app.directory.planning.planner import Planner
from app.directory.planning.selection import ORGANISATIONS, PEOPLE, CoverageSelection
from app.platform import clock
from app.platform.database.connection import Database
from app.platform.services import database

Territory = tuple[str, str]
"""Level and code."""
Figures = Mapping[str, int]
NATION: Territory = (COUNTRY, FRANCE)


def keep_todays_figures(connection: psycopg.Connection[Any]) -> None:
    """Count and keep the figures of this day of Paris; the caller commits."""
    keep(connection, measure(database(), clock.now_in_paris().date()), clock.now_in_paris().date())


def keep(connection: psycopg.Connection[Any], measured: Mapping[Territory, Figures], day: date) -> None:
    """Keep the figures of a day in place of what was kept of it; what is as before is not kept again."""
    rows = [{"level": level, "code": code, "figures": figures} for (level, code), figures in measured.items()]
    connection.execute(FORGET_DAY, {"day": day})
    connection.execute(KEEP, {"day": day, "method": METHOD, "rows": json.dumps(rows)})


def measure(source: Database, day: date) -> dict[Territory, Figures]:
    """Return the figures of every territory that there is; a figure that is 0 is left out."""
    counted: defaultdict[Territory, Counter[str]] = defaultdict(Counter)
    since = day - timedelta(days=FRESH_DAYS)
    for *codes, counts in ((*row[:3], row[3:]) for row in source.fetch_all(COUNTS, {"since": since})):
        for territory in _territories(codes):
            counted[territory].update(dict(zip(COUNTED, counts, strict=True)))
    for *codes, type_code, number in source.fetch_all(TYPES):
        for territory in _territories(codes):
            counted[territory][f"equipped.{type_code}"] += number
    known = [NATION, *((level, code) for level, code in source.fetch_all(TERRITORIES))]
    _add_coverage(source, known, counted)
    return {territory: {name: n for name, n in counted[territory].items() if n} for territory in known}


def _territories(codes: Iterable[str | None]) -> Iterable[Territory]:
    yield NATION
    for level, code in zip(LEVELS[1:], codes, strict=True):
        if code is not None:
            yield level, code


def _add_coverage(
    source: Database, known: Iterable[Territory], counted: Mapping[Territory, Counter[str]]
) -> None:
    planner = Planner(source)
    version = planner.version()
    for weight in (ORGANISATIONS, PEOPLE):
        for km in SUGGESTED_KM:
            classified = planner.classified(CoverageSelection(within_km=km, weight=weight), version=version)
            for territory in known:
                level, code = territory
                coverage = classified.coverage() if territory == NATION else classified.of(level, code)
                counted[territory].update(_named(weight, km, coverage))


def _named(weight: str, km: int, coverage: Coverage) -> dict[str, int]:
    named = {
        f"{weight}_covered_{km}_km": coverage.covered,
        f"{weight}_uncovered_{km}_km": coverage.uncovered,
        f"{weight}_unknown_{km}_km": coverage.unknown,
    }
    # All open organisations, whatever the distance.
    return (
        named | {ORGANISATIONS: coverage.total} if (weight, km) == (ORGANISATIONS, SUGGESTED_KM[0]) else named
    )
