"""Quick ways that skip what most values do not need give what the long way gives."""

import hashlib
import random
import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.common import telephones, websites
from app.directory.common.public_ids import ALPHABET, LENGTH, public_id
from app.directory.common.telephones import telephone
from app.directory.common.websites import website

DIGITS = random.Random(23)  # noqa: S311 - no secret
NUMBERS = [str(DIGITS.randint(100_000_000, 999_999_999)) for _ in range(400)]


@pytest.mark.parametrize("pattern", ["0{0}", "+33{0}"])
def test_french_numbers_are_those_of_libphonenumber(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [pattern.format(digits) for digits in NUMBERS]
    quick = [_read(text) for text in texts]
    monkeypatch.setattr(telephones, "_PLAIN", re.compile("never"))
    assert quick == [_read(text) for text in texts]


def _read(text: str) -> str | None:
    try:
        return telephone(text)
    except ValueError:
        return None


def test_the_quick_way_takes_what_is_valid_in_france_alone() -> None:
    for digits in NUMBERS:
        number = phonenumbers.parse(f"+33{digits}")
        quick = telephones._in_france().fullmatch(digits) is not None
        assert quick == phonenumbers.is_valid_number_for_region(number, "FR"), digits


@pytest.mark.parametrize("text", ["01 42 34 56 78", "01.42.34.56.78", "+33 1 42 34 56 78", "0142345678"])
def test_pairs_may_be_parted(text: str) -> None:
    assert telephone(text) == "+33142345678"


ADDRESSES = st.from_regex(r"https?://[a-z0-9-]{1,9}(\.[a-z0-9-]{1,9}){0,2}\.[a-z]{2,5}(/[\w.~/-]{0,12})?")


@given(ADDRESSES)
def test_addresses_come_out_as_by_the_long_way(text: str) -> None:
    if websites._PLAIN.fullmatch(text) is None:
        return
    candidate = websites._candidate(text)
    parts = websites._split(candidate, text)
    assert websites._HOST.fullmatch(parts.hostname or "")
    assert parts.geturl() == text == website(text)


def test_three_digits_at_once_are_three_digits() -> None:
    assert LENGTH % 3 == 0
    assert public_id("tl", "a", "1") == "tl-" + _one_by_one("a\x001")


def _one_by_one(key: str) -> str:

    number = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=16).digest())
    digits = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits += ALPHABET[digit]
    return digits
