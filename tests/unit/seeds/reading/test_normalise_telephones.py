import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.common.telephones import telephone


@pytest.mark.parametrize(
    ("typed", "postcode", "number"),
    [
        ("01 42 34 56 78", None, "+33142345678"),
        ("01.42.34.56.78", "75008", "+33142345678"),
        ("0033 1 42 34 56 78", None, "+33142345678"),
        ("+33 (0)1 42 34 56 78", None, "+33142345678"),
        ("Tél. : 01 42 34 56 78", None, "+33142345678"),
        ("06 12 34 56 78 / 01 42 34 56 78", None, "+33612345678"),
        ("en journée ou 01 42 34 56 78", None, "+33142345678"),
        ("0800 123 456", None, "+33800123456"),
        # dialled like Paris, numbered apart
        ("0590 82 12 34", None, "+590590821234"),
        ("0596 50 12 34", "97200", "+596596501234"),
        ("0594 30 12 34", None, "+594594301234"),
        ("0262 20 12 34", "97400", "+262262201234"),
        ("0269 61 12 34", "97600", "+262269611234"),
        ("0508 41 12 34", "97500", "+508411234"),
        # told by the postcode, or by the code of the country
        ("25.12.34", "98800", "+687251234"),
        ("40 50 12 34", "98713", "+68940501234"),
        ("+687 25 12 34", None, "+687251234"),
        ("+689 40 50 12 34", "75001", "+68940501234"),
        ("01 42 34 56 78", "97400", "+33142345678"),
    ],
)
def test_telephone_numbers(typed: str, postcode: str | None, number: str) -> None:
    assert telephone(typed, postcode=postcode) == number
    assert telephone(number) == number


@pytest.mark.parametrize(
    "text",
    ["", "12", "25 12 34", "01 42 34 56", "en cours", "contact@example.org", "0" * 300, "99 99 99 99 99"],
)
def test_what_is_no_telephone_number(text: str) -> None:
    with pytest.raises(ValueError, match="telephone"):
        telephone(text)


@given(st.text())
def test_any_text_is_a_number_or_none(text: str) -> None:
    try:
        number = telephone(text)
    except ValueError:
        return
    assert number[0] == "+"
    assert number[1:].isascii()
    assert number[1:].isdigit()
