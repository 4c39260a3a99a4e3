"""`make bench` starts outside pytest, whose path has folders that a plain start has not."""

import subprocess
import sys

from tests.perf.common import REPOSITORY


def test_the_bench_starts_as_make_starts_it() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.perf.bench", "--help"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "planning" in ended.stdout
