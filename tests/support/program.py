"""The command line, as an operator runs it."""

import os
import subprocess
import sys
from pathlib import Path

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
