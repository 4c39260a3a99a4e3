"""`open_during`: places open at some time of what remains of this evening or this weekend."""

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from support.clients import listed
from support.clocks import stand_still
from support.rows import Rows

from app.platform.clock import PARIS

PATH = "/third-places"
HOURS = {
    "tl-day": "Mo-Fr 09:00-18:00",
    "tl-late": "Mo-Fr 09:00-19:00",
    "tl-night": "Fr-Sa 21:30-02:00",
    "tl-dawn": "Mo-Su 22:00-24:00",
    "tl-saturday": "Sa 09:00-12:00",
    "tl-sunday": "Su 14:00-18:00",
    "tl-closed-today": "Mo-Fr 09:00-20:00; 2026 Mar 06 off",
    "tl-always": "24/7",
}
REUNION = "tl-reunion"


@pytest.fixture(scope="module")
def places(module_client: FlaskClient, module_url: str) -> FlaskClient:
    """A client over places with these hours, one of them three hours ahead, and one without hours."""
    with Rows.into(module_url) as rows:
        for public_id, hours in HOURS.items():
            rows.place(public_id=public_id, hours=hours)
        rows.place(public_id=REUNION, hours="Fr 20:00-21:00", department_code="974")
        rows.place(public_id="tl-unknown")
    return module_client


def at(monkeypatch: pytest.MonkeyPatch, local: str) -> None:
    """Let the present be a time in Paris."""
    stand_still(monkeypatch, datetime.fromisoformat(local).replace(tzinfo=PARIS))


# 6 March 2026 is a Friday; La Réunion is three hours ahead of Paris.
@pytest.mark.parametrize(
    ("now", "period", "expected"),
    [
        ("2026-03-06T10:00", "evening", {"tl-late", "tl-night", "tl-always", REUNION}),
        ("2026-03-06T17:30", "evening", {"tl-late", "tl-night", "tl-always", REUNION}),
        ("2026-03-06T18:30", "evening", {"tl-late", "tl-night", "tl-always"}),  # 21:30 at La Réunion
        ("2026-03-06T19:00", "evening", {"tl-night", "tl-always"}),  # half-open: it closes at seven
        ("2026-03-06T22:00", "evening", set()),
        ("2026-03-07T12:00", "evening", {"tl-night", "tl-always"}),
        ("2026-03-05T12:00", "evening", {"tl-late", "tl-closed-today", "tl-always"}),
        ("2026-03-06T10:00", "weekend", {"tl-night", "tl-dawn", "tl-saturday", "tl-sunday", "tl-always"}),
        ("2026-03-02T00:00", "weekend", {"tl-night", "tl-dawn", "tl-saturday", "tl-sunday", "tl-always"}),
        ("2026-03-07T12:00", "weekend", {"tl-night", "tl-dawn", "tl-sunday", "tl-always"}),
        ("2026-03-08T03:00", "weekend", {"tl-dawn", "tl-sunday", "tl-always"}),
        ("2026-03-08T18:00", "weekend", {"tl-dawn", "tl-always"}),
    ],
)
def test_what_remains_of_a_period_counts(
    places: FlaskClient, monkeypatch: pytest.MonkeyPatch, now: str, period: str, expected: set[str]
) -> None:
    at(monkeypatch, now)
    assert set(listed(places, PATH, open_during=period)) == expected


def test_two_periods_allow_either(places: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-03-06T10:00")
    evening, weekend, both = (
        set(listed(places, PATH, open_during=periods))
        for periods in (["evening"], ["weekend"], ["evening", "weekend"])
    )
    assert both == evening | weekend


def test_counts_follow_the_clock(places: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for local in ("2026-03-06T10:00", "2026-03-06T22:00"):
        at(monkeypatch, local)
        counts.append(places.get(f"/api/v1{PATH}?open_during=evening").get_json()["numberMatched"])
    assert counts == [4, 0]


def test_every_minute_of_a_week_agrees_with_open_at(
    places: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Open at some quarter of the evening is open during it: these hours begin and end at quarters.
    for day in (date(2026, 3, 2) + timedelta(days=number) for number in range(7)):
        at(monkeypatch, f"{day}T12:00")
        quarters = [f"{day}T{18 + quarter // 4:02}:{quarter % 4 * 15:02}" for quarter in range(16)]
        expected = {found for moment in quarters for found in listed(places, PATH, open_at=moment)}
        assert set(listed(places, PATH, open_during="evening")) == expected


def test_an_unknown_period_is_refused(places: FlaskClient) -> None:
    answer = places.get(f"/api/v1{PATH}?open_during=someday")
    assert answer.status_code == 400
    assert "evening" in answer.text
