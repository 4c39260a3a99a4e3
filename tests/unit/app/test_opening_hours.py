from datetime import date, timedelta

import pytest

from app.third_places.opening_hours import DAY, expand

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
