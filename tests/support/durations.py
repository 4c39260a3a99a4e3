"""Where a run's time went: seconds by folder, at its end."""

from collections import Counter
from pathlib import PurePosixPath

import pytest

FOLDERS_DEEP = 2
"""`tests/web`, and one deeper below `tests/unit`."""


def folder_of(node_id: str) -> str:
    """Return the folder that a test's seconds are counted for."""
    parts = PurePosixPath(node_id.split("::", maxsplit=1)[0]).parts[:-1]
    deep = FOLDERS_DEEP + 1 if parts[1:2] == ("unit",) else FOLDERS_DEEP
    return "/".join(parts[:deep])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print, for each folder, its cases and the seconds of the workers: set-up, call and tear-down."""
    seconds: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                folder = folder_of(report.nodeid)
                seconds[folder] += report.duration  # type: ignore[assignment]
                cases[folder] += report.when == "call" or report.skipped
    if not seconds:
        return
    terminalreporter.section("seconds by folder, over all workers")
    for folder, spent in seconds.most_common():
        terminalreporter.line(f"{spent:8.1f} s  {cases[folder]:5} cases  {folder}")
    terminalreporter.line(f"{sum(seconds.values()):8.1f} s  {cases.total():5} cases  in all")
