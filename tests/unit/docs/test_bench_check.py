import re

from tests.perf.bench_check import compare, ratios, said, stored_report
from tests.perf.common import REPOSITORY

STORED = """## Nearest

| work | median /s | ratio to the empty route |
|---|---:|---:|
| empty Flask route | 5000 | 1.00 |
| nearest 10 over HTTP | 1000 | 0.20 |
| the same SQL, pgbench | 4000 | 0.80 |

## Import

| work | seconds | ratio to COPY with indexes |
|---|---:|---:|
| `COPY` of the same rows | 30 | 1.0 |
| first import | 60 | 2.0 |

| work | median /s | ours to it |
|---|---:|---:|
| page of 10, Proxilieux | 2000 | – |
| page of 10, tipg | 20 | 1,100.0 |
"""


def test_only_what_says_how_we_stand_is_compared() -> None:
    assert ratios(STORED) == {
        ("Nearest", "nearest 10 over HTTP", "ratio to the empty route"): 0.2,
        ("Import", "first import", "ratio to COPY with indexes"): 2.0,
        ("Import", "page of 10, tipg", "ours to it"): 1100.0,
    }


def test_what_got_worse_by_more_than_15_percent_is_said_the_worst_first() -> None:
    measured = STORED.replace("| 0.20 |", "| 0.10 |").replace("| 2.0 |", "| 2.4 |").replace("1,100.0", "990")
    changes = compare(ratios(STORED), ratios(measured))
    assert said(changes) == (
        "+100% worse: Nearest / nearest 10 over HTTP / ratio to the empty route: 0.2 -> 0.1\n"
        "+20% worse: Import / first import / ratio to COPY with indexes: 2 -> 2.4\n"
        "3 ratios compared, 2 worse by more than 15%."
    )


def test_nothing_is_worse_than_itself() -> None:
    stored = ratios(STORED)
    assert all(change.worse_by == 0 for change in compare(stored, stored))


def test_the_columns_are_those_of_the_report() -> None:
    report = (REPOSITORY / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    columns = {column for _heading, _row, column in ratios(report)}
    assert {"ratio to the empty route", "ours to it", "times COPY", "ratio to COPY with indexes"} <= columns
    assert re.search(r"^## ", stored_report(), re.MULTILINE)
