"""An upper bound of what any set is worth, and the candidates that it rules in or out.

Lagrangian relaxation of "each origin is served once" with multipliers `u` (Cornuéjols, Fisher and Nemhauser,
Location of bank accounts to optimize float, 1977; for covering: Galvão and ReVelle 1996): for every `u >= 0`

    max_S sum_i max_{j in S} s_ij  <=  sum_i u_i + max_S sum_{j in S} r_j,   r_j = sum_i max(0, s_ij - u_i).

The maximum on the right needs no search: the largest `r_j` within the limits (a budget is relaxed to its
continuous form). Polyak's subgradient steps lower the bound. With it, a candidate whose choice would leave
less than a value that is known to be reached is out of every better set, and one whose absence would is in.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geo.nearest import Floats, Integers
from geo.siting.instance import Limits, Matrix, Truths, sums, worth

STEPS = 600
PATIENCE = 12
"""Steps without a better bound after which they are halved."""
SMALLEST = 0.005
MEMORY = 0.6
"""Part of the last direction in the next one, which takes the zigzag out."""
Stop = Callable[[], bool]
Polish = Callable[[Integers], Integers | None]
"""Makes a good set of some candidates, which may be too many or too few; None where it cannot."""


@dataclass(slots=True)
class Relaxed:
    """Proofs of the relaxation, and the best set that it led to."""

    bound: float
    """No set that the limits allow is worth more."""
    out: Truths
    """Candidates of no set that is worth more than the best one that is known."""
    inside: Truths
    """Candidates of every such set."""
    chosen: Integers
    """The best one that is known."""


def relax(
    gains: Matrix,
    limits: Limits,
    chosen: Integers,
    polish: Polish,
    *,
    least_step: float = 0.0,
    stop: Stop = lambda: False,
) -> Relaxed:
    """Return the best bound of some hundred steps, and a set that is no worse than `chosen`.

    What the relaxed problem chooses is nearly a good set: `polish` makes one of it that the limits allow.
    Two sets of different worth differ by `least_step` at least (1 where all gains are whole numbers, 0 where
    nothing is known).
    """
    relaxation = _Relaxation(gains, limits)
    nobody = np.zeros(limits.candidates, np.bool_)
    best = Relaxed(np.inf, nobody, nobody.copy(), chosen)
    reached, ahead = worth(gains, chosen), max(0.0, least_step - 1e-6)
    multipliers = best_multipliers = relaxation.largest / 2
    direction, length, waited = np.zeros(len(multipliers)), 1.0, 0
    scale = relaxation.largest  # multipliers of weighty origins have further to go
    for _ in range(STEPS):
        bound, uses = relaxation.at(multipliers)
        if bound < best.bound:
            waited = 0 if best.bound - bound > 1e-5 * abs(bound - reached) else waited + 1
            best.bound, best_multipliers = bound, multipliers
        else:
            waited += 1
        if best.bound <= reached + ahead or stop():
            break
        if waited >= PATIENCE:
            length, waited, multipliers = length / 2, 0, best_multipliers
            direction = np.zeros(len(multipliers))
            _, uses = relaxation.at(multipliers)
            polished = polish(relaxation.whole)
            if polished is not None and worth(gains, polished) > reached:
                best.chosen, reached = polished, worth(gains, polished)
            if length < SMALLEST or best.bound <= reached + ahead:
                break
        direction = (1.0 - uses) + MEMORY * direction
        # At its limit a multiplier cannot follow, and would only make the step of the others shorter.
        is_stuck = ((multipliers <= 0) & (direction > 0)) | (
            (multipliers >= relaxation.largest) & (direction < 0)
        )
        direction[is_stuck] = 0.0
        square = float((direction * scale) @ direction)
        if square == 0:
            break
        size = length * (bound - reached) / square
        multipliers = np.clip(multipliers - size * scale * direction, 0.0, relaxation.largest)
    relaxation.fix(best_multipliers, reached + ahead, best)
    return best


class _Relaxation:
    """The bound at any multipliers."""

    def __init__(self, gains: Matrix, limits: Limits) -> None:
        self._limits = limits
        self._gains = gains
        self._columns = gains.tocsc()
        self._row = np.repeat(np.arange(gains.shape[0]), np.diff(gains.indptr))
        self.largest: Floats = gains.max(axis=1).toarray() if gains.nnz else np.zeros(gains.shape[0])
        smallest = np.minimum.reduceat(gains.data, gains.indptr[:-1]) if gains.nnz else self.largest
        # Of maximal covering all gains of a row are its weight, and one product of matrices does.
        self._is_even = bool((smallest == self.largest).all())
        self._pattern = (self._columns > 0).astype(np.float64).T if self._is_even else None
        self._value = 0.0
        self._chosen: Integers = np.zeros(0, np.int64)
        self.whole: Integers = self._chosen
        """Candidates that the relaxed problem chose whole, at the last multipliers."""

    def at(self, multipliers: Floats) -> tuple[float, Floats]:
        """Return the bound, and how often the relaxed answer serves each origin."""
        reduced = self._reduced(multipliers)
        self._value, self._chosen, fraction = _best(reduced, self._limits)
        self.whole = self._chosen[fraction >= 1]
        part = self._columns[:, self._chosen]
        row, serves = part.indices, part.data > multipliers[part.indices]
        amount = np.repeat(fraction, np.diff(part.indptr))
        uses = sums(row[serves], amount[serves], len(multipliers))
        return float(multipliers.sum()) + self._value, uses

    def fix(self, multipliers: Floats, aim: float, relaxed: Relaxed) -> None:
        """Note which candidates cannot be, or must be, in a set that is worth more than `aim`."""
        limits, reduced = self._limits, self._reduced(multipliers)
        total = float(multipliers.sum())
        value, chosen, _ = _best(reduced, limits)
        slack = 1e-9 * (total + value)
        beside = _beside(reduced, limits)
        relaxed.out |= (total + reduced + beside < aim - slack) & ~limits.required
        if limits.budget is None and limits.per_group is None and len(chosen) == limits.count:
            rest = np.delete(reduced, chosen)[~np.delete(limits.forbidden, chosen)]
            next_best = max(0.0, float(rest.max(initial=0.0)))
            needed = total + value - reduced[chosen] + next_best < aim - slack
            relaxed.inside[chosen[needed]] = True

    def _reduced(self, multipliers: Floats) -> Floats:
        if self._pattern is not None:
            left: Floats = self._pattern @ np.maximum(self.largest - multipliers, 0.0)
            return left
        worth = np.maximum(self._gains.data - multipliers[self._row], 0.0)
        return sums(self._gains.indices, worth, self._limits.candidates)


def _best(reduced: Floats, limits: Limits) -> tuple[float, Integers, Floats]:
    """Return the most that a set's reduced worths add up to, the set, and how much of each is in it.

    Of a budget and a number together, the one that allows less.
    """
    chosen = _largest(reduced, limits, limits.count)
    value, fraction = float(reduced[chosen].sum()), np.ones(len(chosen))
    if limits.budget is not None:
        affordable = float(_within_budget(reduced, limits, np.array([limits.budget]))[0])
        if affordable < value:
            return affordable, *_knapsack(reduced, limits)
    return value, chosen, fraction


def _largest(reduced: Floats, limits: Limits, count: int | None) -> Integers:
    """Return the required candidates, and the largest others that count and territories leave room for."""
    order = np.argsort(-np.where(limits.required, np.inf, reduced), kind="stable")
    order = order[~limits.forbidden[order]]
    if limits.per_group is not None:
        group = limits.group[order]
        order = order[(group < 0) | (_place_in_group(group) < limits.per_group)]
    most = len(order) if count is None else count
    return order[:most]


def _place_in_group(group: Integers) -> Integers:
    """Return the place of each among those of its group, from 0."""
    order = np.argsort(group, kind="stable")
    sorted_ = group[order]
    begins = np.flatnonzero(np.diff(sorted_, prepend=-2))
    place = np.empty(len(group), np.int64)
    place[order] = np.arange(len(group)) - np.repeat(begins, np.diff(np.append(begins, len(group))))
    return place


def _beside(reduced: Floats, limits: Limits) -> Floats:
    """Return, for each candidate, a most that the others of a set with it add."""
    # Where one more is required than is left, the candidate is in no set, and any number is right.
    rest = _largest(reduced, limits, None if limits.count is None else max(0, limits.count - 1))
    beside = np.full(len(reduced), float(reduced[rest].sum()))
    if limits.budget is not None:
        beside = np.minimum(beside, _within_budget(reduced, limits, limits.budget - limits.cost))
    return beside


def _within_budget(reduced: Floats, limits: Limits, budgets: Floats) -> Floats:
    """Return the most that reduced worths add up to at a cost, candidates being divisible."""
    cost, gain = np.where(limits.forbidden, 0.0, limits.cost), np.where(limits.forbidden, 0.0, reduced)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(cost > 0, gain / cost, np.inf)
    order = np.argsort(-ratio, kind="stable")
    spent, gained = np.cumsum(cost[order]), np.cumsum(gain[order])
    free = float(gain[cost == 0].sum())
    most = np.interp(budgets + limits.slack, np.append(0.0, spent), np.append(free, gained), left=-np.inf)
    return np.asarray(most, dtype=np.float64)


def _knapsack(reduced: Floats, limits: Limits) -> tuple[Integers, Floats]:
    allowed = np.flatnonzero(~limits.forbidden & (reduced > 0))
    ratio = reduced[allowed] / np.maximum(limits.cost[allowed], 1e-300)
    order = allowed[np.argsort(-ratio, kind="stable")]
    spent = np.cumsum(limits.cost[order])
    whole = int(np.searchsorted(spent, limits.budget or 0.0, side="right"))
    chosen = order[: whole + 1]
    fraction = np.ones(len(chosen))
    if whole < len(order):
        before = spent[whole - 1] if whole else 0.0
        fraction[-1] = ((limits.budget or 0.0) - before) / max(limits.cost[order[whole]], 1e-300)
    return chosen, fraction
