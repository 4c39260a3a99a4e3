"""Counts that hide what few stand behind: nothing hidden follows from what is told, and from the whole."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from app.directory.planning.survey.disclosure import FEWEST, Counts, Figures, gathered, partition, told

COUNTS = st.integers(0, 30)
FEW = st.integers(0, 9)
GROUPS = st.lists(st.tuples(FEW, FEW, FEW).filter(lambda one: sum(one) >= FEWEST), min_size=1, max_size=5)
NAMES = ("yes", "no", "unknown")


@given(COUNTS, COUNTS, COUNTS)
@example(12, 3, 0)
@example(3, 1, 12)
@example(4, 0, 1)
def test_no_figure_tells_a_small_one(yes: int, no: int, unknown: int) -> None:
    counts = {"yes": yes, "no": no, "unknown": unknown}
    total = sum(counts.values())

    found = partition(counts)

    shown = {name: count for name, count in found.items() if count is not None}
    assert all(counts[name] == count for name, count in shown.items())
    assert all(count == 0 or count >= FEWEST for count in shown.values())
    left = total - sum(shown.values())
    # What is left is of none, or of two at least and together not few; a group has five answers or more.
    if total >= FEWEST:
        assert left == 0 or (left >= FEWEST and len(found) - len(shown) >= 2)


def possible(groups: Sequence[Counts], found: Sequence[Figures]) -> "np.ndarray[Any, Any]":
    """Return the least and the most that each count can be, to who knows sizes, whole, and what is told."""
    columns = [*groups[0]]
    width, height = len(columns), len(groups)
    known, values = [], []
    for column, name in enumerate(columns):  # the whole
        known.append(np.eye(width)[column].reshape(1, -1).repeat(height, axis=0))
        values.append(sum(counts[name] for counts in groups))
    for row, counts in enumerate(groups):
        size = np.zeros((height, width))
        size[row] = 1.0
        known.append(size)
        values.append(sum(counts.values()))
        for column, name in enumerate(columns):
            figure = found[row][name]
            if figure is not None:
                cell = np.zeros((height, width))
                cell[row, column] = 1.0
                known.append(cell)
                values.append(figure)
    equations = np.array([one.ravel() for one in known])
    ranges = []
    for cell in np.eye(width * height):
        ends = [linprog(sign * cell, A_eq=equations, b_eq=values).fun * sign for sign in (1, -1)]
        ranges.append(ends)
    return np.array(ranges).reshape(height, width, 2)


@given(GROUPS)
@example([(3, 9, 9), (9, 9, 9), (9, 9, 9)])
@example([(3, 9, 0), (2, 9, 0)])
@example([(3, 9, 0), (0, 2, 9), (9, 9, 9)])
def test_nothing_hidden_follows_from_the_whole(rows: list[tuple[int, int, int]]) -> None:
    groups = [dict(zip(NAMES, row, strict=True)) for row in rows]

    found = told(groups)

    ranges = possible(groups, found)
    for row, (counts, figures) in enumerate(zip(groups, found, strict=True)):
        for column, name in enumerate(NAMES):
            count, figure = counts[name], figures[name]
            least, most = ranges[row, column]
            assert figure in {None, count}
            assert least - 1e-6 <= count <= most + 1e-6
            if 0 < count < FEWEST:
                assert figure is None
                # Of a single group the whole, were it told, is the group: then nothing of either is.
                assert most - least > 0.5 or not any(one is not None for one in figures.values())


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_what_several_may_need_is_hidden_in_groups_that_are_not_few(needed: list[int]) -> None:
    found = told([{"wifi": count} for count in needed])

    hidden = [count for count, figures in zip(needed, found, strict=True) if figures["wifi"] is None]
    assert all(figures["wifi"] in {None, count} for count, figures in zip(needed, found, strict=True))
    assert not any(0 < count < FEWEST for count in needed if count not in hidden)
    whole_is_hidden = len(hidden) == len(needed)
    assert not hidden or whole_is_hidden or (len(hidden) > 1 and sum(hidden) >= FEWEST)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(1, 12), max_size=6))
@example({"a": 12, "b": 4})
@example({"a": 3, "b": 1})
def test_small_groups_are_told_together(sizes: dict[str, int]) -> None:
    groups = {name: [name] * size for name, size in sizes.items()}

    found, together = gathered(groups, "others", lambda name: name)

    total = sum(sizes.values())
    assert all(len(members) >= FEWEST for members in found.values())
    # All are told, so that the whole tells nothing of the small ones; or nobody is.
    assert sum(map(len, found.values())) == (total if total >= FEWEST else 0)
    assert together != 1 or total < FEWEST
    assert all(members == groups[name] for name, members in found.items() if name != "others")
