"""From an organisation or an address to its matches, and to a file of them, as a user would."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from support.browsing import Visit, too_wide

from app.platform.clock import now_in_paris

pytestmark = pytest.mark.browser


def fetch(url: str) -> dict[str, Any]:
    with urlopen(url, timeout=60) as response:  # noqa: S310 - our own server
        return dict(json.load(response))


@pytest.fixture(scope="module")
def needy(server_url: str) -> dict[str, Any]:
    """An organisation of the demonstration with a SIRET, needs and matches."""
    found = fetch(f"{server_url}/api/v1/organisations?equipment_status=unequipped&limit=200")["features"]
    for feature in found:
        if feature["geometry"] and feature["properties"]["siret"] and feature["properties"]["needs"]:
            answer = fetch(f"{server_url}/api/v1/organisations/{feature['id']}/matches?limit=100")
            if answer["matches"]:
                return answer
    pytest.fail("the demonstration has no such organisation")


def download(page: Page, name: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


FIELD = "Organisme, SIRET"


def test_the_journey_of_who_runs_a_training_centre(
    page: Page, visit: Visit, server_url: str, needy: dict[str, Any]
) -> None:
    """From nothing to a request that is filled in: the presses are counted."""
    presses = 0
    page.goto(f"{server_url}/organismes")
    page.get_by_label(FIELD).fill(needy["organisation"]["properties"]["siret"])
    page.get_by_label(FIELD).press("Enter")
    presses += 1
    page.wait_for_url("**organisation=**")
    expected = {match["third_place"]["id"] for match in needy["matches"]}
    expect(page.locator("#matches .leaflet-marker-icon").first).to_be_visible()
    fitting = page.locator(".group-fits .card, .group-confirm .card")
    assert {card.get_attribute("data-id") for card in fitting.all()} <= expected
    assert page.locator('input[name="equipment"]:checked').count() == len(needy["criteria"]["needs"])
    fitting.get_by_role("button", name="Retenir").first.click()
    presses += 1
    expect(page.locator("#device-kept")).to_contain_text("1 lieu retenu")
    page.locator("#device-kept").get_by_role("link", name="Demander à ces lieux").click()
    presses += 1
    expect(page.locator("input[name=lieu]")).to_have_count(1)
    expect(page.locator("#f-organisation")).not_to_have_value("")
    assert presses == 3
    assert visit.complaints == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without scripts"])
def test_the_matches_of_one_organisation_are_files(
    page: Page, without_scripts: Page, server_url: str, needy: dict[str, Any], scripts: bool
) -> None:
    page = page if scripts else without_scripts
    page.goto(f"{server_url}/organismes?organisation={needy['organisation']['id']}")
    ids = [match["third_place"]["id"] for match in needy["matches"]]
    days = {f"{now_in_paris():%Y-%m-%d}"}
    name, content = download(page, "CSV")
    days.add(f"{now_in_paris():%Y-%m-%d}")  # midnight may have passed
    assert name in {f"proxilieux-matches-{day}.csv" for day in days}
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert [row["identifiant"] for row in rows] == ids
    name, content = download(page, "GeoJSON")
    collection = json.loads(content)
    assert [feature["id"] for feature in collection["features"]] == ids
    assert name.endswith(".geojson")
    name, content = download(page, "Excel (XLSX)")
    head, *lines = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert [line[head.index("identifiant")] for line in lines] == ids
    assert re.fullmatch(r"proxilieux-matches-\d{4}-\d\d-\d\d\.xlsx", name)


def test_a_town_and_what_is_needed_by_keyboard(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/organismes")
    page.get_by_label(FIELD).fill("Lyon")
    page.get_by_text("Équipement recherché").first.click()
    box = page.get_by_role("checkbox", name="Ordinateur", exact=True)
    expect(page.get_by_label("Combien : Ordinateur")).to_be_hidden()
    box.focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Combien : Ordinateur")).to_be_visible()
    page.get_by_label("Combien : Ordinateur").fill("3")
    page.get_by_label("Apprenants en même temps").fill("12")
    page.get_by_label("Jusqu’à").select_option("200")
    page.get_by_role("button", name="Voir les lieux").press("Enter")
    page.wait_for_url("**near=Lyon**")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {
        "near": ["Lyon"], "needs": ["chosen"], "equipment": ["computer"], "quantity.computer": ["3"],
        "learners": ["12"], "max_km": ["200"],
    }  # fmt: skip
    expect(page.locator("#group-counts")).not_to_be_empty()
    expect(page.locator("#need-words")).to_contain_text("Ordinateur × 3 · 12 apprenants")


def test_another_town_keeps_what_was_ticked_and_not_sent(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/organismes?near=Lyon&equipment=wifi&max_km=200&needs=chosen")
    page.locator("#request details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    page.get_by_label("Apprenants en même temps").fill("7")
    page.locator("input[name=equipment][value=computer]").check()
    page.get_by_label(FIELD).fill("Limoges")
    page.get_by_label(FIELD).press("Enter")
    page.wait_for_url("**near=Limoges**")
    asked = parse_qs(urlsplit(page.url).query)
    assert (sorted(asked["equipment"]), asked["learners"]) == (["computer", "wifi"], ["7"])
    assert asked["max_km"] == ["200"]


def test_a_suggested_organisation_is_meant(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/organismes")
    page.get_by_label(FIELD).press_sequentially("fictif", delay=10)
    page.locator("#q-suggestions [role=option]").first.click()
    page.keyboard.press("Enter")
    page.wait_for_url("**organisation=**")
    expect(page.locator("#organisation-facts")).to_be_visible()


def test_it_fits_every_width(page: Page, server_url: str, needy: dict[str, Any]) -> None:
    page.goto(f"{server_url}/organismes?organisation={needy['organisation']['id']}&partial=true&day=monday")
    expect(page.locator("#group-counts")).to_be_visible()
    page.locator("#request details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert too_wide(page, 320, 390, 1280) == {}
