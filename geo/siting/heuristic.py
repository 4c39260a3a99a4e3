"""Good sets fast: greedy, then exchanges of one for another while that gains (Teitz and Bart 1968).

Profits of exchanges come from the largest and second largest gain of each origin (Whitaker 1983; Resende and
Werneck, A fast swap-based local search procedure for location problems, 2007), all of them in one pass over
the matrix; those that touch no common origin are made together.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from geo.nearest import Floats, Integers
from geo.siting.instance import Limits, Matrix, Truths, sums, worth

EXCHANGES_TRIED = 4
"""In each pass, for each candidate that is chosen."""
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """One facility in the order of funding."""

    candidate: int
    gain: float
    """Amount that it adds to those before it."""


@dataclass(slots=True)
class _Room:
    """Room that the limits leave."""

    limits: Limits
    chosen: Truths
    count: float
    budget: float
    left_in_group: Integers

    @classmethod
    def of(cls, limits: Limits) -> "_Room":
        groups = int(limits.group.max(initial=-1)) + 1
        most = limits.candidates if limits.per_group is None else limits.per_group
        return cls(
            limits,
            np.zeros(limits.candidates, np.bool_),
            np.inf if limits.count is None else limits.count,
            np.inf if limits.budget is None else limits.budget,
            np.full(groups + 1, most, np.int64),  # the last one is of those without a group
        )

    def take(self, one: int, by: int = 1) -> None:
        """Choose a candidate, or (`by` -1) give it back."""
        self.chosen[one] = by > 0
        self.count -= by
        self.budget -= by * self.limits.cost[one]
        if self.limits.group[one] >= 0:
            self.left_in_group[self.limits.group[one]] -= by

    def open(self) -> Truths:
        """Return which candidates can still be chosen."""
        if self.count < 1:
            return np.zeros_like(self.chosen)
        fits = self.limits.cost <= self.budget + self.limits.slack
        in_group = (self.limits.group < 0) | (self.left_in_group[self.limits.group] > 0)
        return np.asarray(fits & in_group & ~self.chosen & ~self.limits.forbidden)


def greedy(
    gains: Matrix, limits: Limits, *, only: Integers | None = None, by_cost: bool = False
) -> list[Step]:
    """Return candidates in the order in which each adds most; under a budget or `by_cost`, for its cost.

    The required ones come first. `only` leaves the others out, and then takes all of these.
    """
    columns = gains.tocsc()
    room, steps = _Room.of(limits), list[Step]()
    current = np.zeros(gains.shape[0])
    marginal = sums(gains.indices, gains.data, limits.candidates)
    by_cost = by_cost or limits.budget is not None
    price = np.maximum(limits.cost, 1e-12) if by_cost else np.ones(limits.candidates)
    among = np.ones(limits.candidates, np.bool_)
    if only is not None:
        among[:] = False
        among[only] = True
    while True:
        required = limits.required & among & ~room.chosen
        is_open = required if required.any() else room.open() & among
        score = np.where(is_open, marginal / price, -np.inf)
        one = int(np.argmax(score)) if len(score) else 0
        if not is_open.any() or (marginal[one] <= 0 and not required.any() and only is None):
            return steps
        steps.append(Step(one, max(0.0, float(marginal[one]))))
        room.take(one)
        _raise(gains, columns, current, marginal, one)


def _raise(gains: Matrix, columns: Matrix, current: Floats, marginal: Floats, one: int) -> None:
    """Let a candidate serve the origins to which it is worth more, and lower what the others would add."""
    part = slice(columns.indptr[one], columns.indptr[one + 1])
    rows, new = columns.indices[part], columns.data[part]
    better = new > current[rows]
    rows, new = rows[better], new[better]
    entry, which = _entries(gains.indptr, rows)
    data = gains.data[entry]
    change = np.maximum(data - new[which], 0.0) - np.maximum(data - current[rows][which], 0.0)
    current[rows] = new
    marginal += sums(gains.indices[entry], change, len(marginal))
    marginal[one] = 0.0


def _entries(starts: Integers, rows: Integers) -> tuple[Integers, Integers]:
    """Return the positions of all entries of some rows, and which of the rows each is of."""
    lengths = starts[rows + 1] - starts[rows]
    which = np.repeat(np.arange(len(rows)), lengths)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return starts[rows][which] + offset, which


def exchanged(gains: Matrix, limits: Limits, chosen: Integers, stop: Stop = lambda: False) -> Integers:
    """Return a set that no single exchange makes better, reached from a set that the limits allow."""
    row = np.repeat(np.arange(gains.shape[0]), np.diff(gains.indptr))
    columns, chosen = gains.tocsc(), chosen.copy()
    value = worth(gains, chosen)
    while len(chosen) and not stop():
        profits = _profits(gains, row, limits, chosen)
        made = _exchange(columns, limits, chosen, profits)
        better = worth(gains, made)
        if better <= value * (1 + 1e-12):
            break
        chosen, value = made, better
    return chosen


Profits = tuple[Floats, Integers, Integers]
"""Of exchanges, the best first: what each gains, the candidate that comes, the place among those chosen."""


def _profits(gains: Matrix, row: Integers, limits: Limits, chosen: Integers) -> Profits:
    first, second, server = _best_two(gains, chosen)
    comes = sums(gains.indices, np.maximum(gains.data - first[row], 0.0), limits.candidates)
    is_served = server >= 0
    goes = sums(server[is_served], (first - second)[is_served], len(chosen))
    # An origin that loses its server is worth to the newcomer what it is above the second one.
    counts = is_served[row] & (gains.data > second[row])
    kept = (np.minimum(gains.data, first[row]) - second[row])[counts]
    keys, which = np.unique(gains.indices[counts] * len(chosen) + server[row[counts]], return_inverse=True)
    newcomer, place = np.divmod(keys, len(chosen))
    profit = comes[newcomer] - goes[place] + sums(which, kept, len(keys))
    # Beside those: each newcomer for one of the chosen that hardly anybody misses.
    free = np.where(limits.required[chosen], np.inf, goes)
    least = np.argsort(free, kind="stable")[:4]
    least = least[np.isfinite(free[least])]
    every = np.flatnonzero(comes > 0)
    profit = np.concatenate([profit, *(comes[every] - goes[one] for one in least)])
    newcomer = np.concatenate([newcomer, *([every] * len(least))])
    place = np.concatenate([place, *(np.full(len(every), one) for one in least)])
    is_chosen = np.zeros(limits.candidates, np.bool_)
    is_chosen[chosen] = True
    allowed = (profit > 0) & ~is_chosen[newcomer] & ~limits.forbidden[newcomer]
    allowed &= ~limits.required[chosen[place]]
    order = np.argsort(-profit[allowed], kind="stable")
    return profit[allowed][order], newcomer[allowed][order], place[allowed][order]


def _best_two(gains: Matrix, chosen: Integers) -> tuple[Floats, Floats, Integers]:
    """Return each origin's largest and second largest gain among the chosen, and whose the largest is."""
    part = gains[:, chosen]
    row = np.repeat(np.arange(part.shape[0]), np.diff(part.indptr))
    order = np.lexsort((part.indices, -part.data, row))
    row, data = row[order], part.data[order]
    begins = np.flatnonzero(np.diff(row, prepend=-1))
    first, second = np.zeros(part.shape[0]), np.zeros(part.shape[0])
    server = np.full(part.shape[0], -1, np.int64)
    first[row[begins]], server[row[begins]] = data[begins], part.indices[order][begins]
    after = begins[begins + 1 < np.append(begins[1:], len(row))] + 1
    second[row[after]] = data[after]
    return first, second, server


def _exchange(columns: Matrix, limits: Limits, chosen: Integers, profits: Profits) -> Integers:
    """Make the best exchanges that the limits allow and of which no two touch one origin."""
    made, room = chosen.copy(), _Room.of(limits)
    for one in chosen:
        room.take(int(one))
    touched, left = np.zeros(columns.shape[0], np.bool_), np.ones(len(chosen), np.bool_)
    for newcomer, place in _first(profits, EXCHANGES_TRIED * len(chosen)):
        rows = np.concatenate([_rows(columns, newcomer), _rows(columns, made[place])])
        if not left[place] or room.chosen[newcomer] or touched[rows].any():
            continue
        room.take(int(made[place]), -1)
        if not room.open()[newcomer]:
            room.take(int(made[place]))
            continue
        room.take(newcomer)
        made[place], left[place] = newcomer, False
        touched[rows] = True
    return made


def _first(profits: Profits, most: int) -> Iterator[tuple[int, int]]:
    _, newcomer, place = profits
    yield from zip(newcomer[:most].tolist(), place[:most].tolist(), strict=True)


def _rows(columns: Matrix, one: int) -> Integers:
    return np.asarray(columns.indices[columns.indptr[one] : columns.indptr[one + 1]])
