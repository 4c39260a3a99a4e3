"""The exact answer, by HiGHS (Huangfu and Hall, Parallelizing the dual revised simplex method, 2018).

Gains become rows `z`, one for each step of an origin's gains from the largest down, each worth the height of
its step and reached by whichever chosen candidate gains as much (the radius formulation: García, Labbé and
Marín, Solving large p-median problems with a radius formulation, 2011):

    max sum_ik (s_ik - s_i,k+1) z_ik,   z_ik <= z_i,k-1 + sum of y_j whose gain is the step k,   0 <= z <= 1

Of maximal covering an origin has one step: z_i <= sum of y_j within reach. Only `y` is whole.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
import scipy

from geo.nearest import Floats, Integers
from geo.siting.instance import Limits, Matrix, Truths

INCONSISTENT = 1e-6
"""Part of an objective that it may differ from its solution by rounding."""
Heard = Callable[[float, float], bool]
"""Takes the best value and the bound so far; returns whether to stop."""


class SolverError(Exception):
    """HiGHS gave up; the text is its own status."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of HiGHS within its time."""

    chosen: Integers | None
    """The best set; None where it found none."""
    bound: float
    """No set is worth more (or, of a covering, costs less)."""
    is_infeasible: bool = False
    """Whether it proved that the limits allow no set."""


@dataclass(frozen=True, slots=True)
class _Model:
    """A program `opt cost @ x, lower <= A x <= upper, 0 <= x <= 1`, the first `whole` columns whole."""

    is_maximum: bool
    cost: Floats
    matrix: Matrix
    lower: Floats
    upper: Floats
    fixed: Floats
    """Lower bounds of the columns."""
    whole: int


def maximise(
    gains: Matrix,
    limits: Limits,
    inside: Truths,
    start: Integers | None,
    *,
    seconds: float,
    precision: float,
    heard: Heard,
) -> Outcome:
    """Return the set that is worth most, from a set that is known; `inside` are candidates of every answer.

    `precision` is a difference between worth and bound that proves the best.

    Raises
    ------
    SolverError
        When HiGHS fails.

    """
    steps, worths = _steps(gains)
    beside, upper = _limit_rows(limits)
    empty = scipy.sparse.csr_array((len(upper), len(worths)))
    model = _Model(
        is_maximum=True,
        cost=np.concatenate([np.zeros(limits.candidates), worths]),
        matrix=scipy.sparse.vstack([steps, scipy.sparse.hstack([beside, empty])]).tocsc(),
        lower=np.full(len(worths) + len(upper), -np.inf),
        upper=np.concatenate([np.zeros(len(worths)), upper]),
        fixed=np.concatenate([inside | limits.required, np.zeros(len(worths))]),
        whole=limits.candidates,
    )
    return _run(model, start, seconds, precision, heard)


def cover(
    pattern: Matrix, limits: Limits, start: Integers | None, *, seconds: float, precision: float, heard: Heard
) -> Outcome:
    """Return the cheapest set that covers every row.

    Raises
    ------
    SolverError
        When HiGHS fails.

    """
    rows = pattern.shape[0]
    ones = scipy.sparse.csr_array(
        (np.ones(pattern.nnz), pattern.indices, pattern.indptr), shape=pattern.shape
    )
    beside, upper = _limit_rows(limits)
    model = _Model(
        is_maximum=False,
        cost=limits.cost,
        matrix=scipy.sparse.vstack([ones, beside]).tocsc(),
        lower=np.concatenate([np.ones(rows), np.full(len(upper), -np.inf)]),
        upper=np.concatenate([np.full(rows, np.inf), upper]),
        fixed=limits.required.astype(np.float64),
        whole=limits.candidates,
    )
    return _run(model, start, seconds, precision, heard)


def _steps(gains: Matrix) -> tuple[Matrix, Floats]:
    """Return the rows of the steps over candidates and `z`, and what each step is worth."""
    row = np.repeat(np.arange(gains.shape[0]), np.diff(gains.indptr))
    order = np.lexsort((-gains.data, row))
    row, data, column = row[order], gains.data[order], gains.indices[order]
    begins = np.ones(len(row), np.bool_)
    begins[1:] = (np.diff(row) != 0) | (np.diff(data) != 0)
    step, count = np.cumsum(begins) - 1, int(begins.sum())
    height = np.append(data[begins], 0.0)
    is_last = np.append(np.diff(row[begins]) != 0, np.ones(min(count, 1), np.bool_))
    worths = height[:-1] - np.where(is_last, 0.0, height[1:])
    here, after, first = np.arange(count), np.flatnonzero(~is_last) + 1, gains.shape[1]
    values = np.repeat([1.0, -1.0, -1.0], [count, len(after), len(row)])
    rows = np.concatenate([here, after, step])
    columns = np.concatenate([first + here, first + after - 1, column])
    return scipy.sparse.coo_array((values, (rows, columns)), shape=(count, first + count)).tocsr(), worths


def _limit_rows(limits: Limits) -> tuple[Matrix, Floats]:
    """Return the rows of number, budget and territories over the candidates, and their upper limits."""
    rows, upper = [np.zeros((0, limits.candidates))], list[float]()
    if limits.count is not None:
        rows.append(np.ones((1, limits.candidates)))
        upper.append(float(limits.count))
    if limits.budget is not None:
        rows.append(limits.cost[np.newaxis, :])
        upper.append(float(limits.budget))
    matrix = scipy.sparse.csr_array(np.concatenate(rows))
    if limits.per_group is not None and (limits.group >= 0).any():
        members = np.flatnonzero(limits.group >= 0)
        groups = int(limits.group.max()) + 1
        shape = (groups, limits.candidates)
        member = scipy.sparse.coo_array(
            (np.ones(len(members)), (limits.group[members], members)), shape=shape
        )
        matrix = scipy.sparse.vstack([matrix, member]).tocsr()
        upper += [float(limits.per_group)] * groups
    return matrix, np.array(upper)


class _Silent(highspy.Highs):
    """HiGHS without its banner, which it prints when callbacks are made possible."""

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS's own name
        self.setOptionValue("output_flag", "false")
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _run(model: _Model, start: Integers | None, seconds: float, precision: float, heard: Heard) -> Outcome:
    solver = _Silent()  # type: ignore[no-untyped-call]
    for name, value in (
        ("threads", 1),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", precision),
        ("time_limit", max(seconds, 0.01)),
    ):
        solver.setOptionValue(name, value)
    solver.passModel(_lp(model))
    if start is not None:  # HiGHS finds the columns that are not whole
        chosen = np.zeros(model.whole)
        chosen[start] = 1.0
        solver.setSolution(model.whole, np.arange(model.whole, dtype=np.int32), chosen)

    def listen(event: highspy.HighsCallbackEvent) -> None:
        data = event.data_out
        if heard(data.mip_primal_bound, data.mip_dual_bound):
            event.interrupt()

    begun = time.monotonic()
    solver.cbMipInterrupt.subscribe(listen)
    solver.run()
    if start is not None and not _is_consistent(solver, model):
        left = seconds - (time.monotonic() - begun)
        return _run(model, None, left, precision, heard)
    return _outcome(solver, model)


def _is_consistent(solver: "highspy.Highs", model: _Model) -> bool:
    """Return whether the solution has the objective that is told of it.

    Where presolve alone finds something better than the start, HiGHS 1.16 tells the better objective and
    gives the start as the solution.
    """
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return True
    objective = float(model.cost @ np.array(solver.getSolution().col_value))
    stated = float(info.objective_function_value)
    return abs(objective - stated) <= INCONSISTENT * max(1.0, abs(stated))


def _lp(model: _Model) -> "highspy.HighsLp":
    columns = len(model.cost)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = columns, model.matrix.shape[0]
    sense = highspy.ObjSense
    program.sense_ = sense.kMaximize if model.is_maximum else sense.kMinimize
    program.col_cost_ = model.cost
    program.col_lower_, program.col_upper_ = model.fixed, np.ones(columns)
    program.row_lower_, program.row_upper_ = model.lower, model.upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = model.matrix.indptr
    program.a_matrix_.index_ = model.matrix.indices
    program.a_matrix_.value_ = model.matrix.data
    kinds = [highspy.HighsVarType.kInteger] * model.whole
    program.integrality_ = kinds + [highspy.HighsVarType.kContinuous] * (columns - model.whole)
    return program


def _outcome(solver: "highspy.Highs", model: _Model) -> Outcome:
    status, info = solver.getModelStatus(), solver.getInfo()
    known = highspy.HighsModelStatus
    if status == known.kInfeasible:
        return Outcome(None, -np.inf if model.is_maximum else np.inf, is_infeasible=True)
    if status == known.kModelEmpty:
        return Outcome(np.zeros(0, np.int64), 0.0)
    if status not in {known.kOptimal, known.kTimeLimit, known.kInterrupt}:
        raise SolverError(solver.modelStatusToString(status))
    values = np.array(solver.getSolution().col_value)[: model.whole]
    has_set = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    chosen = np.flatnonzero(values > 0.5) if has_set else None  # noqa: PLR2004 - whole but for rounding
    return Outcome(chosen, float(info.mip_dual_bound))
