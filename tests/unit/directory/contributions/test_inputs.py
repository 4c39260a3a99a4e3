"""Values as people type them and as JSON has them: taken, or refused in a sentence."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.directory.contributions import editable
from app.directory.contributions.hours_form import form_of, read_hours, read_time
from app.directory.contributions.inputs import (
    Day,
    Euros,
    Line,
    Mail,
    Paragraph,
    Problem,
    Siret,
    Telephone,
    Truth,
    Website,
    Whole,
)
from app.factory import create_app
from app.platform import clock
from app.platform.settings import Settings

SOON = (clock.now_in_paris().date() + timedelta(days=40)).isoformat()


@pytest.fixture(scope="module")
def app() -> Flask:
    """The application, without a database."""
    return create_app(Settings(), "postgresql://nowhere/nothing")


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    """A request, in whose language is spoken."""
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("one", "typed", "value"),
    [
        (Line(), "  Le\tHangar \x00\n", "Le Hangar"),
        (Line(), "   ", None),
        (Paragraph(), "Un\r\n\r\n\r\n\r\ndeux", "Un\n\ndeux"),
        (Telephone(), "01 42 34 56 78", "+33142345678"),
        (Website(), "www.exemple.fr", "https://www.exemple.fr"),
        (Mail(), " Contact@Exemple.FR ", "contact@exemple.fr"),
        (Siret(), "356 000 000 00048", "35600000000048"),
        (Whole(), "12", 12),
        (Euros(), "12,50 €", 12.5),
        (Euros(), "0", 0),
        (Euros(), "1 200", 1200),
        (Day(), SOON, SOON),
        (Truth(), "no", False),
        (Truth(), "", None),
        (editable.Position(), "48,8566; 2,3522", {"latitude": 48.8566, "longitude": 2.3522}),
        (editable.Hours(), "mo-fr 9:00-18:00", "Mo-Fr 09:00-18:00"),
    ],
)
def test_what_people_type(one: Any, typed: str, value: object) -> None:
    assert one.read(typed) == value
    assert one.read(one.write(value)) == value


@pytest.mark.parametrize(
    ("one", "typed", "told"),
    [
        (Line(), "x" * 201, "200"),
        (Line(), "x" * 1_000_000, "200"),
        (Telephone(), "12", "numéro"),
        (Website(), "javascript:alert(1)", "adresse du web"),
        (Mail(), "claire@", "adresse électronique"),
        (Siret(), "12345678901234", "quatorze"),
        (Whole(), "0", "nombre entier"),
        (Whole(), "٣", "nombre entier"),
        (Whole(), "9" * 400, "nombre entier"),
        (Euros(), "-1", "euros"),
        (Euros(), "1e5", "euros"),
        (Euros(), "nan", "euros"),
        (Day(), "31/02/2027", "date qui existe"),
        (Day(), "2026-13-45", "date qui existe"),
        (Day(), "01/01/9999", "trop loin"),
        (Day(), "2026-01-01", "passée"),
        (editable.Position(), "2,3522; 48,8566", "échangées"),
        (editable.Position(), "52,52; 13,405", "pas en France"),
        (editable.Position(), "652000; 6862000", "degrés"),
        (editable.Position(), "48,8;", "degrés"),
        (editable.Hours(), "lundi 9h-12h", "OpenStreetMap"),
    ],
)
def test_what_cannot_be_taken(one: Any, typed: str, told: str) -> None:
    with pytest.raises(Problem, match=told):
        one.read(typed)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"name": None}, {"name"}),
        ({"name": "\x00 "}, {"name"}),
        ({"name": 5}, {"name"}),
        ({"kind": "castle"}, {"kind"}),
        ({"colour": "red"}, {"colour"}),
        ({"position": {"latitude": 1}}, {"position"}),
        ({"position": {"latitude": float("nan"), "longitude": 2.0}}, {"position"}),
        ({"position": {"latitude": True, "longitude": 2.0}}, {"position"}),
        ({"equipment.unicorn": {}}, {"equipment.unicorn"}),
        ({"equipment.wifi": "yes"}, {"equipment.wifi"}),
        ({"equipment.wifi": {"quantity": 1.5}}, {"equipment.wifi"}),
        ({"equipment.wifi": {"terms": {"price_hour": float("inf")}}}, {"equipment.wifi"}),
        ({"equipment.wifi": {"terms": {"minimum_age": 99}}}, {"equipment.wifi"}),
        ({"equipment.wifi": {"colour": "red"}}, {"equipment.wifi"}),
        ({"opening_hours": "x" * 2000}, {"opening_hours"}),
        ({"city": "Lyon", "postcode": "6900", "website": "ftp://x.fr"}, {"postcode", "website"}),
    ],
)
def test_json_that_cannot_be_taken(values: dict[str, Any], wrong: set[str]) -> None:
    with pytest.raises(editable.ProblemsError) as error:
        editable.accept(values)
    assert set(error.value.problems) == wrong
    assert all(error.value.problems.values())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from([*editable.BY_NAME, "equipment.wifi", "equipment.", "x"])


def taken_or_told(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    try:
        return editable.accept(values), {}
    except editable.ProblemsError as error:
        return {}, error.problems


def test_whatever_json_is_taken_or_told() -> None:
    @given(st.dictionaries(names, json_values, max_size=4))
    def check(values: dict[str, Any]) -> None:
        taken, problems = taken_or_told(values)
        assert set(problems) <= set(values)
        if not problems:
            assert taken.keys() == values.keys()
            assert taken_or_told(taken) == (taken, {})

    check()


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("9", 540), ("9h", 540), ("9 h 30", 570), ("09:30", 570), ("0930", 570), ("24h", 1440), ("9.15", 555)],
)
def test_times(typed: str, minutes: int) -> None:
    assert read_time(typed) == minutes


@pytest.mark.parametrize("typed", ["25:00", "9:60", "midi", "9:3", "-1", "24:30", "<script>"])
def test_what_is_no_time(typed: str) -> None:
    with pytest.raises(Problem):
        read_time(typed)


def week(**fields: str) -> dict[str, str]:
    return {"hours": "1", **{name.replace("_", "-"): value for name, value in fields.items()}}


def test_a_week_is_written() -> None:
    typed = week(
        hours_0_from="9", hours_0_to="12h30", hours_0_from2="14", hours_0_to2="18", hours_holidays="1"
    )
    hours, shown = read_hours(typed, None)
    assert hours == "Mo 09:00-12:30,14:00-18:00; PH off"
    assert not shown.errors
    again, _shown = read_hours({"hours": "1"}, hours)
    assert again is None


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"hours_0_from": "9"}, "hours-0"),
        ({"hours_6_from": "9", "hours_6_to": "9"}, "hours-6"),
        ({"hours_0_from": "18", "hours_0_to": "17"}, "hours-0"),
        ({"hours_1_from": "9", "hours_1_to": "12", "hours_1_from2": "11", "hours_1_to2": "14"}, "hours-1"),
        ({"hours_date_0_first": "2027-02-31"}, "hours-date-0"),
        ({"hours_date_0_first": "2027-02-20", "hours_date_0_last": "2027-02-10"}, "hours-date-0"),
        ({"hours_date_0_from": "9", "hours_date_0_to": "10"}, "hours-date-0"),
        ({"hours_date_0_first": "2027-02-20"}, "hours"),
    ],
)
def test_a_week_that_cannot_be_right(typed: dict[str, str], wrong: str) -> None:
    hours, shown = read_hours(week(**typed), "Mo 09:00-12:00")
    assert hours == "Mo 09:00-12:00"
    assert set(shown.errors) == {wrong}


def test_hours_that_the_table_cannot_show_are_never_lost() -> None:
    odd = "Mo-Fr 09:00-18:00; SH off"
    assert form_of(odd).kept == odd
    assert read_hours({"hours": "1"}, odd)[0] == odd
    assert read_hours({}, odd)[0] == odd
    assert read_hours({"hours": "1", "hours-clear": "1"}, odd)[0] is None
    assert read_hours(week(hours_0_from="9", hours_0_to="12"), odd)[0] == "Mo 09:00-12:00"


def test_the_same_hours_stay_as_they_were_written() -> None:
    written = 'Mo 09:00-12:00, Mo 14:00-18:00; Tu 10:00-12:00 "Sur RDV"'
    form = form_of(written)
    sent = {"hours": "1"}
    for index, day in enumerate(form.days):
        sent |= {f"hours-{index}-{name}": text for name, text in day.items()}
    assert read_hours(sent, written)[0] == written
