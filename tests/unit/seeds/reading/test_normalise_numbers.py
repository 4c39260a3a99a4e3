import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.third_places.written_hours import opening_hours
from seeds.reading.normalise.numbers import decimal, whole


@pytest.mark.parametrize(
    ("typed", "number"),
    [("48,85", 48.85), ("48.85", 48.85), ("-1\u202f234,5", -1234.5), (" 12 ", 12.0), ("1e3", 1000.0)],
)
def test_decimal_numbers(typed: str, number: float) -> None:
    assert decimal(typed) == number


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "1e400", "1.234,5", "1,234.5", "1_000", "12 ans", "1,2,3"]
)
def test_what_is_no_decimal_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        decimal(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_comma_or_a_point_is_the_same(number: float) -> None:
    assert decimal(repr(number)) == number
    assert decimal(repr(number).replace(".", ",")) == number


@pytest.mark.parametrize(
    ("typed", "number"), [("12", 12), ("1 234", 1234), ("12.0", 12), ("12,00", 12), ("-3", -3)]
)
def test_whole_numbers(typed: str, number: int) -> None:
    assert whole(typed) == number


@pytest.mark.parametrize("text", ["", "1.5", "1e3", "douze", "१२", "9" * 5000])
def test_what_is_no_whole_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a whole number"):
        whole(text)


@given(st.floats())
def test_no_number_is_infinite(number: float) -> None:
    try:
        assert math.isfinite(decimal(str(number)))
    except ValueError:
        assert not math.isfinite(number)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("Mo-Fr 09:00-18:00", "Mo-Fr 09:00-18:00"),
        ("mo-fr 9:00-18:00", "Mo-Fr 09:00-18:00"),
        ("Mo-Sa 09:00-12:00,14:00-19:00; PH off", "Mo-Sa 09:00-12:00,14:00-19:00; PH closed"),
        ("24/7", "24/7"),
        # As published, where the parser would write what says something else.
        ("07:00-14:00; PH Su off", "07:00-14:00; PH Su off"),
        ('"sur rendez-vous"', '"sur rendez-vous"'),
        ('mo-fr 8:00-12:00 || "Le mo à 8:00"', 'Mo-Fr 08:00-12:00 || "Le mo à 8:00"'),
        ('OPEN "sur rendez-vous"', 'open "sur rendez-vous"'),
        ("mo-fr 9:00-12:00,ph off", "Mo-Fr 09:00-12:00,PH off"),
        ("PH +1 day off; 10:00-12:00", "PH +1 day off; 10:00-12:00"),
    ],
)
def test_opening_hours(typed: str, hours: str) -> None:
    assert opening_hours(typed) == hours
    assert opening_hours(hours) == hours


@pytest.mark.parametrize(
    "text", ["", "lundi 9h-12h", "Mo-Fr 9-18", "<script>", "Mo 09:00-18:00; " * 1000, "sur rendez-vous"]
)
def test_what_is_no_opening_hours(text: str) -> None:
    with pytest.raises(ValueError, match="opening"):
        opening_hours(text)
