"""The decision page as a planner uses it, with the presses that each journey takes."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.browsing import Visit

pytestmark = pytest.mark.browser
DRAWN = "#territories-map[data-is-drawn]"
PNG = b"\x89PNG\r\n\x1a\n"


def drawn(page: Page) -> None:
    page.locator(DRAWN).wait_for(state="attached")


def test_choose_go_down_and_read_the_list(page: Page, visit: Visit, server_url: str) -> None:
    """Five presses: a choice of two fields (a press each), Afficher, a region on the map, the figure."""
    page.goto(f"{server_url}/territoires")
    page.locator("#weight").select_option("organisations")
    page.locator("#within_km").select_option("10")
    page.get_by_role("button", name="Afficher").click()
    drawn(page)
    expect(page).to_have_url(re.compile("within_km=10"))
    button = page.get_by_role("button", name=re.compile(r"^Bretagne\s: \d+ lieux, .*inconnus?$"))
    button.dispatch_event("click")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bretagne")
    expect(page).to_have_url(
        re.compile("territory=region-53.*within_km=10|within_km=10.*territory=region-53")
    )
    count = page.locator("#figure-uncovered").inner_text()
    page.locator("#figure-uncovered").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Non couverts")
    shown = int(re.sub(r"\D", "", count.split(":")[0]))
    expect(page.locator("#origins tbody tr")).to_have_count(min(50, shown))
    assert visit.complaints == []


def test_the_keyboard_goes_down_from_the_map(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/territoires")
    drawn(page)
    page.get_by_role("button", name=re.compile("^Bretagne")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bretagne")
    drawn(page)
    page.get_by_role("button", name=re.compile("^Finistère")).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Finistère")


def test_what_is_seen_is_saved(page: Page, server_url: str, tmp_path: Path) -> None:
    """One press a file."""
    page.goto(f"{server_url}/territoires?territory=region-53")
    drawn(page)
    with page.expect_download() as picture:
        page.get_by_role("button", name="Carte PNG").click()
    assert picture.value.suggested_filename == "couverture-region-53.png"
    content = Path(picture.value.path()).read_bytes()
    assert content.startswith(PNG)
    assert len(content) > 20_000
    with page.expect_download() as table:
        page.get_by_role("link", name="Tableau CSV").click()
    table.value.save_as(tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(newline="") as file:
        assert next(csv.DictReader(file))["code"] == "22"


def test_an_address_is_the_same_page_to_somebody_else(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/territoires?territory=department-29&within_km=5")
    page.locator("#equipment-choice > summary").click()
    page.locator("#equipment-choice [value=wifi]").check()
    page.get_by_role("button", name="Afficher").click()
    figures = page.locator(".figures").inner_text()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert page.locator(".figures").inner_text() == figures
    expect(page.locator("#within_km")).to_have_value("5")
    expect(page.locator("#equipment-choice [value=wifi]")).to_be_checked()


def test_without_scripts_it_is_a_table(without_scripts: Page, server_url: str) -> None:
    page = without_scripts
    page.goto(f"{server_url}/territoires")
    page.locator("#territory").select_option("region-53")
    page.get_by_role("button", name="Afficher").click()
    expect(page.locator("#territories-map")).to_be_hidden()
    page.locator("#figures").get_by_role("link", name="Finistère", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Finistère")
    expect(page.get_by_role("heading", name="Où agir", exact=True)).to_be_visible()


def test_dots_are_drawn_over_the_ground(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/territoires?territory=region-53&within_km=1")
    drawn(page)
    page.wait_for_function("""() => {
      const canvas = document.querySelector(".points-pane canvas");
      const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      return data.some((value, index) => index % 4 === 3 && value > 0);
    }""")
    assert page.evaluate("getComputedStyle(document.querySelector('.points-pane')).pointerEvents") == "none"
