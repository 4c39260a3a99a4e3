import math

import marshmallow as ma
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.platform.listings.cursor import MAX_CURSOR, decode, encode, pack

IDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20)


@given(public_id=IDS)
def test_by_id_and_back(public_id: str) -> None:
    assert decode(encode(None, public_id), by_distance=False) == {"after_id": public_id}


@given(public_id=IDS, distance=st.floats(0, 3e7))
def test_by_distance_keeps_every_bit(public_id: str, distance: float) -> None:
    found = decode(encode(distance, public_id), by_distance=True)
    assert found == {"after_id": public_id, "after_distance": distance}
    assert math.copysign(1, found["after_distance"]) == math.copysign(1, distance)


@given(public_id=IDS, distance=st.floats(0, 3e7))
def test_what_comes_last_says_so(public_id: str, distance: float) -> None:
    found = decode(encode(distance, public_id, is_last=True), by_distance=True)
    assert found == {"after_id": public_id, "after_distance": distance, "after_is_last": True}


@given(public_id=IDS)
def test_what_comes_last_by_id_says_so(public_id: str) -> None:
    cursor = encode(None, public_id, is_last=True)
    assert decode(cursor, by_distance=False) == {"after_id": public_id, "after_is_last": True}
    with pytest.raises(ma.ValidationError):
        decode(cursor, by_distance=True)


@given(public_id=st.from_regex(r"\A(tl|of)-[a-z0-9]{12}\Z"), distance=st.floats(0, 3e7))
def test_it_fits_an_address(public_id: str, distance: float) -> None:
    text = encode(distance, public_id)
    assert len(text) <= MAX_CURSOR
    assert text.isascii()
    assert all(character.isalnum() or character in "-_" for character in text)


@given(text=st.text(max_size=80), by_distance=st.booleans())
def test_anything_else_is_refused(text: str, *, by_distance: bool) -> None:
    with pytest.raises(ma.ValidationError) as caught:
        decode(text, by_distance=by_distance)
    assert caught.value.field_name == "cursor"


@pytest.mark.parametrize("distance", [None, 3.5])
def test_a_cursor_belongs_to_one_order(distance: float | None) -> None:
    with pytest.raises(ma.ValidationError):
        decode(encode(distance, "tl-1"), by_distance=distance is None)


@pytest.mark.parametrize("distance", [math.nan, math.inf, -math.inf])
def test_a_distance_is_finite(distance: float) -> None:
    with pytest.raises(ma.ValidationError):
        decode(encode(distance, "tl-1"), by_distance=True)


@pytest.mark.parametrize("parts", [[None, "tl-1"], ["tl-1", None], [None], []])
def test_nothing_is_not_passed_over(parts: list[str | None]) -> None:
    for by_distance in (True, False):
        with pytest.raises(ma.ValidationError):
            decode(pack(parts), by_distance=by_distance)


@pytest.mark.parametrize("public_id", ["a\x00", "\ud800", "a\udfff"])
def test_what_the_database_cannot_hold_is_refused(public_id: str) -> None:
    with pytest.raises(ma.ValidationError):
        decode(encode(None, public_id), by_distance=False)
