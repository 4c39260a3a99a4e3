"""Public holidays, against dates that are written out here."""

from datetime import date

import pytest

from app.directory.common.france import DEPARTMENTS
from app.directory.third_places.holidays import (
    WHOLE_COUNTRY,
    easter_sunday,
    holiday_area,
    public_holidays,
    territory_of,
)

COUNTRY_2026 = {
    date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14),
    date(2026, 5, 25), date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11),
    date(2026, 12, 25),
}  # fmt: skip
GOOD_FRIDAY_2026 = date(2026, 4, 3)
OWN_2026 = {
    "57": {GOOD_FRIDAY_2026, date(2026, 12, 26)},
    "67": {GOOD_FRIDAY_2026, date(2026, 12, 26)},
    "68": {GOOD_FRIDAY_2026, date(2026, 12, 26)},
    "971": {date(2026, 5, 27)},
    "972": {date(2026, 5, 22)},
    "973": {date(2026, 6, 10)},
    "974": {date(2026, 12, 20)},
    "975": set(),
    "976": {date(2026, 4, 27)},
    "977": {date(2026, 10, 9)},
    "978": {date(2026, 5, 28)},
    "986": {date(2026, 4, 28), date(2026, 7, 29)},
    "987": {date(2026, 3, 5), GOOD_FRIDAY_2026, date(2026, 11, 20)},
    "988": {date(2026, 9, 24)},
}


@pytest.mark.parametrize("code", [*(fact.code for fact in DEPARTMENTS), *OWN_2026])
def test_every_territory_has_the_countrys_days_and_its_own(code: str) -> None:
    assert public_holidays(2026, holiday_area(code)) == COUNTRY_2026 | OWN_2026.get(code, set())


@pytest.mark.parametrize("code", [None, "", "99", "054", "44"])
def test_elsewhere_the_countrys_days_count(code: str | None) -> None:
    assert holiday_area(code) == WHOLE_COUNTRY


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1961, 4, 2), (2000, 4, 23), (2008, 3, 23), (2011, 4, 24), (2024, 3, 31), (2028, 4, 16), (2038, 4, 25)],
)
def test_easter(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)


@pytest.mark.parametrize(
    ("department", "commune", "postcode", "territory"),
    [
        ("67", "67482", "67000", "67"),
        (None, None, "67000", "67"),
        (None, None, "97300", "973"),
        (None, "98818", "98800", "988"),
        (None, None, "98713", "987"),
        (None, "97701", "97133", "977"),
        (None, None, "97133", "977"),
        (None, None, "97150", "978"),
        ("971", "97127", "97150", "978"),
        ("971", "97105", "97100", "971"),
        (None, None, None, None),
    ],
)
def test_the_territory_follows_from_what_is_known(
    department: str | None, commune: str | None, postcode: str | None, territory: str | None
) -> None:
    assert territory_of(department, commune, postcode) == territory
