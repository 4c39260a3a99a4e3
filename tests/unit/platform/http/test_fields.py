from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import marshmallow as ma
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.platform.http import fields


class Query(ma.Schema):
    limit = fields.Limit(20, 100)
    q = fields.Text()
    bbox = fields.bbox()
    open_at = fields.Instant()
    lat = fields.latitude()
    lon = fields.longitude()
    km = fields.kilometres("A distance.")
    code = fields.pattern("[0-9]{3}", "three digits")
    one = fields.one_of(("a", "b"), "letter")
    every = fields.every_of(("a", "b"), "letter", "Letters.")


def load(**values: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = Query().load(values)
    return loaded


def refused(**values: Any) -> list[str]:
    with pytest.raises(ma.ValidationError) as caught:
        load(**values)
    (name,) = values
    messages: list[str] = caught.value.messages_dict[name]
    return messages


@given(st.text(max_size=30))
def test_a_limit_is_a_number_from_one_to_its_greatest_or_refused(text: str) -> None:
    try:
        limit = load(limit=text)["limit"]
    except ma.ValidationError:
        return
    assert 1 <= limit <= 100


@pytest.mark.parametrize(
    ("value", "expected"), [("1", 1), ("100", 100), ("101", 100), (7, 7), (7.0, 7), (10**30, 100)]
)
def test_limits(value: object, expected: int) -> None:
    assert load(limit=value)["limit"] == expected


@pytest.mark.parametrize(
    "value", ["0", "-1", "", "x", "1.5", 1.5, float("inf"), float("nan"), True, None, [], {}]
)
def test_no_limits(value: object) -> None:
    assert refused(limit=value)


def test_the_default_limit() -> None:
    assert load()["limit"] == 20


@given(st.text(max_size=300))
def test_a_text_is_stripped_bounded_and_without_nul(text: str) -> None:
    try:
        loaded = load(q=text)["q"]
    except ma.ValidationError:
        return
    assert loaded == loaded.strip() != ""
    assert len(loaded) <= fields.MAX_TEXT
    assert "\x00" not in loaded


@given(st.text(alphabet="0123456789.,-+e naif", max_size=40))
def test_a_box_is_four_ordered_numbers(text: str) -> None:
    try:
        west, south, east, north = load(bbox=text)["bbox"]
    except ma.ValidationError:
        return
    assert -180 <= west <= 180
    assert -180 <= east <= 180
    assert -90 <= south <= north <= 90


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "1,2,3,4,5", "nan,1,2,3", "1,2,3,inf", "0,2,1,1"])
def test_no_boxes(text: str) -> None:
    assert refused(bbox=text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02T18:30:00+01:00", datetime(2026, 3, 2, 18, 30, tzinfo=timezone(timedelta(hours=1)))),
        ("2026-03-02T18:30:00 01:00", datetime(2026, 3, 2, 18, 30, tzinfo=timezone(timedelta(hours=1)))),
        ("2026-03-02T18:30 0100", datetime(2026, 3, 2, 18, 30, tzinfo=timezone(timedelta(hours=1)))),
        ("2026-03-02T18:30:00Z", datetime(2026, 3, 2, 18, 30, tzinfo=UTC)),
        ("2026-03-02 18:30", datetime(2026, 3, 2, 18, 30)),  # noqa: DTZ001 - local on purpose
        ("2026-03-02", datetime(2026, 3, 2)),  # noqa: DTZ001
        (" 2026-03-02 ", datetime(2026, 3, 2)),  # noqa: DTZ001
    ],
)
def test_moments(text: str, expected: datetime) -> None:
    loaded = load(open_at=text)["open_at"]
    assert loaded == expected
    assert (loaded.tzinfo is None) is (expected.tzinfo is None)


def test_now_is_now() -> None:
    before = datetime.now(UTC)
    assert before <= load(open_at="now")["open_at"] <= datetime.now(UTC)


@given(st.text(max_size=30))
def test_any_text_is_a_moment_of_our_age_or_refused(text: str) -> None:
    try:
        loaded = load(open_at=text)["open_at"]
    except ma.ValidationError:
        return
    assert 1970 <= loaded.year <= 2100


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("lat", ("-90", "90", "0"), ("90.1", "-90.1", "nan", "inf", "1e309", "", "x")),
        ("lon", ("-180", "180", "0"), ("180.1", "-180.1", "nan", "-inf", "", "x")),
        ("km", ("0.001", "20100"), ("0", "-1", "20101", "nan", "inf")),
    ],
)
def test_bounds(name: str, inside: tuple[str, ...], outside: tuple[str, ...]) -> None:
    for text in inside:
        assert load(**{name: text})[name] == float(text)
    for text in outside:
        assert refused(**{name: text})


@pytest.mark.parametrize("text", ["12", "1234", "12a", "123\n", "\n123", "١٢٣", " 123", ""])
def test_a_pattern_is_for_the_whole_text(text: str) -> None:
    assert refused(code=text) == ["Must be three digits."]
    assert load(code="123")["code"] == "123"


def test_what_is_none_of_the_codes_says_which_there_are() -> None:
    (message,) = refused(one="c")
    assert message == "Unknown letter: c. It must be one of: a, b."
    assert load(every=["a", "b"])["every"] == ["a", "b"]
    assert refused(every=["a", "c"])
    assert refused(every=["a"] * 3)


def test_braces_in_what_was_sent_are_no_format() -> None:
    assert "{input}" in refused(one="{input}{choices}{0}")[0]
