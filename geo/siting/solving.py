"""Solutions of siting problems: reduced, found, bounded, and proved where time allows."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geo.nearest import Integers
from geo.siting import milp
from geo.siting.heuristic import Step, exchanged, greedy
from geo.siting.instance import Limits, Matrix, Problem, Truths, worth
from geo.siting.lagrangian import Relaxed, relax
from geo.siting.reduction import dominated, merge, parts, reduced_covering

EQUAL = 1e-7
"""Part of a value that it may differ from its bound and be the same: HiGHS counts in doubles, to 1e-6."""
NOTHING = 1e-9
"""Difference that is rounding where the value is 0."""
HALF = 0.5
"""Difference that proves the best of whole numbers; nearer to 1, HiGHS stops before its bound says so."""
UNENDING = 1e9
"""Seconds for who sets no limit."""
TIME_LIMIT, CANCELLED = "time_limit", "cancelled"


class ProofError(Exception):
    """A bound lies on the wrong side of a value that is reached: nothing is proved."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a run."""

    stage: str
    """`reduce`, `greedy`, `exchange`, `bound` or `solve`."""
    seconds: float
    value: float | None = None
    bound: float | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """Watcher of a run, which may end it."""

    seconds: float = UNENDING
    heard: Callable[[Progress], None] = lambda _progress: None
    is_cancelled: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Solution:
    """A set of candidates, and what is known of it."""

    problem: Problem
    chosen: Integers
    """Positions of the candidates, in the order in which each adds most to those before it."""
    order: tuple[Step, ...]
    """The same with what each adds. The first `k` of them are not the best `k`."""
    value: float
    """Weight covered, weight times metres saved; of a covering, its cost."""
    bound: float
    """No set that the limits allow has a better value."""
    seconds: float
    method: str
    stopped: str | None = None
    """`time_limit` or `cancelled`, where that ended the run."""
    is_feasible: bool = True
    """Whether there is a set; the limits may allow none."""
    unreached: int = 0
    """Of a covering: origins that no candidate reaches, which the answer leaves out."""
    rows: int = 0
    """Origins that the solver saw, after equal ones were merged."""
    columns: int = 0
    """Candidates that it saw, after needless ones were dropped."""

    @property
    def gap(self) -> float | None:
        """Difference between bound and value, as a part of the bound; None where there is no answer."""
        if not self.is_feasible:
            return None
        return abs(self.bound - self.value) / abs(self.bound) if self.bound else abs(self.value)

    @property
    def is_optimal(self) -> bool:
        """Whether nothing better exists: only where the bound is the value."""
        return self.is_feasible and not _is_open(self.value, self.bound)

    @property
    def status(self) -> str:
        """`optimal`, `feasible`, `infeasible`, or `none_found` where time ended before any of them."""
        if not self.is_feasible:
            return "infeasible" if self.stopped is None else "none_found"
        return "optimal" if self.is_optimal else "feasible"


def solve(problem: Problem, gains: Matrix, limits: Limits, control: Control | None = None) -> Solution:
    """Return the best set that can be found in time, with a bound on every other one.

    `gains` are of `geo.siting.instance`. A run without a time limit ends with a proof.

    Raises
    ------
    ProofError
        When the bound contradicts the value.
    geo.siting.milp.SolverError
        When HiGHS fails.

    """
    run = _Run(problem, control or Control())
    if not _is_possible(limits):
        return run.infeasible()
    if problem is Problem.COVER_ALL:
        return _checked(run.cover(gains, limits))
    return _checked(run.maximise(gains, limits))


def _is_possible(limits: Limits) -> bool:
    return limits.allow(np.flatnonzero(limits.required))


def _checked(solution: Solution) -> Solution:
    if solution.is_feasible:
        _refuse_contradiction(solution.problem, solution.value, solution.bound)
    return solution


def _refuse_contradiction(problem: Problem, value: float, bound: float) -> None:
    beyond = bound - value if problem is Problem.COVER_ALL else value - bound
    if beyond > EQUAL * abs(value) + NOTHING:
        raise ProofError(f"the bound {bound!r} contradicts the value {value!r}")


@dataclass(frozen=True, slots=True)
class _Beside:
    """Cost and bound of the other parts of a covering."""

    value: float = 0.0
    bound: float = 0.0


class _Run:
    """One run, with its clock."""

    def __init__(self, problem: Problem, control: Control) -> None:
        self._problem, self._control = problem, control
        self._begun = time.monotonic()
        self._method: list[str] = []
        self._value: float | None = None

    def maximise(self, gains: Matrix, limits: Limits) -> Solution:
        """Solve a maximal covering, or the p-median as a saving."""
        self._say("reduce")
        is_even = self._problem is Problem.MAXIMISE_COVERAGE
        whole = gains
        gains = merge(gains) if is_even else gains[np.flatnonzero(np.diff(gains.indptr))]
        columns = np.flatnonzero(~dominated(gains, limits) if is_even else ~_needless(gains, limits))
        gains, small = gains[:, columns].tocsr(), limits.kept(columns)
        gains.sort_indices()
        gains = gains[np.flatnonzero(np.diff(gains.indptr))]
        step = 1.0 if (gains.data == np.floor(gains.data)).all() and gains.data.sum() < 2**52 else 0.0
        chosen = self._heuristic(gains, small)
        relaxed = self._relax(gains, small, chosen, step)
        chosen, value = relaxed.chosen, worth(gains, relaxed.chosen)
        bound = _whole(relaxed.bound, step)
        _refuse_contradiction(self._problem, value, bound)
        if _is_open(value, bound) and self._stopped is None:
            chosen, bound = self._exact(gains, small, relaxed, step)
        return self._solution(whole, limits, columns[chosen], bound, gains.shape)

    def cover(self, gains: Matrix, limits: Limits) -> Solution:
        """Solve a set covering."""
        self._say("reduce")
        reached = np.flatnonzero(gains[:, np.flatnonzero(~limits.forbidden)].sum(axis=1) > 0)
        served = gains[:, np.flatnonzero(limits.required)].sum(axis=1)[reached] > 0
        pattern, columns = reduced_covering(merge(_ones(gains[reached[~served]])), limits)
        small = limits.kept(columns)
        outcome = self._cover_in_parts(pattern, small)
        if outcome.chosen is not None and not small.allow(outcome.chosen):
            outcome = self._cover_jointly(pattern, small, outcome)
        if outcome.chosen is None:
            return self.infeasible(is_proved=outcome.is_infeasible)
        value = float(small.cost[outcome.chosen].sum())
        solution = self._solution(gains, limits, columns[outcome.chosen], outcome.bound, pattern.shape)
        return replace(solution, value=value, unreached=gains.shape[0] - len(reached))

    def _cover_in_parts(self, pattern: Matrix, limits: Limits) -> milp.Outcome:
        """Return the covering without limits on the whole: what shares no origin is covered by itself."""
        free = replace(limits, count=None, budget=None, per_group=None)
        required = np.flatnonzero(limits.required)
        outcomes = [milp.Outcome(required, float(limits.cost[required].sum()))]
        pieces = []
        for rows, columns in parts(pattern):
            piece, small = pattern[rows][:, columns].tocsr(), free.kept(columns)
            start = self._cover_greedily(piece, small)
            assert start is not None  # noqa: S101 - nothing limits it
            pieces.append((piece, small, start, columns))
        known = [float(small.cost[start].sum()) for _, small, start, _ in pieces]
        self._method.append("greedy")
        for number, (piece, small, start, columns) in enumerate(pieces):
            done = sum(one.bound for one in outcomes)
            aside = sum(limits.cost[one.chosen].sum() for one in outcomes) + sum(known[number + 1 :])
            outcome = self._cover(piece, small, start, _Beside(float(aside), done))
            outcomes.append(replace(outcome, chosen=columns[outcome.chosen]))
        self._method.append(f"{len(pieces)} parts")
        return milp.Outcome(
            np.concatenate([one.chosen for one in outcomes]), sum(one.bound for one in outcomes)
        )

    def _cover_jointly(self, pattern: Matrix, limits: Limits, free: milp.Outcome) -> milp.Outcome:
        """Return the covering within all limits; `free` is that without those on the whole."""
        start = self._cover_greedily(pattern, limits)
        outcome = self._cover(pattern, limits, start, _Beside())
        return replace(outcome, bound=max(outcome.bound, free.bound))

    def _cover(
        self, pattern: Matrix, limits: Limits, start: Integers | None, beside: _Beside
    ) -> milp.Outcome:
        """Return the best covering that HiGHS finds, no worse than the one that is known."""
        if pattern.shape[1] == 1 and start is not None:
            return milp.Outcome(start, float(limits.cost[start].sum()))
        value = np.inf if start is None else float(limits.cost[start].sum())
        is_whole = bool((limits.cost == np.floor(limits.cost)).all())
        self._value = beside.value + value if start is not None else None
        outcome = milp.cover(
            pattern,
            limits,
            start,
            seconds=self._left,
            precision=_precision(value, 1.0 if is_whole else 0.0),
            heard=lambda value, bound: self._listen(beside.value + value, beside.bound + bound),
        )
        if "HiGHS" not in self._method:
            self._method.append("HiGHS")
        bound = float(np.ceil(outcome.bound - 1e-6)) if is_whole else outcome.bound
        chosen = start
        if outcome.chosen is not None and limits.cost[outcome.chosen].sum() <= value:
            chosen = outcome.chosen
        return replace(outcome, chosen=chosen, bound=max(bound, 0.0))

    def infeasible(self, *, is_proved: bool = True) -> Solution:
        """Return the answer that no set is allowed; or that none was found in time."""
        return Solution(
            self._problem,
            np.zeros(0, np.int64),
            (),
            np.nan,
            np.nan,
            time.monotonic() - self._begun,
            ", ".join(self._method) or "limits",
            stopped=None if is_proved else self._stopped or TIME_LIMIT,
            is_feasible=False,
        )

    def _heuristic(self, gains: Matrix, limits: Limits) -> Integers:
        self._say("greedy")
        chosen = np.array([step.candidate for step in greedy(gains, limits)], np.int64)
        self._value = worth(gains, chosen)
        self._say("exchange")
        chosen = exchanged(gains, limits, chosen, self._is_over)
        self._method.append("greedy, exchange")
        self._value = worth(gains, chosen)
        return chosen

    def _cover_greedily(self, pattern: Matrix, limits: Limits) -> Integers | None:
        """Return a covering without any that the others make needless; None where the limits stop greedy."""
        self._say("greedy")
        taken = [step.candidate for step in greedy(pattern, limits, by_cost=True)]
        part = pattern[:, taken]
        times = np.bincount(part.tocoo().coords[0], minlength=pattern.shape[0])
        if (times == 0).any():
            return None
        columns, kept = part.tocsc(), []
        for place in reversed(range(len(taken))):
            rows = columns.indices[columns.indptr[place] : columns.indptr[place + 1]]
            if limits.required[taken[place]] or (times[rows] == 1).any():
                kept.append(taken[place])
            else:
                times[rows] -= 1
        return np.array(sorted(kept), np.int64)

    def _relax(self, gains: Matrix, limits: Limits, chosen: Integers, step: float) -> Relaxed:
        self._say("bound")
        self._method.append("Lagrangian bound")

        def polish(some: Integers) -> Integers | None:
            if not limits.allow(some):
                return None
            return exchanged(gains, limits, some, self._is_over)

        relaxed = relax(gains, limits, chosen, polish, least_step=step, stop=self._is_over)
        self._value = worth(gains, relaxed.chosen)
        self._say("bound", bound=relaxed.bound)
        return relaxed

    def _exact(self, gains: Matrix, limits: Limits, relaxed: Relaxed, step: float) -> tuple[Integers, float]:
        """Return the best of what the bound does not rule out, and the bound of everything."""
        chosen, value = relaxed.chosen, worth(gains, relaxed.chosen)
        kept = np.flatnonzero(~relaxed.out)
        part = gains[:, kept].tocsr()
        part = part[np.flatnonzero(np.diff(part.indptr))]
        if self._problem is Problem.MAXIMISE_COVERAGE:
            part = merge(part)
        place = np.full(limits.candidates, -1)
        place[kept] = np.arange(len(kept))
        # The set that is known may hold what no better one does: then HiGHS starts without it.
        start = place[chosen] if (place[chosen] >= 0).all() else np.zeros(0, np.int64)
        self._say("solve")
        outcome = milp.maximise(
            part,
            limits.kept(kept),
            relaxed.inside[kept],
            start if len(start) and relaxed.inside[chosen].sum() == relaxed.inside.sum() else None,
            seconds=self._left,
            precision=_precision(value, step),
            heard=self._listen,
        )
        self._method.append(f"HiGHS on {len(kept)} of {limits.candidates} candidates")
        if outcome.is_infeasible:  # nothing is better than what is known
            return chosen, value
        # What the bound ruled out is worth no more than the value that was known before.
        bound = max(value, _whole(min(outcome.bound, relaxed.bound), step))
        if outcome.chosen is not None and worth(gains, kept[outcome.chosen]) > value:
            chosen = kept[outcome.chosen]
        return chosen, bound

    def _solution(
        self, gains: Matrix, limits: Limits, chosen: Integers, bound: float, shape: tuple[int, int]
    ) -> Solution:
        """Return the solution in the order of funding, with the value counted anew over the whole problem."""
        steps = tuple(greedy(gains, replace(limits, count=None, budget=None, per_group=None), only=chosen))
        return Solution(
            self._problem,
            np.array([step.candidate for step in steps], np.int64),
            steps,
            worth(gains, chosen),
            bound,
            time.monotonic() - self._begun,
            ", ".join(self._method),
            stopped=self._stopped,
            rows=shape[0],
            columns=shape[1],
        )

    @property
    def _left(self) -> float:
        return self._control.seconds - (time.monotonic() - self._begun)

    @property
    def _stopped(self) -> str | None:
        if self._control.is_cancelled():
            return CANCELLED
        return TIME_LIMIT if self._left <= 0 else None

    def _is_over(self) -> bool:
        return self._stopped is not None

    def _listen(self, value: float, bound: float) -> bool:
        known = self._value
        if np.isfinite(value) and known is not None:
            value = min(known, value) if self._problem is Problem.COVER_ALL else max(known, value)
        self._say("solve", value if np.isfinite(value) else known, bound)
        return self._is_over()

    def _say(self, stage: str, value: float | None = None, bound: float | None = None) -> None:
        seconds = time.monotonic() - self._begun
        finite = bound if bound is not None and np.isfinite(bound) else None
        self._control.heard(Progress(stage, seconds, self._value if value is None else value, finite))


def _needless(gains: Matrix, limits: Limits) -> Truths:
    reaches = np.bincount(gains.indices, minlength=limits.candidates) > 0
    return np.asarray((~reaches | limits.forbidden) & ~limits.required)


def _ones(gains: Matrix) -> Matrix:
    ones = gains.copy()
    ones.data = np.ones(len(ones.data))
    return ones


def _whole(bound: float, step: float) -> float:
    """Return a bound of what is a whole number, where it is one."""
    return float(np.floor(bound + 1e-6)) if step else bound


def _precision(value: float, step: float) -> float:
    if step:
        return HALF
    return EQUAL / 10 * abs(value) if np.isfinite(value) else 1e-6


def _is_open(value: float, bound: float) -> bool:
    # Written so that a bound which is no number proves nothing.
    return not abs(bound - value) <= EQUAL * abs(value) + NOTHING
