"""Long runs in a browser: with scripts the plan comes by itself, without them by a press."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from support.servers import served_here

pytestmark = pytest.mark.browser
PATH = "/territoires/ou-ensuite?territory=region-53&within_km=10&weight=people"


@pytest.fixture
def server(own_demonstration_url: str) -> Iterator[str]:
    """A server in this process over a demonstration that runs may be kept in."""
    with served_here(own_demonstration_url) as base:
        yield base


def begin(page: Page, server: str) -> None:
    page.goto(server + PATH)
    page.get_by_label("Chercher plus longtemps").select_option("2")
    page.get_by_role("button", name="Lancer le calcul long").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Calcul long")


def test_the_plan_comes_by_itself(page: Page, server: str) -> None:
    begin(page, server)
    expect(page.locator("#answer")).to_contain_text("C’est prouvé")
    expect(page).to_have_url(re.compile(r"/calculs/[\w-]{22}$"))
    page.locator("#siting-map[data-is-drawn]").wait_for(state="attached")


def test_without_scripts_a_press_brings_it(without_scripts: Page, server: str) -> None:
    page = without_scripts
    begin(page, server)
    for _ in range(50):
        if page.locator("#answer").count():
            break
        page.get_by_role("link", name="Actualiser").click()
    expect(page.locator("#answer")).to_contain_text("C’est prouvé")
