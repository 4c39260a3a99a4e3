"""The counts beside the finder's choices, against the list asked one choice at a time."""

import json
import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.clients import collection
from support.clocks import stand_still
from support.pages import Document, read
from support.rows import Rows

from app.directory.equipment.vocabulary import EQUIPMENT_CODES
from app.directory.programmes.vocabulary import PROGRAMME_CODES
from app.directory.third_places.vocabulary import KIND_CODES
from app.platform.cache.once_per_version import OncePerVersion
from app.publishing.pages.finder import facets

TODAY = datetime.now(UTC).date()
NOW = datetime.combine(TODAY + timedelta(days=(4 - TODAY.weekday()) % 7), time(10), tzinfo=UTC)
"""The next Friday, late in the morning in Paris: hours are known of days around those of the import alone."""
LYON = {"lat": "45.76", "lon": "4.84", "label": "Lyon"}

QUESTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"equipment": ["wifi"]},
    {"equipment": ["printer_3d", "computing"], "kind": ["fablab", "library"]},
    {"open": "now"},
    {"open": "appointment", "kind": ["fablab", "library", "france_services"]},
    {"open": "weekend", "wheelchair": ["yes", "limited"], "equipment": ["computer"]},
    {"programme": "any", "kind": ["coworking"]},
    {"programme": PROGRAMME_CODES[1], "open": "evening"},
    {**LYON, "radius_km": "50", "equipment": ["computer"]},
    {"bbox": "-5,42,3,49", "wheelchair": ["yes"], "open": "evening"},
    {"q": "demonstration", "mode": "text", "kind": ["fablab"]},
)


@pytest.fixture
def asked(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client whose clock stands still and that remembers no counts."""
    stand_still(monkeypatch, NOW)
    monkeypatch.setattr(facets, "_FACETS", OncePerVersion(512))
    return client


def counts_of(client: FlaskClient, question: dict[str, Any]) -> dict[str, Any]:
    html = client.get("/resultats", query_string=question).text
    block = re.search(r'<script type="application/json" id="facets">(.*?)</script>', html, re.DOTALL)
    assert block
    return json.loads(block[1])  # type: ignore[no-any-return]


def listed(client: FlaskClient, question: dict[str, Any], **changes: Any) -> int:
    """Count with the API, whose names differ from the finder's in two filters."""
    asked = {**question, **changes}
    api = {name: value for name, value in asked.items() if value and name not in {"mode", "label"}}
    if api.get("programme") == "any":
        api |= {"funded": "true"}
        del api["programme"]
    opened = api.pop("open", None)
    if opened == "now":
        api["open_at"] = NOW.isoformat()
    elif opened == "appointment":
        api["by_appointment"] = "true"
    elif opened:
        api["open_during"] = opened
    return int(collection(client, "/third-places", **api, limit=1)["numberMatched"])


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_every_count_is_what_the_list_would_hold(asked: FlaskClient, question: dict[str, Any]) -> None:
    found = counts_of(asked, question)
    assert found["total"] == listed(asked, question)
    chosen = question.get("equipment", [])
    for code in EQUIPMENT_CODES:
        assert found["equipment"].get(code, 0) == listed(asked, question, equipment=[*chosen, code]), code
    for code in KIND_CODES:
        assert found["kind"].get(code, 0) == listed(asked, question, kind=[code]), code
    for code in ("yes", "limited", "no"):
        assert found["wheelchair"].get(code, 0) == listed(asked, question, wheelchair=[code]), code
    for code in PROGRAMME_CODES:
        assert found["programme"].get(code, 0) == listed(asked, question, programme=code), code
    assert found["funded"] == listed(asked, question, programme="any")
    for code in ("now", "evening", "weekend", "appointment"):
        assert found["open"][code] == listed(asked, question, open=code), code


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_what_one_filter_less_leaves_is_counted(asked: FlaskClient, question: dict[str, Any]) -> None:
    without = counts_of(asked, question)["without"]
    chosen = question.get("equipment", [])
    expected = {
        f"equipment:{code}": listed(asked, question, equipment=[other for other in chosen if other != code])
        for code in chosen
    }
    names = {"kind": "kind", "wheelchair": "wheelchair", "programme": "funding", "open": "hours"}
    names |= {"radius_km": "radius"}
    expected |= {
        family: listed(asked, question, **{name: None}) for name, family in names.items() if name in question
    }
    assert without == expected


def test_counts_are_not_all_nothing(asked: FlaskClient) -> None:
    found = counts_of(asked, {})
    assert found["open"]["now"] > 0
    assert found["open"]["evening"] > 0
    assert found["open"]["appointment"] > 0
    assert 0 < found["funded"] < found["total"]
    assert found["kind"]


def test_punctuation_counts_nothing(asked: FlaskClient) -> None:
    assert counts_of(asked, {"q": "!!"})["total"] == 0


def box(page: Document, name: str, value: str) -> dict[str, str | None]:
    (found,) = page.all("input", name=name, value=value)
    return found


def test_what_would_leave_nothing_cannot_be_chosen_and_says_why(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(kind="fablab", equipment=["wifi"], hours="Mo-Su 00:00-24:00")
    page = read(made, "/?kind=fablab")
    assert "disabled" not in box(page, "equipment", "wifi")
    assert "disabled" not in box(page, "open", "now")
    assert "disabled" not in box(page, "open", "")
    for name, value in (("equipment", "printer_3d"), ("kind", "library"), ("wheelchair", "yes")):
        dead = box(page, name, value)
        assert "disabled" in dead
        assert page.all("p", id=dead["aria-describedby"] or "")
    assert "disabled" in page.all("option", value="any")[0]


def test_what_was_chosen_can_be_left_and_an_empty_list_is_relaxed(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(kind="fablab", equipment=["wifi"])
    page = read(made, "/?kind=library")
    assert not [field for field in page.all("input") if "disabled" in field]
    page = read(made, "/?kind=library&kind=fablab")
    assert "disabled" not in box(page, "kind", "library")


def test_nobody_is_asked_when_where_no_place_says_when(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(kind="fablab")
        rows.place(kind="library", hours="Mo-Fr 09:00-12:00")
    (said,) = read(made, "/?kind=fablab").all("p", id="no-hours")
    assert "hidden" not in said
    (said,) = read(made, "/").all("p", id="no-hours")
    assert "hidden" in said
    page = read(made, "/?kind=fablab&open=weekend")
    assert "hidden" not in page.all("p", id="no-hours")[0]
    assert "checked" in box(page, "open", "weekend")
