"""What if, as a planner drags it: the figures follow, are those of the server, are kept, shared, compared."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect
from support.browsing import Visit
from support.servers import served_here

pytestmark = pytest.mark.browser
PATH = "/scenarios?territory=region-53&within_km=15&equipment=printer_3d"
CLASSES = ("covered", "uncovered", "unknown")


@pytest.fixture
def own_demonstration_server(own_demonstration_url: str) -> Iterator[str]:
    """A server in this process over a demonstration that scenarios may be kept in."""
    with served_here(own_demonstration_url) as base:
        yield base


def drawn(page: Page) -> None:
    page.locator("#scenario-map[data-is-drawn]").wait_for(state="attached")


def shown(page: Page) -> dict[str, int]:
    """Return the figures that the page shows now."""
    texts = {name: page.locator(f"#after-{name} > span").first.inner_text() for name in CLASSES}
    return {name: int(re.sub(r"\D", "", text)) for name, text in texts.items()}


def counted(server_url: str, page: Page) -> dict[str, int]:
    """Return the server's figures for the edits that the page's address holds."""
    edits: list[dict[str, Any]] = []
    for text in page.evaluate("new URL(location.href).searchParams.getAll('e')"):
        kind, place, *point = text.split("~")
        edits.append(
            {"kind": kind, "place": place, **dict(zip(("lon", "lat"), map(float, point), strict=False))}
        )
    body = {"criteria": {"region": "53", "within_km": 15, "equipment": ["printer_3d"]}, "edits": edits}
    request = Request(  # noqa: S310 - our own server
        f"{server_url}/api/v1/coverage/what-if",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urlopen(request) as answer:  # noqa: S310
        after = json.load(answer)["after"]
    return {name: after[name] for name in CLASSES}


def drag(page: Page, right: int, down: int) -> list[dict[str, int]]:
    """Drag the new pin by pixels; return the figures on the way."""
    box = page.locator(".leaflet-marker-icon.is-new").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 16, box["y"] + 16)
    page.mouse.down()
    seen = []
    for step in range(1, 9):
        page.mouse.move(box["x"] + 16 + right * step / 8, box["y"] + 16 + down * step / 8)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        seen.append(shown(page))
    page.mouse.up()
    return seen


def keep(page: Page, name: str) -> str:
    page.get_by_label("Nom du scénario").fill(name)
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url(re.compile(r"/scenarios/[\w-]{22}$"))
    return page.url


def test_the_figures_follow_the_pin_and_are_those_of_the_server(
    page: Page, visit: Visit, server_url: str
) -> None:
    """One press to add, one drag."""
    page.goto(server_url + PATH)
    drawn(page)
    before = shown(page)
    assert before == counted(server_url, page)
    page.get_by_role("button", name="Ajouter un lieu").click()
    seen = drag(page, 120, -30)
    assert len({one["covered"] for one in seen}) > 1
    assert all(sum(one.values()) == sum(before.values()) for one in seen)
    assert shown(page) == counted(server_url, page)
    # The address is the whole of it: somebody else reads the same from the server alone, then from the page.
    figures = shown(page)
    page.reload()
    assert shown(page) == figures
    drawn(page)
    assert shown(page) == figures
    assert visit.complaints == []


def test_keep_share_compare_and_print(page: Page, own_demonstration_server: str) -> None:
    """Add, name, save: three presses; compare: two."""
    addresses = []
    for name, right in (("Est", 140), ("Ouest", -140)):
        page.goto(own_demonstration_server + PATH)
        drawn(page)
        page.get_by_role("button", name="Ajouter un lieu").click()
        drag(page, right, 0)
        addresses.append(keep(page, name))
    page.get_by_label("Comparer à un autre scénario").fill(addresses[0])
    page.get_by_role("button", name="Comparer").click()
    rows = page.locator("#comparison tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Ouest")
    expect(rows.nth(1)).to_contain_text("Est")
    page.get_by_role("link", name="Retour au scénario").click()
    page.get_by_role("link", name="Fiche avant et après").click()
    expect(page.locator("#sheet tbody tr")).to_have_count(4)
    with page.expect_download() as table:
        page.get_by_role("link", name="CSV").click()
    assert table.value.suggested_filename.endswith(".csv")


def test_a_place_is_moved_by_the_keyboard(page: Page, server_url: str) -> None:
    page.goto(server_url + PATH)
    drawn(page)
    page.get_by_role("button", name="Ajouter un lieu").click()
    pin = page.locator(".leaflet-marker-icon.is-new")
    expect(pin).to_be_focused()
    address = page.url
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(pin).to_be_focused()
    assert page.url != address
    assert shown(page) == counted(server_url, page)
    page.get_by_role("button", name=re.compile("^Retirer")).click()
    expect(page.locator(".leaflet-marker-icon.is-new")).to_have_count(0)
    assert "e=" not in page.url


def test_without_scripts_the_figures_of_an_address_are_read(without_scripts: Page, server_url: str) -> None:
    without_scripts.goto(f"{server_url}{PATH}&e=add~Nouveau~-3~48.1")
    expect(without_scripts.locator("#edits")).to_contain_text("Ajouté : Nouveau")
    expect(without_scripts.locator("#after-covered")).to_be_visible()
    expect(without_scripts.locator("#scenario-map")).to_be_hidden()
