"""Opening hours in words."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from app.publishing.pages.hours import Day, short_hours, week

TUESDAY = datetime(2026, 3, 3, 10)  # noqa: DTZ001 - a place's own local time
DAY = 1440


@pytest.fixture
def french(client: FlaskClient) -> Iterator[None]:
    """A request in French."""
    with client.application.test_request_context("/"):
        yield


@pytest.fixture
def english(client: FlaskClient) -> Iterator[None]:
    """A request in English."""
    with client.application.test_request_context("/?lang=en"):
        yield


def days(*spans: tuple[int, int]) -> tuple[Day, ...]:
    return week(Multirange([Range(start, end) for start, end in spans]), TUESDAY)


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("osm", "said"),
    [
        ("Mo-Fr 09:00-12:00,14:00-18:00", "lun.-ven. 9 h – 12 h, 14 h – 18 h"),
        ("Tu,Th 17:00-21:00; PH off", "mar., jeu. 17 h – 21 h ; jours fériés fermé"),
        ("Sa[1] 10:00-16:00", "1er sam. du mois 10 h – 16 h"),
        ("Sa[1,3] 10:00-16:00", "1er, 3e sam. du mois 10 h – 16 h"),
        ("Fr[-1] 20:00-24:00", "dernier ven. du mois 20 h – 24 h"),
        ("Jul-Aug Mo 10:00-13:00", "juil.-août lun. 10 h – 13 h"),
        ("24/7", "24 h/24, 7 j/7"),
        ("24/7; PH off", "24 h/24, 7 j/7 ; jours fériés fermé"),
        ("<b>Mo</b>", "<b>lun.</b>"),
    ],
)
def test_osm_syntax_is_spoken(osm: str, said: str) -> None:
    assert (
        short_hours(osm).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == said
    )


@pytest.mark.usefixtures("english")
def test_osm_syntax_is_spoken_in_english() -> None:
    assert (
        short_hours("Sa[1] 10:00-16:00; PH off")
        == "1st Sat of the month 10:00\N{NO-BREAK SPACE}– 16:00; public holidays closed"
    )
    assert short_hours("24/7") == "Open 24/7"
    assert days()[0].name == "Monday"


@pytest.mark.usefixtures("french")
def test_a_week_has_seven_days_and_knows_today() -> None:
    found = days((9 * 60, 12 * 60), (14 * 60, 18 * 60 + 30))
    assert [day.name for day in found][:2] == ["lundi", "mardi"]
    assert [day.is_today for day in found] == [False, True, False, False, False, False, False]
    assert found[0].hours == (("09:00", "12:00"), ("14:00", "18:30"))
    assert found[1].hours == ()


@pytest.mark.usefixtures("french")
def test_hours_after_midnight_belong_to_the_evening() -> None:
    found = days((4 * DAY + 17 * 60, 5 * DAY + 60))
    assert found[4].hours == (("17:00", "01:00"),)
    assert found[5].hours == ()


@pytest.mark.usefixtures("french")
def test_sundays_night_is_sundays() -> None:
    found = days((0, 60), (DAY + 8 * 60, DAY + 9 * 60), (6 * DAY + 22 * 60, 7 * DAY))
    assert found[6].hours == (("22:00", "01:00"),)
    assert found[0].hours == ()


@pytest.mark.usefixtures("french")
def test_a_day_and_a_half_is_no_night() -> None:
    found = days((4 * DAY + 20 * 60, 6 * DAY + 60))
    assert found[4].hours == (("20:00", "24:00"),)
    assert found[5].is_whole_day
    assert found[6].hours == (("00:00", "01:00"),)
    assert days((0, 60), (6 * DAY, 7 * DAY))[0].hours == (("00:00", "01:00"),)


@pytest.mark.usefixtures("french")
def test_around_the_clock() -> None:
    found = days((0, 7 * DAY))
    assert all(day.is_whole_day for day in found)
    assert days((0, DAY))[0].is_whole_day


@pytest.mark.usefixtures("french")
def test_until_midnight() -> None:
    found = days((20 * 60, DAY), (DAY, DAY + 10 * 60))
    assert found[0].hours == (("20:00", "24:00"),)
    assert found[1].hours == (("00:00", "10:00"),)
