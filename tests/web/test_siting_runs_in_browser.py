"""Long runs in a browser: with scripts the plan comes by itself, without them by a press."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from support.axe import COLOUR_RULES, source, violations
from support.browsing import PHONE
from support.servers import served_here
from support.siting_runs import hold

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


def test_axe_finds_nothing_while_it_runs_and_when_it_has_ended(
    page: Page, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source()
    hold(monkeypatch)
    page.emulate_media(reduced_motion="reduce")  # a colour on its way to another one is neither
    begin(page, server)
    found = looked_at(page, "#run-progress", "runs")
    page.get_by_role("button", name="Arrêter").click()
    page.locator("#siting-map[data-is-drawn]").wait_for(state="attached")
    found |= looked_at(page, "#answer", "ended")
    assert {where: what for where, what in found.items() if what} == {}


def looked_at(page: Page, shows: str, name: str) -> dict[str, list[str]]:
    """Return what axe finds wide and narrow, in the light and in the dark."""
    found = {}
    wide = page.viewport_size
    for width, size in (("wide", wide), ("narrow", PHONE)):
        page.set_viewport_size(size or PHONE)
        expect(page.locator(shows)).to_be_visible()
        found[f"{name}, {width}, light"] = violations(page)
        page.emulate_media(color_scheme="dark")
        found[f"{name}, {width}, dark"] = violations(page, COLOUR_RULES)
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(wide or PHONE)
    return found
