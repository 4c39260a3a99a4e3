import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.reading.normalise.identifiers import luhn_valid, nda, siren, siret, uai


def test_siret_and_siren() -> None:
    assert siret("732 829 320 00074") == "73282932000074"
    assert siren("732.829.320") == "732829320"


@pytest.mark.parametrize("text", ["73282932000075", "7328293200007", "7328293200007A", "", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"])
def test_what_is_no_siret(text: str) -> None:
    with pytest.raises(ValueError, match="SIRET"):
        siret(text)


@pytest.mark.parametrize("text", ["732829321", "73282932", "abcdefghi"])
def test_what_is_no_siren(text: str) -> None:
    with pytest.raises(ValueError, match="SIREN"):
        siren(text)


def test_sites_of_la_poste_have_a_key_of_their_own() -> None:
    # Its head office satisfies Luhn; this site does not, but its digits sum to a multiple of five.
    assert siret("35600000000048") == "35600000000048"
    site = "35600000049837"
    assert not luhn_valid(site)
    assert siret(site) == site
    with pytest.raises(ValueError, match="check digit"):
        siret("35600000049838")
    with pytest.raises(ValueError, match="check digit"):
        siret("35600100049837")


@given(st.integers(min_value=0, max_value=10**13 - 1))
def test_exactly_one_last_digit_satisfies_luhn(number: int) -> None:
    assert sum(luhn_valid(f"{number:013}{digit}") for digit in range(10)) == 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("11750091675", "11750091675"),
        ("8201P082601", "8201P082601"),
        ("11 75 00916 75", "11750091675"),
        ("932A0012345", "932A0012345"),
        # the overseas régions' numbers begin with a zero that spreadsheets drop
        ("1973333397", "01973333397"),
        ("4973212797", "04973212797"),
    ],
)
def test_nda(typed: str, code: str) -> None:
    assert nda(typed) == code


@pytest.mark.parametrize("text", ["1175009167", "117500916755", "en cours", "P1750091675", ""])
def test_what_is_no_nda(text: str) -> None:
    with pytest.raises(ValueError, match="NDA"):
        nda(text)


def test_uai_is_written_in_capitals() -> None:
    assert uai("0694442d") == "0694442D"


def test_the_letter_of_a_uai_is_checked_on_request() -> None:
    assert uai("0010070W", check_letter=True) == "0010070W"
    assert uai("0010070A") == "0010070A"
    with pytest.raises(ValueError, match="letter"):
        uai("0010070A", check_letter=True)


@pytest.mark.parametrize("text", ["010070W", "00100700", "0010070W1", "O010070W"])
def test_what_is_no_uai(text: str) -> None:
    with pytest.raises(ValueError, match="UAI"):
        uai(text)
