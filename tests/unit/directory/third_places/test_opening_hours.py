from datetime import date, timedelta
from typing import Any

import pytest

from app.directory.third_places.opening_hours import DOUBTFUL, NOT_UNDERSTOOD, VARIABLE, expand
from app.directory.third_places.opening_rules import DAY

PARIS = "Europe/Paris"
MONDAY = date(2026, 1, 5)


def at(weekday: int, hour: float) -> int:
    return weekday * DAY + int(hour * 60)


def test_a_plain_week() -> None:
    expansion = expand("Mo-Fr 09:00-12:00,14:00-18:30", PARIS, MONDAY)
    assert expansion.week == [
        span
        for weekday in range(5)
        for span in ((at(weekday, 9), at(weekday, 12)), (at(weekday, 14), at(weekday, 18.5)))
    ]
    assert expansion.exceptions == {}


def test_public_holidays_are_exceptions() -> None:
    expansion = expand("Mo-Su 10:00-19:00; PH off", PARIS, MONDAY)
    assert len(expansion.week) == 7
    assert expansion.exceptions[date(2026, 7, 14)] == []
    assert expansion.exceptions[date(2026, 4, 6)] == []  # Easter Monday
    assert date(2026, 7, 15) not in expansion.exceptions


def test_a_season_is_the_exception_and_the_rest_of_the_year_the_rule() -> None:
    expansion = expand("Tu 14:00-18:00; Jul-Aug Tu 08:00-12:00", PARIS, MONDAY)
    assert expansion.week == [(at(1, 14), at(1, 18))]
    assert expansion.exceptions[date(2026, 7, 7)] == [(8 * 60, 12 * 60)]
    assert all(day.month in {7, 8} and day.weekday() == 1 for day in expansion.exceptions)


def test_always_open_is_one_interval() -> None:
    expansion = expand("24/7", PARIS, MONDAY)
    assert expansion.week == [(0, 7 * DAY)]
    assert expansion.exceptions == {}


def test_hours_past_midnight_belong_to_both_days() -> None:
    expansion = expand("Fr 22:00-26:00", PARIS, MONDAY)
    assert expansion.week == [(at(4, 22), at(5, 2))]
    # The evening of Sunday reaches into Monday, where the week begins.
    assert expand("Su 22:00-02:00", PARIS, MONDAY).week == [(0, at(0, 2)), (at(6, 22), 7 * DAY)]


def test_closed_all_week_is_known_and_empty() -> None:
    assert expand("off", PARIS, MONDAY).week == []


def test_unknown_is_not_open() -> None:
    assert expand('Mo-Fr 09:00-12:00 unknown "sur rendez-vous"', PARIS, MONDAY).week == []


def test_exceptions_stay_within_the_horizon() -> None:
    expansion = expand("Mo-Su 10:00-19:00; PH off", PARIS, date(2026, 7, 1), days=10)
    assert expansion.exceptions == {}
    expansion = expand("Mo-Su 10:00-19:00; PH off", PARIS, date(2026, 7, 14), days=8)
    assert list(expansion.exceptions) == [date(2026, 7, 14)]


def test_the_days_add_up_to_the_hours_themselves() -> None:
    # Whatever is regular and whatever is not, every day must show the hours of that day.
    expansion = expand("Mo-Sa 10:00-12:00; Aug off; We 14:00-16:00; PH off", PARIS, MONDAY)
    wednesday = date(2026, 3, 4)
    week = [(o - 2 * DAY, c - 2 * DAY) for o, c in expansion.week if 2 * DAY <= o < 3 * DAY]
    assert expansion.exceptions.get(wednesday, week) == [(14 * 60, 16 * 60)]
    for offset in range(31):
        assert expansion.exceptions.get(date(2026, 8, 1) + timedelta(days=offset), []) in (
            [],
            [(14 * 60, 16 * 60)],
        )


@pytest.mark.parametrize("hours", ["lundi au vendredi", "Mo-Fr 9h-18h", "", "25:00-26:00", "<script>"])
def test_what_is_no_opening_hours(hours: str) -> None:
    with pytest.raises(ValueError, match="opening_hours syntax"):
        expand(hours, PARIS, MONDAY)


@pytest.mark.parametrize("timezone", ["Europe/Marseille", "", "../etc/passwd"])
def test_what_is_no_time_zone(timezone: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        expand("24/7", timezone, MONDAY)


def said(hours: str, day: date, area: str = "FR") -> dict[str, list[tuple[int, int]]]:
    """What an expansion says of one day, in hours; what is never the case is left out."""
    expansion = expand(hours, PARIS, day, days=1, area=area)
    start = day.weekday() * DAY
    kinds = {
        "open": expansion.week,
        "appointment": expansion.appointment.week,
        "unknown": expansion.unknown.week,
    }
    return {
        kind: [((begin - start) / 60, (end - start) / 60) for begin, end in spans]
        for kind, spans in kinds.items()
        if spans
    }


WEDNESDAY, SATURDAY, SUNDAY = date(2026, 12, 2), date(2026, 12, 5), date(2026, 12, 6)
CHRISTMAS, ALL_SAINTS = date(2026, 12, 25), date(2026, 11, 1)
"""A Friday and a Sunday."""
WHOLE_DAY = [(0, 24)]


@pytest.mark.parametrize(
    ("hours", "day", "expected"),
    [
        # A comment says neither open nor closed.
        ('"sur rendez-vous"', WEDNESDAY, {"appointment": WHOLE_DAY}),
        ('"horaires variables"', WEDNESDAY, {"unknown": WHOLE_DAY}),
        ('Mo-Fr 08:00-12:00 "sur rendez-vous"', WEDNESDAY, {"appointment": [(8, 12)]}),
        ('Mo-Fr 08:00-12:00 "Sur RDV"', WEDNESDAY, {"appointment": [(8, 12)]}),
        ('Mo-Fr 08:00-12:00 "by appointment"', WEDNESDAY, {"appointment": [(8, 12)]}),
        ('Mo-Fr 08:00-12:00 unknown "sur rendez-vous"', WEDNESDAY, {"appointment": [(8, 12)]}),
        ('Mo-Fr 08:00-12:00 "avec ou sans rendez-vous"', WEDNESDAY, {"unknown": [(8, 12)]}),
        ('Mo-Fr 08:00-12:00 open "sur rendez-vous"', WEDNESDAY, {"open": [(8, 12)]}),
        ('Mo-Fr 08:00-12:00; We off "réunion"', WEDNESDAY, {}),
        ('Mo-Fr 09:00-18:00; PH "fermé"', CHRISTMAS, {"unknown": WHOLE_DAY}),
        ('Mo-Fr 09:00-12:00; Sa "sur rendez-vous"', SATURDAY, {"appointment": WHOLE_DAY}),
        ('Mo-Fr 09:00-12:00; Sa "sur rendez-vous"', SUNDAY, {}),
        # A fallback keeps what stands before it.
        (
            'Mo-Fr 09:00-12:00 || "sur rendez-vous"',
            WEDNESDAY,
            {"open": [(9, 12)], "appointment": [(0, 9), (12, 24)]},
        ),
        ('Mo-Fr 09:00-12:00 || "sur rendez-vous"', SUNDAY, {"appointment": WHOLE_DAY}),
        ('Mo-Fr 09:00-12:00 || "sur rendez-vous"; PH off', CHRISTMAS, {}),
        ("Mo-Fr 09:00-12:00 || Mo-Sa 14:00-16:00", WEDNESDAY, {"open": [(9, 12), (14, 16)]}),
        # Holidays and weekdays.
        ("07:00-14:00,15:30-19:00; PH Su off", SUNDAY, {"open": [(7, 14), (15.5, 19)]}),
        ("07:00-14:00,15:30-19:00; PH Su off", CHRISTMAS, {"open": [(7, 14), (15.5, 19)]}),
        ("07:00-14:00,15:30-19:00; PH Su off", ALL_SAINTS, {}),
        ("07:00-14:00; Su PH off", ALL_SAINTS, {}),
        ("07:00-14:00; PH,Su off", CHRISTMAS, {}),
        ("07:00-14:00; PH,Su off", SUNDAY, {}),
        ("PH Mo-Fr 10:00-12:00", CHRISTMAS, {"open": [(10, 12)]}),
        ("PH Mo-Fr 10:00-12:00", WEDNESDAY, {}),
        ("Mo-Fr 09:00-12:00,PH off", CHRISTMAS, {}),
        ("Mo-Fr: 09:00-12:00", WEDNESDAY, {"open": [(9, 12)]}),
        # School holidays and the sun.
        ("Mo-Fr 09:00-17:00; SH off", WEDNESDAY, {"unknown": [(9, 17)]}),
        ("Mo-Fr 09:00-17:00; SH off", SUNDAY, {}),
        (
            "Mo-Fr 09:00-17:00; SH Mo-Fr 10:00-18:00",
            WEDNESDAY,
            {"open": [(10, 17)], "unknown": [(9, 10), (17, 18)]},
        ),
        ("SH 09:00-12:00; We 14:00-17:00", WEDNESDAY, {"open": [(14, 17)]}),
        ("Mo-Fr sunrise-sunset; We 09:00-12:00", WEDNESDAY, {"open": [(9, 12)]}),
        ("Mo-Fr 09:00-sunset", WEDNESDAY, {"unknown": WHOLE_DAY}),
        ("Mo-Fr 17:00+", WEDNESDAY, {"unknown": [(17, 24)]}),
        ("Mo-Fr 10:00-16:00+", WEDNESDAY, {"open": [(10, 16)], "unknown": [(16, 24)]}),
        # What contradicts itself.
        ("We 00:00-00:00,09:00-12:00", WEDNESDAY, {"unknown": WHOLE_DAY}),
        ("We 00:00-00:00", WEDNESDAY, {"unknown": WHOLE_DAY}),
        ("Mo-Fr 09:00-12:00,11:00-14:00", WEDNESDAY, {"unknown": WHOLE_DAY}),
        ("Mo-Fr 09:00-12:00, We 11:00-14:00", WEDNESDAY, {"unknown": WHOLE_DAY}),
        ("Mo-Fr 09:00-12:00; We 11:00-14:00", WEDNESDAY, {"open": [(11, 14)]}),
        ("We 00:00-24:00", WEDNESDAY, {"open": WHOLE_DAY}),
        ("We 08:00-12:00,12:00-14:00", WEDNESDAY, {"open": [(8, 14)]}),
        ("Mo 00:00-00:00; We 09:00-12:00", WEDNESDAY, {"open": [(9, 12)]}),
        # Beyond the subset.
        ("easter off; 09:00-12:00", WEDNESDAY, {"unknown": WHOLE_DAY}),
        ("PH +1 day off; 10:00-12:00", WEDNESDAY, {"unknown": WHOLE_DAY}),
        # After midnight, as OpenStreetMap's specification has it.
        ("Fr 20:00-02:00; Sa 10:00-12:00", SATURDAY, {"open": [(10, 12)]}),
        ("Sa 10:00-12:00; Fr 20:00-02:00", SATURDAY, {"open": [(0, 2), (10, 12)]}),
        ("Fr 20:00-26:00, Sa 10:00-12:00", SATURDAY, {"open": [(0, 2), (10, 12)]}),
        # Dates and weeks.
        ("Dec 1-4 09:00-12:00", WEDNESDAY, {"open": [(9, 12)]}),
        ("Dec 3-Jan 6 09:00-12:00", WEDNESDAY, {}),
        ("2026 Nov 30-2027 Jan 6 09:00-12:00", WEDNESDAY, {"open": [(9, 12)]}),
        ("2026 Nov 30-Jan 6 09:00-12:00", date(2027, 1, 6), {"open": [(9, 12)]}),
        ("2026 Nov 30-Jan 6 09:00-12:00", date(2026, 1, 6), {}),
        ("week 49 09:00-12:00", WEDNESDAY, {"open": [(9, 12)]}),
        ("week 2-52/2 09:00-12:00", WEDNESDAY, {}),
        ("We[1] 09:00-12:00", WEDNESDAY, {"open": [(9, 12)]}),
        ("We[-1] 09:00-12:00", date(2026, 12, 30), {"open": [(9, 12)]}),
        ("We[2-4] 09:00-12:00", WEDNESDAY, {}),
    ],
)
def test_what_hours_say_of_a_day(hours: str, day: date, expected: dict[str, Any]) -> None:
    assert said(hours, day) == expected


@pytest.mark.parametrize(
    ("area", "day"),
    [
        ("67", date(2027, 3, 26)),
        ("57", date(2028, 12, 26)),
        ("974", date(2028, 12, 20)),
        ("973", date(2026, 6, 10)),
    ],
)
def test_holidays_are_those_of_the_area(area: str, day: date) -> None:
    assert said("Mo-Fr 09:00-18:00; PH off", day, area) == {}
    assert said("Mo-Fr 09:00-18:00; PH off", day) == {"open": [(9, 18)]}


@pytest.mark.parametrize(
    ("hours", "remarks", "by_appointment"),
    [
        ("Mo-Fr 09:00-12:00", (), False),
        ("Mo 00:00-00:00,09:00-12:00", (DOUBTFUL,), False),
        ("Mo 00:00-00:00; Mo-Su 09:00-12:00", (), False),  # overruled
        ("Mo-Fr 09:00-12:00; SH off", (VARIABLE,), False),
        ("Mo-Fr sunrise-sunset", (VARIABLE,), False),
        ("Mo 09:00+", (VARIABLE,), False),
        ("easter off", (NOT_UNDERSTOOD,), False),
        ('"sur rendez-vous"', (), True),
        ('Mo-Fr 09:00-12:00 open "sur rendez-vous"', (), True),
        ('Mo-Fr 09:00-12:00; Sa off "sur rendez-vous"', (), False),
    ],
)
def test_what_cannot_be_taken_at_its_word_is_remarked(
    hours: str, remarks: tuple[str, ...], *, by_appointment: bool
) -> None:
    expansion = expand(hours, PARIS, MONDAY)
    assert (expansion.remarks, expansion.by_appointment) == (remarks, by_appointment)


def test_every_exception_says_what_each_kind_of_time_is() -> None:
    expansion = expand('Mo-Fr 09:00-12:00; Aug "sur rendez-vous"; PH off', PARIS, MONDAY)
    assert expansion.exceptions[date(2026, 8, 3)] == []
    assert expansion.appointment.exceptions[date(2026, 8, 3)] == [(0, DAY)]
    assert expansion.appointment.exceptions[date(2026, 7, 14)] == []
    assert expansion.exceptions.keys() == expansion.appointment.exceptions.keys()
    assert expansion.exceptions.keys() == expansion.unknown.exceptions.keys()
