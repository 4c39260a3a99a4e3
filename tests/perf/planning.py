"""Planning over the published communes and places: siting, what if, coverage and catchments.

Beside it, where they are installed: spopt with CBC on the same instance, and `access` on the same pairs. The
plain program is HiGHS on the whole instance: no rows merged, nothing bounded, no set to begin with.
"""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np

from app.directory.planning.coverage import classify
from geo.catchment import Step, accessibility
from geo.nearest import NearestIndex
from geo.siting import milp
from geo.siting.instance import Limits, Points, Problem
from geo.siting.solving import Control, solve
from geo.two_nearest import TwoNearest
from tests.perf.common import REPOSITORY
from tests.support.databases import SHARED_DATA
from tests.support.planning_data import Communes, communes, gains

REGIONS = (("53", "Bretagne"), ("75", "Nouvelle-Aquitaine"), ("27", "Bourgogne-Franche-Comté"))
REACH_M, COUNT = 15_000.0, 20
COUNTRY = ((10_000.0, 50, None), (15_000.0, 200, None), (15_000.0, 500, 10.0))
"""Reach, places, and seconds."""
PLAIN_SECONDS = 60.0
ORGANISATIONS, CELLS, PLACES = 148_000, 2_300_000, 4_300
EVENNESS = 0.5
"""Power of the people of a commune that its inhabited squares go by: they are more even than people."""
EDITS = 200
AT_ONCE = 131_072
RIVALS = REPOSITORY / ".venv-bench"
Say = Callable[[str], None]


def run(rounds: int, say: Say) -> str:
    """Return the tables, as text."""
    if not SHARED_DATA.is_dir():
        return f"The published files are not in {SHARED_DATA}."
    # What is compared with lies apart, after what is ours.
    sys.path += map(str, RIVALS.glob("lib/python*/site-packages"))
    return "\n".join([_siting(rounds, say), _country(say), _others(rounds, say)])


def _siting(rounds: int, say: Say) -> str:
    lines = [
        f"Regions, {REACH_M / 1000:.0f} km, {COUNT} new places, communes as origins and candidates:\n",
        "| problem | région | value | bound | seconds | HiGHS alone | spopt + CBC |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for problem in Problem:
        for code, name in REGIONS:
            say(f"{problem}, {name} ...")
            some = communes().in_region(code)
            reach = 60_000.0 if problem is Problem.SHORTEN_WAY else REACH_M
            matrix = gains(some, problem, reach)
            limits = Limits(len(some.people), count=None if problem is Problem.COVER_ALL else COUNT)
            found, seconds = _median(partial(solve, problem, matrix, limits), rounds)
            others = [
                _ratio(_plain(problem, matrix, limits), seconds),
                _ratio(_spopt(problem, matrix), seconds),
            ]
            value, bound = (f"{one:,.0f}" for one in (found.value, found.bound))
            lines.append(f"| {problem} | {name} | {value} | {bound} | {seconds:.2f} | {' | '.join(others)} |")
    return "\n".join(lines) + "\n"


def _country(say: Say) -> str:
    lines = [
        "\nThe whole country, maximal covering:\n",
        "| reach | places | origins uncovered before | status | value | bound | gap | seconds |",
        "|---:|---:|---:|---|---:|---:|---:|---:|",
    ]
    for reach, count, limit in COUNTRY:
        say(f"France, {reach / 1000:.0f} km, {count} places ...")
        matrix = gains(communes(), Problem.MAXIMISE_COVERAGE, reach)
        control = Control() if limit is None else Control(seconds=limit)
        found = solve(Problem.MAXIMISE_COVERAGE, matrix, Limits(matrix.shape[1], count=count), control)
        uncovered = int((np.diff(matrix.indptr) > 0).sum())
        lines.append(
            f"| {reach / 1000:.0f} km | {count} | {uncovered:,} | {found.status} | {found.value:,.0f} |"
            f" {found.bound:,.0f} | {found.gap or 0:.2%} | {found.seconds:.1f} |"
        )
    return "\n".join(lines) + "\n"


def _others(rounds: int, say: Say) -> str:
    random = np.random.default_rng(2026)
    sites, shops = _scattered(ORGANISATIONS, random), _scattered(PLACES, random)
    lines = ["\n| work | seconds |", "|---|---:|"]

    say("coverage ...")
    half = NearestIndex(shops.longitude[::2], shops.latitude[::2])
    silent = NearestIndex(shops.longitude[1::2], shops.latitude[1::2])
    work = partial(classify, sites.longitude, sites.latitude, half, silent, 20_000.0)
    taken = _median(work, rounds)[1]
    lines.append(f"| classes of {ORGANISATIONS:,} origins beside {PLACES:,} places | {taken:.3f} |")

    say("what if ...")
    kept = TwoNearest(
        NearestIndex(sites.longitude, sites.latitude), shops.longitude, shops.latitude, 20_000.0
    )
    begun = time.perf_counter()
    added = [kept.add(float(shops.longitude[one]), float(shops.latitude[one])) for one in range(EDITS)]
    add = (time.perf_counter() - begun) / EDITS
    begun = time.perf_counter()
    for one in added:
        kept.close(one)
    close = (time.perf_counter() - begun) / EDITS
    lines.append(f"| what if: add a place, {ORGANISATIONS:,} origins | {add:.6f} |")
    lines.append(f"| what if: close one | {close:.6f} |")

    say("catchments ...")
    some = communes()
    cells = _scattered(CELLS, random, EVENNESS)
    for origins, name in ((some.points, "communes"), (cells, "cells")):
        people = np.ones(len(origins))
        work = partial(accessibility, origins, people, shops, np.ones(PLACES), [Step(20_000.0, 1.0)])
        seconds = _median(work, rounds if name == "communes" else 1)[1]
        pairs = _pairs(origins, shops)
        lines.append(f"| 2SFCA, {len(origins):,} {name}, {pairs:,} pairs within 20 km | {seconds:.2f} |")
        if name == "communes":
            lines.append(f"| `access` on the same pairs | {_access(origins, people, shops)} |")
    return "\n".join(lines) + "\n"


def _scattered(count: int, random: np.random.Generator, power: float = 1.0) -> Points:
    """Return points around communes, as many as people live there, or as a power of that says."""
    some: Communes = communes()
    share = some.people**power
    chosen = random.choice(len(some.people), count, p=share / share.sum())
    spread = random.normal(0, 0.03, (2, count))
    return Points(some.points.longitude[chosen] + spread[0], some.points.latitude[chosen] + spread[1])


def _pairs(origins: Points, shops: Points) -> int:
    index = NearestIndex(shops.longitude, shops.latitude)
    pairs = 0
    for start in range(0, len(origins), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        pairs += len(index.pairs(origins.longitude[part], origins.latitude[part], 20_000.0)[0])
    return pairs


def _median(work: Callable[[], Any], rounds: int) -> tuple[Any, float]:
    times, made = [], None
    for _ in range(rounds):
        begun = time.perf_counter()
        made = work()
        times.append(time.perf_counter() - begun)
    return made, statistics.median(times)


def _plain(problem: Problem, matrix: Any, limits: Limits) -> float:
    """Return the seconds of HiGHS on the whole instance, at most some more than `PLAIN_SECONDS`."""
    rows = matrix[np.flatnonzero(np.diff(matrix.indptr))]
    options = {"seconds": PLAIN_SECONDS, "precision": 1e-6, "heard": lambda *_: False}
    begun = time.perf_counter()
    if problem is Problem.COVER_ALL:
        milp.cover(rows, limits, None, **options)
    else:
        milp.maximise(rows, limits, np.zeros(limits.candidates, np.bool_), None, **options)
    return time.perf_counter() - begun


def _spopt(problem: Problem, matrix: Any) -> float | None:
    """Return the seconds of spopt with CBC; None where it is not installed, or for the p-median."""
    if find_spec("spopt") is None or problem is Problem.SHORTEN_WAY:
        return None
    import pulp  # noqa: PLC0415 - for who has them
    from spopt import locate  # noqa: PLC0415

    dense = matrix[np.flatnonzero(np.diff(matrix.indptr))].toarray()
    solver = pulp.PULP_CBC_CMD(msg=False, timeLimit=PLAIN_SECONDS)
    begun = time.perf_counter()
    if problem is Problem.COVER_ALL:
        locate.LSCP.from_cost_matrix(1.0 - (dense > 0), 0.5).solve(solver)
    else:
        locate.MCLP.from_cost_matrix(1.0 - (dense > 0), dense.max(axis=1), 0.5, COUNT).solve(solver)
    return time.perf_counter() - begun


def _access(origins: Points, people: Any, shops: Points) -> str:
    if find_spec("access") is None:
        return "not installed"
    import pandas as pd  # noqa: PLC0415
    from access import Access  # noqa: PLC0415

    index = NearestIndex(shops.longitude, shops.latitude)
    row, column, metres = index.pairs(origins.longitude, origins.latitude, 20_000.0)
    begun = time.perf_counter()
    asked = Access(
        demand_df=pd.DataFrame({"id": np.arange(len(origins)), "people": people}),
        demand_index="id",
        demand_value="people",
        supply_df=pd.DataFrame({"id": np.arange(len(shops)), "supply": np.ones(len(shops))}),
        supply_index="id",
        supply_value="supply",
        cost_df=pd.DataFrame({"origin": row, "dest": column, "cost": metres}),
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
        neighbor_cost_df=pd.DataFrame({"origin": [0], "dest": [0], "cost": [0.0]}),
        neighbor_cost_origin="origin",
        neighbor_cost_dest="dest",
        neighbor_cost_name="cost",
    )
    asked.two_stage_fca(name="found", max_cost=20_000)
    return f"{time.perf_counter() - begun:.2f}"


def _ratio(seconds: float | None, ours: float) -> str:
    """Return seconds and their ratio to ours; those that the limit ended are the least that it takes."""
    if seconds is None:
        return "–"
    more = "more than " if seconds >= PLAIN_SECONDS else ""
    return f"{more}{seconds:.1f} s ({more}{seconds / ours:.1f} times)"
