from datetime import UTC, datetime
from typing import Any

import pytest

from app.directory.organisations.queries import ORGANISATIONS
from app.directory.third_places.queries import THIRD_PLACES
from app.platform.listings.selection import (
    BBOX,
    BBOX_ANTIMERIDIAN,
    NEAR,
    RADIUS,
    TEXT,
    Filters,
    select,
    words_of,
)


def test_nothing_asked_is_no_shape() -> None:
    selection = select({}, THIRD_PLACES)
    assert selection.filters == Filters(frozenset())
    assert selection.parameters == {}
    assert not selection.is_near


def test_an_origin_and_a_radius_in_metres() -> None:
    selection = select({"lat": 48.0, "lon": 2.0, "radius_km": 1.5}, THIRD_PLACES)
    assert selection.filters.names == {NEAR, RADIUS}
    assert selection.parameters == {"lat": 48.0, "lon": 2.0, "radius_m": 1500.0}
    assert selection.is_near


@pytest.mark.parametrize(
    ("box", "name"),
    [
        ([1.0, 2.0, 3.0, 4.0], BBOX),
        ([3.0, 2.0, 1.0, 4.0], BBOX_ANTIMERIDIAN),
        ([1.0, 2.0, 1.0, 2.0], BBOX),
        ([180.0, 0.0, -180.0, 1.0], BBOX_ANTIMERIDIAN),
    ],
)
def test_a_box(box: list[float], name: str) -> None:
    assert select({"bbox": box}, THIRD_PLACES).filters.names == {name}


def test_values_are_parameters_and_codes_are_not() -> None:
    one = select({"commune": "75056", "equipment": ["wifi", "cnc", "wifi"]}, THIRD_PLACES)
    other = select({"commune": "69123", "equipment": ["cnc", "wifi"]}, THIRD_PLACES)
    assert one.filters == other.filters
    assert one.parameters != other.parameters
    assert one.filters.constants == {("equipment", ("cnc", "wifi"))}


def test_another_code_is_another_shape() -> None:
    shapes = {
        select({"equipment": codes}, THIRD_PLACES).filters for codes in (["cnc"], ["wifi"], ["cnc", "wifi"])
    }
    assert len(shapes) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("la fabrique", ["la", "fabrique"]),
        ("  a \t b\n", ["a", "b"]),
        ("Saint - Denis", ["Saint", "Denis"]),
        ("Chez & Co.", ["Chez", "Co."]),
        ("l'établi", ["l'établi"]),
        ("% _ --", []),
        ("Москва", ["Москва"]),
        ("😀 café", ["café"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_as_many_words_as_parameters() -> None:
    selection = select({"q": "un deux - trois"}, THIRD_PLACES)
    assert selection.filters.names == {TEXT}
    assert selection.filters.words == 3
    assert selection.parameters == {"q0": "un", "q1": "deux", "q2": "trois"}


def test_a_text_without_words_finds_nothing_rather_than_everything() -> None:
    assert select({"q": "%"}, THIRD_PLACES).filters.words == 1


def test_parameters_of_the_page_are_no_filters() -> None:
    assert select({"limit": 5, "cursor": {}}, THIRD_PLACES).filters == Filters(frozenset())


def test_each_resource_knows_its_own_filters() -> None:
    asked: dict[str, Any] = {"siret": "0" * 14, "wheelchair": ["yes"]}
    assert select(asked, ORGANISATIONS).filters == Filters(frozenset({"siret"}))
    assert select(asked, THIRD_PLACES).filters == Filters(
        frozenset(), constants=frozenset({("wheelchair", ("yes",))})
    )


def test_a_moment_is_absolute_or_local() -> None:
    absolute = THIRD_PLACES.selection({"open_at": datetime(2026, 3, 2, tzinfo=UTC)}).parameters
    assert absolute == {"open_at": datetime(2026, 3, 2, tzinfo=UTC), "open_local": None}
    local = THIRD_PLACES.selection({"open_at": datetime(2026, 3, 2)}).parameters  # noqa: DTZ001 - local on purpose
    assert local == {"open_at": None, "open_local": datetime(2026, 3, 2)}  # noqa: DTZ001
