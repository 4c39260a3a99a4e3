"""Debian's QGIS, driven without a screen; it has a Python of its own."""

import functools
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
import shapely

SYSTEM_PYTHON = "/usr/bin/python3"
SECONDS = 300
END_SECONDS = 60
Step = dict[str, Any]
Result = dict[str, Any]


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


class Qgis:
    """One QGIS without settings of earlier ones, for as many steps as there are.

    A step that fails leaves it as it is. One that ends it or takes too long fails too, and the next step
    finds a new one.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        """Wait for each step so many seconds at most."""
        self._seconds = seconds
        self._running: _Running | None = None

    def take(self, step: Step) -> Result:
        """Return the result of a step; fail with what QGIS says."""
        if self._running is None:
            self._running = _Running()
        try:
            answer = self._running.answer(step, self._seconds)
        except (EOFError, OSError, TimeoutError) as error:
            said = self._running.killed()
            self._running = None
            raise AssertionError(f"QGIS was lost at {step}: {error!r}\n{said}") from error
        assert "error" not in answer, f"QGIS failed at {step}:\n{answer['error']}"
        result: Result = answer["result"]
        return result

    def end(self) -> None:
        """Let it end, as it does when a person closes it."""
        if self._running is not None:
            self._running.end()


@contextmanager
def started(seconds: float = SECONDS) -> Iterator[Qgis]:
    """Yield a QGIS; skip the test where there is none."""
    needed()
    qgis = Qgis(seconds)
    yield qgis
    qgis.end()


class _Running:
    """The process of a QGIS, its home, and the connection by which steps and results go."""

    def __init__(self) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="pxl-qgis-")
        self._said = Path(self._home.name, "said")
        self._steps, theirs = Pipe()
        program = str(Path(__file__).with_name("qgis_program.py"))
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [SYSTEM_PYTHON, program, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs.fileno()],
                env=_environment(self._home.name),
            )
        theirs.close()

    def answer(self, step: Step, seconds: float) -> dict[str, Any]:
        """Return the result of a step, or its error."""
        steps: Connection = self._steps
        steps.send_bytes(json.dumps(step).encode())
        if not steps.poll(seconds):
            raise TimeoutError(f"no result in {seconds} s")
        answer: dict[str, Any] = json.loads(steps.recv_bytes())
        return answer

    def end(self) -> None:
        """Hang up, and wait until it has ended well."""
        self._steps.close()
        try:
            code = self._process.wait(timeout=END_SECONDS)
        finally:
            said = self.killed()
        assert code == 0, said

    def killed(self) -> str:
        """End it whatever it does; return the last that it printed."""
        self._process.kill()
        self._process.wait()
        self._steps.close()
        said = self._said.read_text(encoding="utf-8", errors="replace")[-3000:]
        self._home.cleanup()
        return said


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
