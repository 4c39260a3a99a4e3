"""Long siting runs that last as long as a test needs."""

import time
from typing import Any

import pytest

from app.directory.planning.siting import runs
from geo.siting.solving import Progress


def hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a run last until it is cancelled."""
    monkeypatch.setattr(runs, "BEAT_SECONDS", 0.0)
    real = runs.plan

    def slow(planner: Any, request: Any, control: Any) -> Any:
        while not control.is_cancelled():
            control.heard(Progress("bound", 3.0, 900.0, 1200.0))
            time.sleep(0.05)
        return real(planner, request, control)

    monkeypatch.setattr(runs, "plan", slow)
