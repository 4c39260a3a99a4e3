"""Laws of bookings: as many as there are units, never two at once, and a refusal that helps."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from support.bookings import NOW, OVERLAPS, PLACE, add_bookable, add_place, connected, span
from support.clocks import stand_still
from support.rows import execute
from support.strength import scaled

from app.directory.bookings.bookables import find
from app.directory.bookings.series import Series
from app.directory.bookings.service import (
    RefusedError,
    UnknownError,
    Wanted,
    book,
    cancel,
    confirm,
    find_reservation,
    move,
    preview,
)
from app.directory.bookings.slots import next_slots, read
from app.directory.bookings.spans import Span

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch, NOW)


@pytest.fixture
def url(empty_url: str) -> str:
    add_place(empty_url)
    return empty_url


def test_a_thousand_at_once_for_seven_units_make_seven(url: str) -> None:
    number, wanted, connections = add_bookable(url, units=7), span(9, 2), 25
    made: list[str] = []
    refused: list[RefusedError] = []
    begin = threading.Barrier(connections)

    def ask_forty_times(_worker: int) -> None:
        with connected(url) as connection:
            begin.wait()
            for _time in range(40):
                try:
                    made.append(book(connection, Wanted(number, (wanted,))).uid)
                except RefusedError as error:
                    refused.append(error)

    with ThreadPoolExecutor(connections) as workers:
        list(workers.map(ask_forty_times, range(connections)))
    assert (len(made), len(refused)) == (7, 993)
    assert all(len(error.slots) == 3 for error in refused)
    assert {error.slots[0] for error in refused} == {Span(wanted.end, wanted.end + wanted.length)}
    assert execute(url, OVERLAPS, [])[0][0] == 0
    assert execute(url, "SELECT count(*), count(DISTINCT unit) FROM booking", [])[0] == (7, 7)


def test_groups_at_once_take_all_their_units_or_none(url: str) -> None:
    number, wanted = add_bookable(url, units=10), span(9)

    def ask(_worker: int) -> int:
        with connected(url) as connection:
            try:
                return len(book(connection, Wanted(number, (wanted,), quantity=3)).occurrences[0].units)
            except RefusedError:
                return 0

    with ThreadPoolExecutor(20) as workers:
        taken = sorted(workers.map(ask, range(60)))
    assert taken == [0] * 57 + [3] * 3
    assert execute(url, "SELECT count(*) FROM booking", [])[0][0] == 9
    assert execute(url, "SELECT count(*) FROM reservation", [])[0][0] == 3


def test_postgresql_refuses_what_goes_around_the_service(url: str) -> None:
    number = add_bookable(url)
    with connected(url) as connection:
        made = book(connection, Wanted(number, (span(9, 2),)))
        again = """
        INSERT INTO booking (reservation_id, occurrence, bookable_id, unit, during, taken, status)
        SELECT reservation_id, 2, bookable_id, unit, %(other)s::tstzrange, %(other)s::tstzrange, 'held'
        FROM booking
        """
        with pytest.raises(psycopg.errors.ExclusionViolation):
            connection.execute(again, {"other": "[2026-12-07 10:59+00,2026-12-07 12:00+00)"})
        connection.execute(again, {"other": "[2026-12-07 11:00+00,2026-12-07 12:00+00)"})
        assert len(find_reservation(connection, made.uid).occurrences) == 2


def test_the_next_slots_are_free_open_and_long_enough(url: str) -> None:
    number = add_bookable(url, opening_hours="Mo-Fr 09:00-12:00", buffer_minutes=30)
    wanted = span(8, 2)  # 9 to 11 in Paris
    with connected(url) as connection:
        book(connection, Wanted(number, (wanted,)))
        with pytest.raises(RefusedError) as caught:
            book(connection, Wanted(number, (wanted,)))
        assert [slot.start.astimezone(PARIS).date() for slot in caught.value.slots] == [
            date(2026, 12, 8), date(2026, 12, 9), date(2026, 12, 10),
        ]  # fmt: skip
        for slot in caught.value.slots:
            assert book(connection, Wanted(number, (slot,))).occurrences[0].span == slot


@pytest.mark.parametrize(
    ("rules", "wanted", "reason"),
    [
        ({"opening_hours": "Mo-Fr 09:00-12:00"}, span(11, 1), "closed"),
        ({"opening_hours": "Mo-Fr 09:00-18:00; 2026 Dec 07 off"}, span(9, 1), "closed"),
        ({"lead_minutes": 60 * 24 * 30}, span(9), "too_soon"),
        ({"longest_minutes": 60}, span(9, 2), "too_long"),
        ({}, span(9, 1, day=-14), "past"),
    ],
)
def test_the_rules_of_what_is_booked_hold(
    url: str, rules: dict[str, object], wanted: Span, reason: str
) -> None:
    number = add_bookable(url, **rules)
    with connected(url) as connection:
        with pytest.raises(RefusedError) as caught:
            book(connection, Wanted(number, (wanted,)))
        assert [one.reason for one in caught.value.conflicts] == [reason]
        if reason != "past":
            book(connection, Wanted(number, (wanted,), by_manager=True))


def test_a_series_is_one_transaction_and_its_conflicts_are_seen_before(url: str) -> None:
    number = add_bookable(url)
    series = Series(date(2027, 3, 9), time(9), time(12), until=date(2027, 4, 27))
    spans = series.spans(PARIS)
    with connected(url) as connection:
        book(connection, Wanted(number, (Span(spans[2].start, spans[2].start + timedelta(hours=1)),)))
        wanted = Wanted(number, spans)
        assert [one.occurrence for one in preview(connection, wanted)] == [3]
        with pytest.raises(RefusedError):
            book(connection, wanted)
        assert execute(url, "SELECT count(*) FROM booking", [])[0][0] == 1
        without = Series(series.first, series.start, series.end, until=series.until,
                         exceptions=frozenset({date(2027, 3, 23)}))  # fmt: skip
        made = book(connection, Wanted(number, without.spans(PARIS)))
    assert [one.span.start.astimezone(PARIS).time() for one in made.occurrences] == [time(9)] * 7
    assert {one.span.start.hour for one in made.occurrences} == {7, 8}


def test_what_is_held_too_long_is_free_again(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    number, wanted = add_bookable(url, is_sure=False), span(9, 1, day=60)
    with connected(url) as connection:
        held = book(connection, Wanted(number, (wanted,)))
        assert held.occurrences[0].status == "held"
        with pytest.raises(RefusedError):
            book(connection, Wanted(number, (wanted,)))
        stand_still(monkeypatch, NOW + timedelta(days=15))
        with pytest.raises(UnknownError):
            confirm(connection, held.uid)
        sure = book(connection, Wanted(number, (wanted,), is_confirmed=True))
        assert sure.occurrences[0].status == "confirmed"
        assert find_reservation(connection, held.uid).occurrences[0].status == "cancelled"


class Model(RuleBasedStateMachine):
    """Bookings beside a model that knows only which units are taken when."""

    url: str

    @initialize(units=st.integers(1, 3), buffer=st.sampled_from([0, 60]))
    def begin(self, units: int, buffer: int) -> None:
        self.units, self.buffer = units, timedelta(minutes=buffer)
        self.number = add_bookable(self.url, units=units, buffer_minutes=buffer)
        self.model: dict[tuple[str, int], tuple[Span, set[int]]] = {}
        self.uids: list[str] = []
        self.quantity: dict[str, int] = {}

    def free(self, wanted: Span, without: tuple[str, int] | None = None) -> list[int]:
        mine = Span(wanted.start, wanted.end + self.buffer)
        taken = {
            unit
            for key, (other, units) in self.model.items()
            if key != without and mine.overlaps(Span(other.start, other.end + self.buffer))
            for unit in units
        }
        return [unit for unit in range(1, self.units + 1) if unit not in taken]

    @rule(
        hour=st.integers(0, 20), hours=st.integers(1, 4), quantity=st.integers(1, 3), days=st.integers(1, 4)
    )
    def book(self, hour: int, hours: int, quantity: int, days: int) -> None:
        spans = [span(hour, hours, day) for day in range(days)]
        expected = [self.free(one)[:quantity] for one in spans]
        possible = all(len(units) == quantity for units in expected)
        with connected(self.url) as connection:
            try:
                made = book(connection, Wanted(self.number, spans, quantity))
            except RefusedError:
                assert not possible
                return
        assert possible
        self.uids.append(made.uid)
        self.quantity[made.uid] = quantity
        for one, units in zip(made.occurrences, expected, strict=True):
            assert list(one.units) == units
            self.model[made.uid, one.number] = (one.span, set(units))

    @rule(data=st.data(), hour=st.integers(0, 20), hours=st.integers(1, 4), day=st.integers(0, 4))
    def move(self, data: st.DataObject, hour: int, hours: int, day: int) -> None:
        if not self.model:
            return
        key = data.draw(st.sampled_from(sorted(self.model)))
        wanted = span(hour, hours, day)
        expected = self.free(wanted, key)[: self.quantity[key[0]]]
        with connected(self.url) as connection:
            try:
                move(connection, *key, wanted)
            except RefusedError:
                assert len(expected) < self.quantity[key[0]]
                return
        assert len(expected) == self.quantity[key[0]]
        self.model[key] = (wanted, set(expected))

    @rule(data=st.data(), whole=st.booleans())
    def cancel(self, data: st.DataObject, whole: bool) -> None:
        if not self.model:
            return
        uid, occurrence = data.draw(st.sampled_from(sorted(self.model)))
        with connected(self.url) as connection:
            cancel(connection, uid, None if whole else occurrence)
        for key in [key for key in self.model if key[0] == uid and (whole or key[1] == occurrence)]:
            del self.model[key]

    def teardown(self) -> None:
        if not hasattr(self, "number"):
            return
        assert execute(self.url, OVERLAPS, [])[0][0] == 0
        statement = """
        SELECT uid, occurrence, unit FROM booking JOIN reservation ON reservation.id = reservation_id
        WHERE booking.bookable_id = %s AND status <> 'cancelled'
        """
        stored = set(execute(self.url, statement, [self.number]))
        assert stored == {(*key, unit) for key, (_span, units) in self.model.items() for unit in units}
        with connected(self.url) as connection:
            bookable = find(connection, self.number)
            assert bookable is not None
            day = span(0, 24)
            for stretch in read(connection, bookable, day).stretches():
                middle = Span(stretch.span.start, stretch.span.start + timedelta(minutes=1))
                taken = {
                    unit
                    for other, units in self.model.values()
                    if middle.overlaps(Span(other.start, other.end + self.buffer))
                    for unit in units
                }
                assert stretch.free == self.units - len(taken)
            for slot in next_slots(connection, bookable, span(0, 2), 1):
                assert self.free(slot)


def test_no_sequence_of_bookings_moves_cancellations_and_series_ever_overlaps(url: str) -> None:
    Model.url = url
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Model,
        settings=settings(
            max_examples=scaled(0.2), stateful_step_count=12, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_place_of_what_is_booked_is_the_one_shown(url: str) -> None:
    number = add_bookable(url)
    with connected(url) as connection:
        found = find(connection, number)
    assert found is not None
    assert (found.place_id, found.timezone) == (PLACE, "Europe/Paris")
