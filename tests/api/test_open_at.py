"""`open_at`: places whose known hours include a moment, each in its own time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from support.clients import collection, listed
from support.clocks import stand_still
from support.rows import Rows, execute

PATH = "/third-places"
WEEK = "Mo-Fr 09:00-18:00"
PARIS, CAYENNE, REUNION, NIGHT, ALWAYS, UNKNOWN = (
    "tl-paris",
    "tl-cayenne",
    "tl-reunion",
    "tl-night",
    "tl-always",
    "tl-unknown",
)


def fill(url: str) -> None:
    """Write places with hours in three time zones, one open over midnight, one always, one unknown."""
    with Rows.into(url) as rows:
        rows.place(public_id=PARIS, hours=f"{WEEK}; PH off", department_code="75")
        rows.place(public_id=CAYENNE, hours=WEEK, department_code="973")
        rows.place(public_id=REUNION, hours=WEEK, department_code="974")
        rows.place(public_id=NIGHT, hours="Fr 20:00-02:00; Su 22:00-01:00")
        rows.place(public_id=ALWAYS, hours="24/7")
        rows.place(public_id=UNKNOWN)


@pytest.fixture(scope="module")
def hours(module_client: FlaskClient, module_url: str) -> FlaskClient:
    """A client over these places."""
    fill(module_url)
    return module_client


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # Monday 2 March 2026: Paris is at UTC+1, Cayenne at UTC-3, La Réunion at UTC+4.
        ("2026-03-02T12:00:00+01:00", {PARIS, REUNION}),
        ("2026-03-02T11:00:00Z", {PARIS, REUNION}),
        ("2026-03-02T15:00:00+01:00", {PARIS, CAYENNE}),
        ("2026-03-02T15:00:00 01:00", {PARIS, CAYENNE}),  # a plus sign that nobody escaped
        ("2026-03-02T06:00:00+01:00", {REUNION}),
        ("2026-03-02T20:00:00+01:00", {CAYENNE}),
        ("2026-03-02T08:59:59+01:00", {REUNION}),
        ("2026-03-02T09:00:00+01:00", {PARIS, REUNION}),
        ("2026-03-02T17:59:59+01:00", {PARIS, CAYENNE}),
        ("2026-03-02T18:00:00+01:00", {CAYENNE}),
        # Without an offset it is everybody's own time.
        ("2026-03-02T09:00", {PARIS, CAYENNE, REUNION}),
        ("2026-03-02T17:59:59", {PARIS, CAYENNE, REUNION}),
        ("2026-03-02T18:00", set()),
        ("2026-03-02", {NIGHT}),  # midnight
        ("2026-03-03", set()),
        ("2026-03-07T12:00", set()),
        # Over midnight, and over the end of the week.
        ("2026-03-06T21:00", {NIGHT}),
        ("2026-03-07T01:59", {NIGHT}),
        ("2026-03-07T02:00", set()),
        ("2026-03-08T23:00", {NIGHT}),
        ("2026-03-09T00:30", {NIGHT}),
        ("2026-03-09T01:00", set()),
        # Summer time: Paris is at UTC+2, the others have none.
        ("2026-07-06T16:30:00Z", {CAYENNE}),
        ("2026-07-06T07:30:00Z", {PARIS, REUNION}),
        # 14 July is a Tuesday, and a public holiday for the one that says so.
        ("2026-07-14T10:00", {CAYENNE, REUNION}),
        ("2026-07-14T10:00:00+02:00", {REUNION}),
    ],
)
def test_who_is_open(hours: FlaskClient, moment: str, expected: set[str]) -> None:
    assert set(listed(hours, PATH, open_at=moment)) == expected | {ALWAYS}
    assert collection(hours, PATH, open_at=moment)["numberMatched"] == len(expected) + 1


def test_an_exception_goes_before_the_regular_week(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        seasonal = rows.place(hours="Mo-Fr 09:00-18:00; Dec 24 09:00-12:00; Dec 26 10:00-11:00; Dec 25 off")
    assert listed(made, PATH, open_at="2026-12-23T15:00") == [seasonal]
    assert listed(made, PATH, open_at="2026-12-24T15:00") == []
    assert listed(made, PATH, open_at="2026-12-24T10:00") == [seasonal]
    assert listed(made, PATH, open_at="2026-12-25T10:00") == []
    assert listed(made, PATH, open_at="2026-12-26T10:30") == [seasonal]  # a Saturday


def test_now(made: FlaskClient, empty_url: str) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    with Rows.into(empty_url) as rows:
        always = rows.place(hours="24/7", hours_from=yesterday)
        rows.place()
        rows.place(hours="Mo-Su off", hours_from=yesterday)
    assert listed(made, PATH, open_at="now") == [always]
    assert listed(made, PATH, open_at=" now ") == [always]


@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-06T10:17:00+00:00",
        "2026-03-29T00:59:59+00:00",  # Paris goes from two to three o'clock with the next second
        "2026-03-29T01:00:00+00:00",
        "2026-10-25T00:30:00+00:00",  # half past two in Paris, twice
        "2026-10-25T01:30:00+00:00",
        "2026-12-31T22:59:59+00:00",
        "2026-12-31T23:00:00+00:00",
        "2028-02-29T02:59:59+00:00",
    ],
)
def test_now_is_the_places_own_hour(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    now = datetime.fromisoformat(moment)
    stand_still(monkeypatch, now)
    opened = set()
    with Rows.into(empty_url) as rows:
        for department, zone in (
            ("75", "Europe/Paris"),
            ("973", "America/Cayenne"),
            ("974", "Indian/Reunion"),
        ):
            hour = now.astimezone(ZoneInfo(zone)).hour
            this_hour = f"Mo-Su {hour:02}:00-{hour + 1:02}:00"
            opened.add(rows.place(hours=this_hour, department_code=department))
            rows.place(hours=f"24/7; {this_hour} off", department_code=department)
            rows.place(hours=this_hour, department_code=department, status="closed")
    assert set(listed(made, PATH, open_at="now")) == opened


def test_open_and_near_and_equipped(made: FlaskClient, empty_url: str) -> None:
    fill(empty_url)
    asked = {"open_at": "2026-03-02T09:00", "lat": 48.85, "lon": 2.35}
    assert set(listed(made, PATH, **asked)) == {PARIS, CAYENNE, REUNION, ALWAYS}
    assert listed(made, PATH, **asked, equipment="wifi") == []
    execute(
        empty_url,
        "INSERT INTO equipment (third_place_id, type_code)"
        " SELECT id, 'wifi' FROM third_place WHERE public_id IN (%s, %s)",
        (PARIS, UNKNOWN),
    )
    assert listed(made, PATH, **asked, equipment="wifi") == [PARIS]


def test_the_count_follows_a_change_of_exceptions(made: FlaskClient, empty_url: str) -> None:
    fill(empty_url)
    asked = {"open_at": "2026-03-02T10:00"}
    assert collection(made, PATH, **asked)["numberMatched"] == 4
    execute(
        empty_url,
        "INSERT INTO opening_exception (third_place_id, day, open_minutes)"
        " SELECT id, '2026-03-02', '{}' FROM third_place WHERE public_id = %s",
        (PARIS,),
    )
    body = collection(made, PATH, **asked)
    assert body["numberReturned"] == 3
    assert body["numberMatched"] == 3
