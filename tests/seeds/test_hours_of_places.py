"""Opening hours from a file to what the directory answers: states, holidays, days, remarks."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from support.clients import collection, get, listed, problem
from support.importing import import_rows, rows, value
from support.published_rows import COMMUNE
from support.standard import MINIMAL

from seeds.loading import places as loading

SOURCE = "mediation-numerique"
PATH = "/third-places"
IMPORTED = datetime(2026, 11, 28, 12, tzinfo=UTC)
NANTES = {"commune": "Nantes", "code_postal": "44000", "code_insee": "44109"}
STRASBOURG = {"commune": "Strasbourg", "code_postal": "67000", "code_insee": "67482"}
METZ = {"commune": "Metz", "code_postal": "57000", "code_insee": "57463"}
CAYENNE = {"commune": "Cayenne", "code_postal": "97300", "code_insee": "97302"}
WEEK = "Mo-Fr 09:00-18:00; PH off"


class Clock(datetime):
    """A clock that stands still on the day of the import."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        """Return the same time ever again."""
        assert tz is UTC
        return IMPORTED


@pytest.fixture
def directory(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A directory that knows the communes, and a loader whose clock stands still."""
    monkeypatch.setattr(loading, "datetime", Clock)
    communes = [
        {
            **COMMUNE,
            "code_insee": place["code_insee"],
            "nom": place["commune"],
            "codes_postaux": place["code_postal"],
        }
        for place in (NANTES, STRASBOURG, METZ, CAYENNE)
    ]
    import_rows(engine, tmp_path, "communes", *communes)
    return engine


def load(engine: Engine, folder: Path, **places: Any) -> Any:
    """Import places, each under its name: hours, and where they are not in Nantes the address."""
    given = {name: place if isinstance(place, tuple) else (place, NANTES) for name, place in places.items()}
    return import_rows(
        engine,
        folder,
        SOURCE,
        *(
            {
                **MINIMAL,
                **address,
                "id": name,
                "nom": f"Lieu {name}",
                "horaires": hours,
                "latitude": "",
                "longitude": "",
            }
            for name, (hours, address) in given.items()
        ),
    )


def open_at(client: FlaskClient, moment: str) -> set[str]:
    """Return the names of the places that are open."""
    answer = collection(client, PATH, open_at=moment)
    return {feature["properties"]["name"].removeprefix("Lieu ") for feature in answer["features"]}


def test_a_comment_opens_nothing(directory: Engine, made: FlaskClient, tmp_path: Path) -> None:
    load(directory, tmp_path, a='"sur rendez-vous"', b='Mo-Fr 08:00-12:00 "sur rendez-vous"', c="24/7")
    assert open_at(made, "2026-12-02T03:00") == open_at(made, "2026-12-02T10:00") == {"c"}
    texts = {feature["properties"]["opening_hours"] for feature in collection(made, PATH)["features"]}
    assert texts == {'"sur rendez-vous"', 'Mo-Fr 08:00-12:00 "sur rendez-vous"', "24/7"}


def test_a_holiday_that_is_a_sunday(directory: Engine, made: FlaskClient, tmp_path: Path) -> None:
    load(directory, tmp_path, a="07:00-14:00,15:30-19:00; PH Su off")
    assert open_at(made, "2026-12-06T10:00") == {"a"}
    assert open_at(made, "2026-12-25T10:00") == {"a"}
    assert open_at(made, "2026-11-01T10:00") == set()
    text = "SELECT opening_hours FROM third_place"
    assert value(directory, text) == "07:00-14:00,15:30-19:00; PH Su off"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2027-03-25T10:00", {"nantes", "strasbourg", "metz", "cayenne"}),
        ("2027-03-26T10:00", {"nantes", "cayenne"}),  # Good Friday
        ("2027-06-10T10:00", {"nantes", "strasbourg", "metz"}),  # abolition of slavery in Guyane
        ("2027-07-14T10:00", set()),
    ],
)
def test_holidays_are_those_of_the_territory(
    directory: Engine, made: FlaskClient, tmp_path: Path, moment: str, expected: set[str]
) -> None:
    load(
        directory,
        tmp_path,
        nantes=WEEK,
        strasbourg=(WEEK, STRASBOURG),
        metz=(WEEK, METZ),
        cayenne=(WEEK, CAYENNE),
    )
    assert open_at(made, moment) == expected


def test_days_that_were_not_expanded_are_refused(
    directory: Engine, made: FlaskClient, tmp_path: Path
) -> None:
    assert open_at(made, "2028-07-14T10:00") == set()  # there are no hours at all
    load(directory, tmp_path, a=WEEK)
    assert open_at(made, "2026-11-11T10:00") == set()  # a holiday before the import
    assert open_at(made, "2026-11-12T10:00") == {"a"}
    assert open_at(made, "2027-07-14T10:00") == set()
    assert open_at(made, "2025-11-01T00:00") == open_at(made, "2027-12-31T23:59") == set()
    for moment in (
        "2028-07-14T10:00",
        "2025-10-31T23:59",
        "2028-01-01",
        "2027-12-31T23:00Z",
        "2025-11-01T11:00Z",
    ):
        errors = problem(get(made, PATH, open_at=moment), 400)["errors"]["query"]
        assert "from 2025-11-01 to 2027-12-31" in errors["open_at"][0], moment
    assert rows(directory, "SELECT expanded_from, expanded_until FROM third_place") == [
        (date(2025, 11, 1), date(2028, 1, 1))
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/exports/third-places.csv?open_at=2028-07-14T10:00",
        "/api/v1/exports/third-places?open_at=2028-07-14T10:00",
        "/ogc/collections/third-places/tiles/WebMercatorQuad/0/0/0?open_at=2028-07-14T10:00",
    ],
)
def test_nobody_answers_about_such_days(
    directory: Engine, made: FlaskClient, tmp_path: Path, path: str
) -> None:
    load(directory, tmp_path, a=WEEK)
    assert "open_at" in problem(made.get(path), 400)["errors"]["query"]
    assert made.get(path.replace("2028", "2027")).status_code in {200, 204}


def test_appointments_fallbacks_and_what_contradicts_itself(
    directory: Engine, made: FlaskClient, tmp_path: Path
) -> None:
    report = load(
        directory,
        tmp_path,
        f1='Mo-Fr 09:00-12:00 || "sur rendez-vous"',
        f2='Mo-Fr 09:00-12:00; Sa "sur rendez-vous"',
        f3='"sur rendez-vous"',
        f4="Mo-Fr 09:00-17:00; SH off",
        f5=("Mo-Sa 09:00-12:00; PH off", STRASBOURG),
        f6=("Mo-Fr 09:00-12:00; PH off", CAYENNE),
        f7="Mo 00:00-00:00,09:00-12:00",
        f8="Mo[1] 09:00-12:00",
        f9="Mo 09:00-12:00; easter off",
    )
    assert open_at(made, "2026-12-07T10:00") == {"f1", "f2", "f5", "f6", "f8"}  # the first Monday
    assert open_at(made, "2026-12-14T10:00") == {"f1", "f2", "f5", "f6"}
    assert open_at(made, "2026-12-12T10:00") == {"f5"}  # a Saturday
    assert open_at(made, "2026-12-26T10:00") == set()  # and a holiday in Strasbourg
    remarks = {code: occurrence.count for code, occurrence in report.tally.remarks.items()}
    remarks = {code: count for code, count in remarks.items() if code.startswith("opening_hours")}
    assert remarks == {
        "opening_hours_variable": 1,
        "opening_hours_doubtful": 1,
        "opening_hours_not_understood": 1,
    }
    by_appointment = {
        feature["properties"]["name"].removeprefix("Lieu "): feature["properties"]["by_appointment"]
        for feature in collection(made, PATH)["features"]
    }
    assert {name for name, is_so in by_appointment.items() if is_so} == {"f1", "f2", "f3"}
    assert len(listed(made, PATH, by_appointment="true")) == 3
    assert len(listed(made, PATH, by_appointment="false")) == 6
    assert len(listed(made, PATH, filter="by_appointment = true")) == 3


def test_unknown_hours_are_neither(directory: Engine, made: FlaskClient, tmp_path: Path) -> None:
    load(directory, tmp_path, a="")
    assert listed(made, PATH, by_appointment="true") == listed(made, PATH, by_appointment="false") == []
    assert collection(made, PATH)["features"][0]["properties"]["by_appointment"] is None
    assert value(directory, "SELECT expanded_until IS NULL FROM third_place") is True
