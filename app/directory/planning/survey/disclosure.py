"""Counts of answers told without those that few stand behind, nor any from which such a one would follow.

Answers are counted in several groupings (by région, by size), whose groups add up to the same whole. Somebody
who knows the whole takes told figures away from it; so what is hidden is hidden in two columns and in two
groups at least, and no sum of theirs is a small number either.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

FEWEST = 5
"""Answers below which no figure is told."""
Counts = Mapping[str, int]
Figures = dict[str, int | None]
"""Counts; None where fewer than `FEWEST` stand behind one, or where it would tell such a one."""
Key = TypeVar("Key")
Member = TypeVar("Member")


def gathered(
    groups: Mapping[Key, Sequence[Member]], name: Key, order: Callable[[Key], object]
) -> tuple[dict[Key, list[Member]], int]:
    """Return groups of `FEWEST` members at least, and how many groups went into the one called `name`.

    Small groups are told together. Where they are few even so, the smallest other group goes with them:
    their number would follow from the whole. Where there are too few members altogether, nothing is told.
    """
    by_size = sorted(groups, key=lambda key: (len(groups[key]), order(key)))
    small = [key for key in by_size if len(groups[key]) < FEWEST]
    if not small:
        return {key: [*members] for key, members in groups.items()}, 0
    others = by_size[len(small) :]
    while sum(len(groups[key]) for key in small) < FEWEST and others:
        small.append(others.pop(0))
    together = [member for key in sorted(small, key=order) for member in groups[key]]  # type: ignore[arg-type]
    kept = {key: [*members] for key, members in groups.items() if key not in small}
    return kept | ({name: together} if len(together) >= FEWEST else {}), len(small)


def partition(counts: Counts) -> Figures:
    """Return counts that add up to a known total, without those that few stand behind.

    Where a single one would be left out, the total would tell it: the smallest other one goes with it.
    """
    hidden = {name for name, count in counts.items() if _is_small(count)}
    if len(hidden) == 1 or _is_small(sum(counts[name] for name in hidden)):
        others = sorted((count, name) for name, count in counts.items() if name not in hidden and count)
        hidden |= {name for _, name in others[:1]}
    return {name: None if name in hidden else count for name, count in counts.items()}


def told(groups: Sequence[Counts]) -> list[Figures]:
    """Return the counts of one question in all groups of a whole, whose own counts may be known."""
    hidden = [
        frozenset(name for name, count in partition(counts).items() if count is None) for counts in groups
    ]
    while weak := _weak(groups, hidden):
        shown = [number for number, names in enumerate(hidden) if not names]
        if not shown:
            hidden = [frozenset(counts) for counts in groups]
            break
        hidden[_joining(groups, shown, weak)] = weak
    return [
        {name: None if name in names else count for name, count in counts.items()}
        for counts, names in zip(groups, hidden, strict=True)
    ]


def _joining(groups: Sequence[Counts], shown: Sequence[int], names: frozenset[str]) -> int:
    """Return the smallest of the groups that anything of the columns can be hidden in."""
    return min(
        shown,
        key=lambda number: (
            not any(groups[number][name] for name in names),
            sum(groups[number].values()),
            number,
        ),
    )


def _weak(groups: Sequence[Counts], hidden: Sequence[frozenset[str]]) -> frozenset[str] | None:
    """Return columns that too few groups hide together; None where each set of them is hidden well."""
    for names in dict.fromkeys(filter(None, hidden)):
        together = [counts for counts, others in zip(groups, hidden, strict=True) if others == names]
        if len(together) == 1 or _any_small(sum(counts[name] for counts in together) for name in names):
            return names
    return None


def _any_small(counts: Iterable[int]) -> bool:
    return any(map(_is_small, counts))


def _is_small(count: int) -> bool:
    return 0 < count < FEWEST
