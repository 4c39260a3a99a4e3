"""The table of the week and OpenStreetMap's syntax say the same, one way and the other."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.third_places.opening_days import days_of
from app.directory.third_places.opening_hours import check_syntax
from app.directory.third_places.opening_rules import DAY, Minutes
from app.directory.third_places.opening_syntax import parse
from app.directory.third_places.week_table import CLOSED, DatedHours, DayHours, WeekTable, table_of
from app.platform import clock

QUARTER = 15
TODAY = clock.now().date()


@st.composite
def spans(draw: st.DrawFn) -> tuple[Minutes, ...]:
    """None, one or two stretches of a day, the last of which may go on after midnight."""
    count = draw(st.integers(0, 2))
    marks = sorted(draw(st.sets(st.integers(0, 119), min_size=2 * count, max_size=2 * count)))
    times = [mark * QUARTER for mark in marks]
    found = tuple(zip(times[::2], times[1::2], strict=True))
    if any(begin >= DAY for begin, _end in found) or (found and found[-1][1] > found[0][0] + DAY):
        return ()
    return found


tables = st.builds(
    WeekTable,
    st.tuples(
        *(st.builds(DayHours, spans(), st.booleans()).map(lambda day: day if day.spans else CLOSED),) * 7
    ),
    st.booleans(),
    st.lists(
        st.builds(
            lambda first, length, hours: DatedHours(first, first + timedelta(days=length), hours),
            st.dates(TODAY, TODAY + timedelta(days=500)),
            st.integers(0, 40),
            spans(),
        ),
        max_size=3,
    ).map(tuple),
).filter(lambda table: any(day.spans for day in table.days))


@given(tables)
def test_what_a_table_writes_is_that_table_again(table: WeekTable) -> None:
    written = table.osm()
    check_syntax(written)
    again = table_of(written)
    if again is not None:  # nights that run into hours of the next day say more than a table
        assert again.osm() == written
        assert again == table


@given(tables)
def test_hours_shown_as_a_table_say_the_same_of_every_day(table: WeekTable) -> None:
    hours = table.osm()
    shown = table_of(hours)
    days = [TODAY + timedelta(days=offset) for offset in range(0, 800, 3)]
    if shown is not None:
        assert days_of(parse(shown.osm()), days, "FR") == days_of(parse(hours), days, "FR")


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        ("Mo-Fr 09:00-12:00,14:00-18:00", None),
        ("Mo-Fr 09:00-18:00; PH off", None),
        ("Mo-Sa 10:00-19:00; Tu off", "Mo 10:00-19:00; We-Sa 10:00-19:00"),
        ("Mo 09:00-12:00, Mo 14:00-18:00", "Mo 09:00-12:00,14:00-18:00"),
        ("24/7", "Mo-Su 00:00-24:00"),
        ("Fr 18:00-02:00", None),
        ('Tu 14:00-18:00 "sur rendez-vous"', None),
        ('Mo-Fr 09:00-17:00 "Sur RDV"', 'Mo-Fr 09:00-17:00 "sur rendez-vous"'),
        ("Mo-Fr 09:00-18:00; 2027 Aug 02-2027 Aug 20 off", None),
        ("Mo-Fr 09:00-18:00; 2027 Dec 24 09:00-12:00", None),
        ("Mo-Fr,PH 09:00-18:00; PH off", "Mo-Fr 09:00-18:00; PH off"),
    ],
)
def test_hours_that_a_table_shows(hours: str, written: str | None) -> None:
    table = table_of(hours)
    assert table is not None or hours.startswith("Mo-Fr,PH")
    if table is not None:
        assert table.osm() == (written or hours)


@pytest.mark.parametrize(
    "hours",
    [
        "Mo-Fr 09:00-18:00; SH off",
        "Sa[1] 10:00-12:00",
        "Jul-Aug Mo-Fr 08:00-12:00",
        "week 1-53/2 Mo 09:00-12:00",
        "Mo 17:00+",
        "sunrise-sunset",
        'Mo-Fr 09:00-18:00 "entrée par la cour"',
        'Mo 09:00-12:00 || "sur rendez-vous"',
        "Mo 09:00-10:00,11:00-12:00,14:00-15:00",
        "Mo-Fr 09:00-12:00,11:00-14:00",
        "PH 10:00-12:00",
        "unknown",
        "easter off",
        "lundi 9h-12h",
        "",
    ],
)
def test_hours_of_which_a_table_would_say_something_else(hours: str) -> None:
    assert table_of(hours) is None


def test_a_date_takes_the_place_of_the_week() -> None:
    open_all_week = (DayHours(((540, 1080),)),) * 7
    table = WeekTable(open_all_week, dated=(DatedHours(date(2027, 8, 2), date(2027, 8, 4)),))
    days = days_of(parse(table.osm()), [date(2027, 8, day) for day in (1, 2, 4, 5)], "FR")
    assert [bool(day.open) for day in days.values()] == [True, False, False, True]
