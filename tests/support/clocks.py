"""The application's clock, held still."""

from datetime import UTC, datetime

import pytest

from app.platform import clock


def stand_still(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let the present of the application in this process be a moment, given with an offset."""
    in_utc = moment.astimezone(UTC)
    monkeypatch.setattr(clock, "now", lambda: in_utc)
