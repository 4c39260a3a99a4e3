"""The command line, as an operator runs it: in a process of its own, or in this one, which starts at once."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from app.cli import main

PROGRAM = str(Path(sys.executable).parent / "proxilieux")


def run_program(database_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `proxilieux` over a database; whether it succeeds is for the caller to look at."""
    return subprocess.run(
        [PROGRAM, *arguments],
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def run(database_url: str, *arguments: str, **environment: str) -> Result:
    """Run a command within this process; an exception that it lets through is the test's."""
    runner = CliRunner(env={"DATABASE_URL": database_url, **environment})
    return runner.invoke(main, arguments, catch_exceptions=False)
