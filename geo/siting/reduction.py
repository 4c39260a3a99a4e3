"""The same problem with fewer rows and columns: equal origins merged, dominated candidates dropped.

Every best set of the smaller problem is one of the larger: rows of the same coverers are covered together,
and a candidate that covers no more than another one, costs no less and stands under the same limits can be
replaced by it.
"""

from itertools import pairwise

import numpy as np
import scipy

from geo.nearest import Integers
from geo.siting.instance import Limits, Matrix, Truths, sums

MOST_PAIRS = 60_000_000
"""Pairs of candidates that cover an origin together: where there are more, none are compared."""


def merged_rows(pattern: Matrix) -> Integers:
    """Return the number of the group of each row, those of the same columns in one; -1 for an empty row."""
    groups: dict[bytes, int] = {}
    starts, columns = pattern.indptr.tolist(), pattern.indices
    return np.array(
        [
            groups.setdefault(columns[begin:end].tobytes(), len(groups)) if end > begin else -1
            for begin, end in pairwise(starts)
        ],
        np.int64,
    )


def merge(gains: Matrix) -> Matrix:
    """Return gains that are the same all along a row, with rows of the same columns added up."""
    group = merged_rows(gains)
    rows = np.flatnonzero(group >= 0)
    count = int(group.max(initial=-1)) + 1
    _, first = np.unique(group[rows], return_index=True)
    weight = sums(group[rows], gains.data[gains.indptr[rows]], count)
    kept = gains[rows[first]]
    kept.data = np.repeat(weight, np.diff(kept.indptr))
    return kept


def dominated(pattern: Matrix, limits: Limits) -> Truths:
    """Return which candidates another one makes needless, those that reach nobody among them."""
    size = np.bincount(pattern.indices, minlength=limits.candidates)
    needless = size == 0
    lengths = np.diff(pattern.indptr).astype(np.float64)
    if (lengths**2).sum() <= MOST_PAIRS:
        ones = _ones(pattern)
        both = (ones.T @ ones).tocoo()
        less, more = both.coords
        is_within = (less != more) & (both.data == size[less]) & ~limits.forbidden[more]
        less, more = less[is_within], more[is_within]
        cost, group = limits.cost, limits.group
        is_strict = (size[less] < size[more]) | (cost[less] > cost[more]) | (less > more)
        is_free = (group[more] < 0) | (group[less] == group[more]) | (limits.per_group is None)
        replaced = (cost[less] >= cost[more]) & is_strict & is_free
        needless[less[replaced]] = True
    return np.asarray((needless | limits.forbidden) & ~limits.required)


def reduced_covering(pattern: Matrix, limits: Limits) -> tuple[Matrix, Integers]:
    """Return a covering without rows and candidates that others make needless, and which candidates stay.

    What goes may make others needless in turn: rows and columns are looked at until nothing goes.
    """
    columns = np.arange(limits.candidates)
    while True:
        size = pattern.shape
        kept = np.flatnonzero(~dominated(pattern, limits.kept(columns)))
        columns, pattern = columns[kept], pattern[:, kept].tocsr()
        pattern = pattern[np.flatnonzero(~implied(pattern))]
        pattern.sort_indices()
        if pattern.shape == size:
            return pattern, columns


def parts(pattern: Matrix) -> list[tuple[Integers, Integers]]:
    """Return the rows and columns of each part of a covering that shares none with any other part.

    Columns without rows are in none.
    """
    rows = pattern.shape[0]
    graph = scipy.sparse.block_array([[None, pattern], [pattern.T, None]], format="csr")
    count, part = (
        scipy.sparse.csgraph.connected_components(graph, directed=False) if graph.nnz else (0, np.zeros(0))
    )
    order = np.argsort(part, kind="stable")
    ends = np.searchsorted(part[order], np.arange(count + 1))
    members = [order[begin:end] for begin, end in pairwise(ends.tolist())]
    return [(one[one < rows], one[one >= rows] - rows) for one in members if one[0] < rows]


def implied(pattern: Matrix) -> Truths:
    """Return which rows are covered whenever another one is, as they have all its columns and more."""
    size = np.diff(pattern.indptr)
    lengths = np.bincount(pattern.indices, minlength=pattern.shape[1]).astype(np.float64)
    needless = np.zeros(len(size), np.bool_)
    if (lengths**2).sum() <= MOST_PAIRS:
        ones = _ones(pattern)
        both = (ones @ ones.T).tocoo()
        less, more = both.coords
        is_within = (less != more) & (both.data == size[less])
        is_strict = (size[less] < size[more]) | (less < more)
        needless[more[is_within & is_strict]] = True
    return needless


def _ones(pattern: Matrix) -> Matrix:
    # Counts of pairs fit into 32 bits, and are exact.
    data = np.ones(len(pattern.indices), np.int32)
    return scipy.sparse.csr_array((data, pattern.indices, pattern.indptr), shape=pattern.shape)
