"""Whether places around a point are free in a stretch of time, for matching.

A place that says of nothing what can be booked is not known to be free, nor to be taken: unknown is not no.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import psycopg

from app.directory.bookings import queries
from app.directory.bookings.bookables import Bookable
from app.directory.bookings.slots import Taken
from app.directory.bookings.spans import Span, holds, merged
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.platform import clock

PARENTS = {fact.code: fact.parent for fact in EQUIPMENT_TYPES}
Row = tuple[Any, ...]


def known_around(
    connection: psycopg.Connection[Row],
    span: Span,
    needs: Sequence[tuple[str, int]],
    reach: Mapping[str, float],
    *,
    is_one_enough: bool,
) -> dict[str, bool | None]:
    """Return, by public id, whether places within reach can serve the needs throughout a stretch of time.

    None where a place does not say of all that is needed whether it is free; places that say nothing of what
    can be booked are left out.

    Parameters
    ----------
    connection
        Of the database.
    span
        Both ends aware.
    needs
        Code of a type or a group with the units needed; an empty code is anything that can be booked.
    reach
        `lat` and `lon` in degrees, `radius_m` in metres.
    is_one_enough
        Whether one need that can be served is enough; else all of them must be.

    """
    rows = connection.execute(queries.AROUND, reach).fetchall()
    places = defaultdict[str, list[Bookable]](list)
    for public_id, *columns in rows:
        places[public_id].append(Bookable(*columns))
    free = _free(connection, [one for bookables in places.values() for one in bookables], span)
    together = _any if is_one_enough else _all
    return {
        public_id: together([_serves(bookables, free, *need) for need in needs])
        for public_id, bookables in places.items()
    }


def _all(states: Collection[bool | None]) -> bool | None:
    return False if False in states else None if None in states else True


def _any(states: Collection[bool | None]) -> bool | None:
    return True if True in states else None if None in states else False


def _serves(bookables: Iterable[Bookable], free: Mapping[int, int], code: str, quantity: int) -> bool | None:
    """Return whether enough units are free of what serves a need; None where nothing is said of it."""
    serving = [one for one in bookables if not code or code in _codes(one)]
    return max(free[one.id] for one in serving) >= quantity if serving else None


def _codes(bookable: Bookable) -> set[str | None]:
    kind = bookable.equipment_type
    return {kind, PARENTS[kind]} if kind in PARENTS else set()


def _free(
    connection: psycopg.Connection[Row], bookables: Sequence[Bookable], span: Span
) -> Mapping[int, int]:
    """Return the units of each that are free throughout, within its hours."""
    if not bookables:
        return {}
    within = Span(span.start, span.end + max(one.buffer for one in bookables))
    parameters = {
        "ids": [one.id for one in bookables],
        "place_ids": [one.place_id for one in bookables],
        "start": within.start,
        "end": within.end,
        "now": clock.now(),
    }
    taken, busy = defaultdict[int, list[Row]](list), defaultdict[str, list[Row]](list)
    for number, *row in connection.execute(queries.TAKEN_OF_ALL, parameters):
        taken[number].append(tuple(row))
    for place_id, *row in connection.execute(queries.BUSY_OF_ALL, parameters):
        busy[place_id].append(tuple(row))

    def free(one: Bookable) -> int:
        known = Taken(one, within, taken[one.id], busy[one.place_id])
        return known.free(span) if holds(merged(known.open), span) else 0

    return {one.id: free(one) for one in bookables}
