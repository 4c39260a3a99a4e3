"""Debian's QGIS, driven without a screen; it has a Python of its own."""

import functools
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
import shapely

SYSTEM_PYTHON = "/usr/bin/python3"
SECONDS = 300
Step = dict[str, Any]


@functools.cache
def is_there() -> bool:
    """Return whether this machine's Python can load QGIS."""
    if not Path(SYSTEM_PYTHON).exists():
        return False
    command = [SYSTEM_PYTHON, "-c", "import qgis.core"]
    return (
        subprocess.run(command, capture_output=True, check=False, env=_environment("/nowhere")).returncode
        == 0
    )


def needed() -> None:
    """Skip the test where there is no QGIS."""
    if not is_there():
        pytest.skip("no QGIS here: apt-get install python3-qgis")


def run(*steps: Step, seconds: float = SECONDS) -> list[dict[str, Any]]:
    """Let a fresh QGIS take some steps in so many seconds at most; return their results."""
    with tempfile.TemporaryDirectory(prefix="pxl-answer-") as folder:
        answer = Path(folder, "answer.json")
        execute("qgis_program.py", list(steps), str(answer), seconds=seconds)
        results: list[dict[str, Any]] = json.loads(answer.read_text(encoding="utf-8"))
    return results


def execute(program: str, steps: list[Step], *arguments: str, seconds: float = SECONDS) -> None:
    """Run a program beside this module in a QGIS without settings or cache of earlier ones."""
    with tempfile.TemporaryDirectory(prefix="pxl-qgis-") as home:
        done = subprocess.run(
            [SYSTEM_PYTHON, str(Path(__file__).with_name(program)), *arguments],
            input=json.dumps(steps),
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
            env=_environment(home),
        )
    assert done.returncode == 0, done.stderr[-3000:]


def _environment(home: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "HOME": home, "XDG_RUNTIME_DIR": home, "QT_QPA_PLATFORM": "offscreen"}


def by_id(features: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return features by id, their geometries as shapely has them."""
    return {
        row["id"]: {**row, "geometry": row["geometry"] and shapely.from_wkt(row["geometry"])}
        for row in features
    }
