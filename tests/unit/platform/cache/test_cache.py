"""Answers that are kept: the last used stay, and never more than fit."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from app.platform.cache.lru import OVERHEAD_BYTES, Cache


@dataclass(frozen=True)
class Text:
    stamp: str
    size: int


@given(
    puts=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3000)), max_size=60),
    most=st.integers(OVERHEAD_BYTES, 6000),
)
def test_the_last_used_are_kept_and_no_more_than_fit(puts: list[tuple[int, int]], most: int) -> None:
    cache: Cache[int, Text] = Cache(most)
    latest: dict[int, Text] = {}
    for number, (question, size) in enumerate(puts):
        text = Text(str(number), size)
        latest.pop(question, None)
        latest[question] = text
        cache.put(question, text)
        kept = {one: found for one in latest if (found := cache.get(one)) is not None}
        assert sum(found.size + len(str(one)) + OVERHEAD_BYTES for one, found in kept.items()) <= most
        assert all(found is latest[one] for one, found in kept.items())
        if size + len(str(question)) + OVERHEAD_BYTES <= most:
            assert cache.get(question) is text
        for one in latest:  # the order of use is the order of putting again
            cache.get(one)


def test_what_is_asked_for_stays() -> None:
    cache: Cache[str, Text] = Cache(2 * (106 + OVERHEAD_BYTES))
    cache.put("first", Text("1", 100))
    cache.put("second", Text("1", 100))
    assert cache.get("first")
    cache.put("third", Text("1", 100))
    assert cache.get("first")
    assert cache.get("second") is None
