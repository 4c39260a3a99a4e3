from hypothesis import given
from hypothesis import strategies as st

from seeds.loading.seen import FEWEST_SLOTS, SeenKeys


@given(st.lists(st.tuples(st.text(), st.none() | st.integers(1, 2**31))))
def test_it_is_a_dictionary_of_lines(pairs: list[tuple[str, int | None]]) -> None:
    seen, model = SeenKeys(), dict[str, int | None]()
    for key, line in pairs:
        assert seen.line_of(key) == (model[key] or 0 if key in model else None)
        if key not in model:
            seen.add(key, line)
            model[key] = line
    assert len(seen) == len(model)


def test_it_grows() -> None:
    seen = SeenKeys()
    for number in range(3 * FEWEST_SLOTS):
        seen.add(f"key-{number}", number + 1)
    assert all(seen.line_of(f"key-{number}") == number + 1 for number in range(3 * FEWEST_SLOTS))
    assert seen.line_of("key--1") is None
