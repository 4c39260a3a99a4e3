"""Free times of what can be booked of a place, day by day, as its page shows them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.directory.bookings.bookables import Bookable, Connection, of_place
from app.directory.bookings.slots import Stretch, read
from app.directory.bookings.spans import Span
from app.directory.requests.daily import usual_days
from app.platform import clock
from app.platform.services import database
from app.publishing.pages.requests.asking_link import asking_url

DAYS = 7
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Free:
    """A stretch of one day, in the place's own time."""

    opens: str
    closes: str
    units: int


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day, and when something is free on it."""

    day: date
    free: tuple[Free, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be booked, with its next days."""

    name: str
    units: int
    seats: int | None
    days: tuple[FreeDay, ...]
    """Empty where its hours are unknown."""
    url: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Address, free times and speed of asking to use a place."""

    url: str
    offers: tuple[Offer, ...]
    usual_days: int | None
    """Days in which it usually answers; None below five answers."""


def asking(public_id: str) -> Asking:
    """Return how a place is asked, what of it can be booked, and how fast it answers."""
    with database().connection() as connection:
        offers = tuple(_offer(connection, public_id, one) for one in of_place(connection, public_id))
        days = usual_days(connection, public_id)
    return Asking(asking_url([public_id]), offers, days)


def _offer(connection: Connection, public_id: str, bookable: Bookable) -> Offer:
    earliest = _next_quarter(clock.now() + timedelta(minutes=bookable.lead_minutes))
    first = earliest.astimezone(bookable.zone).date()
    end = datetime.combine(first + timedelta(days=DAYS), time(0), bookable.zone)
    within = Span(earliest, end.astimezone(earliest.tzinfo))
    stretches = read(connection, bookable, within).stretches()
    is_known = bookable.open_spans(*within) is not None
    days = [first + timedelta(days=offset) for offset in range(DAYS)] if is_known else []
    url = asking_url([public_id], {"equipment": bookable.equipment_type})
    shown = tuple(FreeDay(day, tuple(_free(stretches, bookable, day))) for day in days)
    return Offer(bookable.name, bookable.units, bookable.seats, shown, url)


def _free(stretches: list[Stretch], bookable: Bookable, day: date) -> list[Free]:
    midnight = datetime.combine(day, time(0), bookable.zone)
    whole = Span(midnight, datetime.combine(day + timedelta(days=1), time(0), bookable.zone))
    pieces = []
    for one in stretches:
        start, end = max(one.span.start, whole.start), min(one.span.end, whole.end)
        if start < end:
            closes = "24:00" if end == whole.end else f"{end.astimezone(bookable.zone):%H:%M}"
            pieces.append(Free(f"{start.astimezone(bookable.zone):%H:%M}", closes, one.free))
    return pieces


def _next_quarter(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (QUARTER - past if past else past)
