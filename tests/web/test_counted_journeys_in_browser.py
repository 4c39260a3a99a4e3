"""Journeys of a CFA's manager and of a planner, press by press.

The learner's is in `test_phone_journeys_in_browser`. The figures stand in docs/finder.md.
"""

import json
import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect
from support.map_journeys import Presses

pytestmark = pytest.mark.browser

MANAGER, PLANNER = 5, 5


@pytest.fixture(scope="module")
def siret(server_url: str) -> str:
    """The SIRET of an organisation of the demonstration that declares needs, with a place that meets them."""
    asked = f"{server_url}/api/v1/organisations?equipment_status=unequipped&limit=200"
    with urlopen(asked, timeout=60) as response:  # noqa: S310 - our own server
        found = json.load(response)["features"]
    for feature in found:
        if feature["geometry"] and feature["properties"]["siret"] and feature["properties"]["needs"]:
            address = f"{server_url}/api/v1/organisations/{feature['id']}/matches?limit=1"
            with urlopen(address, timeout=60) as response:  # noqa: S310 - our own server
                if json.load(response)["matches"]:
                    return str(feature["properties"]["siret"])
    pytest.fail("the demonstration has no such organisation")


def test_a_manager_asks_to_use_the_nearest_place(page: Page, server_url: str, siret: str) -> None:
    presses = Presses()
    page.goto(server_url)
    presses.click(page.get_by_role("link", name="Organismes", exact=True))
    box = page.locator("main input[type=search]").first
    presses.click(box)
    page.keyboard.type(siret)
    presses.enter(box)
    presses.click(page.locator("main .card-name a").first)
    presses.click(page.get_by_role("link", name="Demander à utiliser").first)
    expect(page).to_have_url(re.compile(r"/demander\?.*lieu="))
    assert presses.count == MANAGER


def test_a_planner_embeds_a_map_that_visitors_filter(page: Page, server_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    presses = Presses()
    page.goto(server_url)
    box = page.get_by_role("combobox")
    presses.click(box)
    page.keyboard.type("imprimante 3D Creuse")
    presses.enter(box)
    expect(page.locator("#results-title")).to_contain_text("Creuse")
    presses.click(page.locator("#embed-this"))
    visitors = page.get_by_role("group", name="Filtres laissés aux visiteurs")
    presses.click(visitors.get_by_label("Équipement"))
    presses.click(page.get_by_role("button", name="Copier le code"))
    expect(page.locator("#copied")).to_have_text("Le code est copié.")
    code = page.evaluate("navigator.clipboard.readText()")
    assert "filters=equipment" in code
    assert "equipment=printer_3d" in code
    assert "department=23" in code
    assert presses.count == PLANNER
