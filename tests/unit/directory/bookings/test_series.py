"""Series keep the hours of the place's clock."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.bookings.series import Series, SeriesError
from app.directory.bookings.vocabulary import MOST_OCCURRENCES

PARIS = ZoneInfo("Europe/Paris")
ZONES = ("Europe/Paris", "Indian/Reunion", "America/Cayenne", "America/Miquelon", "Pacific/Noumea")


def tuesdays(first: date, count: int, **more: object) -> Series:
    return Series(first, time(9), time(12), count=count, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "hours"),
    [(date(2026, 3, 24), [8, 7, 7]), (date(2026, 10, 20), [7, 8, 8])],
    ids=["29 March", "25 October"],
)
def test_a_series_keeps_its_local_hours_across_a_change_of_clocks(first: date, hours: list[int]) -> None:
    spans = tuesdays(first, 3).spans(PARIS)
    assert [span.start.hour for span in spans] == hours
    assert {span.start.tzinfo for span in spans} == {UTC}
    assert [span.start.astimezone(PARIS).time() for span in spans] == [time(9)] * 3
    assert [span.length for span in spans] == [timedelta(hours=3)] * 3


def test_the_night_of_a_change_has_its_real_length() -> None:
    night = Series(date(2026, 3, 29), time(1), time(4)).spans(PARIS)[0]
    assert night.length == timedelta(hours=2)
    long_night = Series(date(2026, 10, 25), time(1), time(4)).spans(PARIS)[0]
    assert long_night.length == timedelta(hours=4)


def test_an_hour_that_a_change_leaves_out_is_the_one_after_it() -> None:
    (span,) = Series(date(2026, 3, 29), time(2, 30), time(3)).spans(PARIS)
    assert span.start == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert span.length == timedelta(minutes=30)


def test_days_left_out_do_not_count() -> None:
    series = tuesdays(date(2026, 12, 15), 3, exceptions=frozenset({date(2026, 12, 22)}))
    assert series.days() == [date(2026, 12, 15), date(2026, 12, 29), date(2027, 1, 5)]


@pytest.mark.parametrize(
    ("series", "code"),
    [
        (Series(date(2026, 12, 1), time(12), time(12)), "order"),
        (tuesdays(date(2026, 12, 1), MOST_OCCURRENCES + 1), "long"),
        (Series(date(2026, 12, 1), time(9), time(10), until=date(2026, 11, 30)), "empty"),
    ],
)
def test_what_cannot_be_is_said(series: Series, code: str) -> None:
    with pytest.raises(SeriesError) as caught:
        series.days()
    assert caught.value.code == code


@given(
    st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    st.frozensets(st.integers(1, 7)),
    st.integers(2, 40),
    st.integers(0, 22),
    st.sampled_from(ZONES),
)
def test_occurrences_are_apart_and_read_back(
    first: date, weekdays: frozenset[int], count: int, hour: int, zone: str
) -> None:
    series = Series(first, time(hour), time(hour + 1), weekdays, count=count)
    spans = series.spans(ZoneInfo(zone))
    assert len(spans) == count
    assert all(one.start < one.end <= after.start for one, after in pairwise(spans))
    assert {span.start.astimezone(ZoneInfo(zone)).isoweekday() for span in spans} <= (
        weekdays or {first.isoweekday()}
    )
    assert Series.read(series.json()) == series
