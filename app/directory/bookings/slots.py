"""Free times of what can be booked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from app.directory.bookings import queries
from app.directory.bookings.bookables import Bookable
from app.directory.bookings.spans import Span, holds, merged, without
from app.platform import clock

Connection = psycopg.Connection[Any]
AHEAD = timedelta(days=60)
"""Time within which a free slot is looked for."""
SOME = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time with as many units free throughout it."""

    span: Span
    free: int


class Taken:
    """Times that are taken of one bookable within a stretch of time."""

    def __init__(
        self,
        bookable: Bookable,
        within: Span,
        rows: Iterable[tuple[int, datetime, datetime]],
        busy: Iterable[tuple[datetime, datetime]],
    ) -> None:
        self.bookable = bookable
        self.within = within
        self.busy = [Span(*row) for row in busy]
        self.units: dict[int, list[Span]] = {unit: [] for unit in range(1, bookable.units + 1)}
        for unit, start, end in rows:
            self.units.setdefault(unit, []).append(Span(start, end))
        opened = bookable.open_spans(*within)
        self.open = [within] if opened is None else opened

    def free(self, span: Span) -> int:
        """Return how many units are free for the whole of a booking, its buffer included."""
        if any(span.overlaps(one) for one in self.busy):
            return 0
        taken = Span(span.start, span.end + self.bookable.buffer)
        units = list(self.units.items())[: self.bookable.units]
        return sum(not any(taken.overlaps(one) for one in spans) for _unit, spans in units)

    def stretches(self) -> list[Stretch]:
        """Return the stretches of its hours, in order, each with its free units; those with none left out."""
        hours = [
            Span(max(span.start, self.within.start), min(span.end, self.within.end))
            for span in merged(self.open)
        ]
        hours = without([span for span in hours if span.start < span.end], self.busy)
        edges = sorted({edge for spans in self.units.values() for span in spans for edge in span})
        pieces: list[Stretch] = []
        for span in hours:
            cuts = [span.start, *(edge for edge in edges if span.start < edge < span.end), span.end]
            for piece in map(Span, cuts, cuts[1:]):
                free = sum(not any(piece.overlaps(one) for one in spans) for spans in self.units.values())
                if not free:
                    continue
                if pieces and pieces[-1].free == free and pieces[-1].span.end == piece.start:
                    pieces[-1] = Stretch(Span(pieces[-1].span.start, piece.end), free)
                else:
                    pieces.append(Stretch(piece, free))
        return pieces

    def starts(self, wanted: Span) -> Iterator[datetime]:
        """Yield the moments at which a booking may begin, in order.

        They are the same hour of later days, each opening, and the end of whatever is in the way.
        """
        zone, ends = self.bookable.zone, [one.end for one in self.busy]
        ends += [span.end for spans in self.units.values() for span in spans]
        local = wanted.start.astimezone(zone)
        days = (self.within.end - wanted.start).days
        same = [
            (local.replace(tzinfo=None) + timedelta(days=day))
            .replace(tzinfo=zone)
            .astimezone(wanted.start.tzinfo)
            for day in range(days)
        ]
        yield from sorted(
            {
                moment
                for moment in (*same, *ends, *(span.start for span in self.open))
                if moment >= wanted.start
            }
        )


def read(connection: Connection, bookable: Bookable, within: Span) -> Taken:
    """Return what is taken of a bookable."""
    parameters = {
        "id": bookable.id,
        "place_id": bookable.place_id,
        "start": within.start,
        "end": within.end,
        "now": clock.now(),
    }
    rows = connection.execute(queries.TAKEN, parameters).fetchall()
    return Taken(bookable, within, rows, connection.execute(queries.BUSY, parameters).fetchall())


def not_free(
    connection: Connection, bookable: Bookable, spans: Sequence[Span], quantity: int
) -> Sequence[Span]:
    """Return those of some times at which fewer units are free, whatever the rules of the bookable."""
    if not spans:
        return ()
    within = Span(min(span.start for span in spans), max(span.end for span in spans) + bookable.buffer)
    taken = read(connection, bookable, within)
    return [span for span in spans if taken.free(span) < quantity]


def next_slots(
    connection: Connection, bookable: Bookable, wanted: Span, quantity: int, some: int = SOME
) -> Sequence[Span]:
    """Return the next times, within 60 days, at which as many units are free for as long."""
    earliest = max(wanted.start, clock.now() + timedelta(minutes=bookable.lead_minutes))
    if earliest > wanted.start:
        earliest = earliest.replace(second=0, microsecond=0) + timedelta(minutes=1)
    wanted = Span(earliest, earliest + wanted.length) if earliest > wanted.start else wanted
    taken = read(connection, bookable, Span(wanted.start, wanted.start + AHEAD))
    slots: list[Span] = []
    for start in taken.starts(wanted):
        slot = Span(start, start + wanted.length)
        if (not slots or start >= slots[-1].end) and holds(taken.open, slot) and taken.free(slot) >= quantity:
            slots.append(slot)
            if len(slots) == some:
                break
    return slots
