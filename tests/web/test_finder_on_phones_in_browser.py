"""The finder on a phone, in a real browser: the list comes first, the map says what its pins are."""

import math
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from support.browsing import Visit, settle, visitor_at
from support.frames import FRAMES, resting_place
from support.map_journeys import expect_another_scale, scale
from support.rows import PARIS, Rows

pytestmark = pytest.mark.browser
MOST_ABOVE = 450
"""Pixels of the 844 of a first screen, in the wide letters of a machine without fonts of its own."""
TOOLS = "Partager, imprimer, télécharger"


def top(found: Locator) -> float:
    box = found.bounding_box()
    assert box
    return box["y"]


@pytest.mark.parametrize("path", ["/", "/?q=Lyon", "/?lang=en"])
def test_the_first_place_is_in_sight_at_once(phone: Page, server_url: str, path: str) -> None:
    phone.goto(f"{server_url}{path}")
    assert top(phone.locator(".card").first) < MOST_ABOVE


def test_tools_unfold_on_a_phone(phone: Page, server_url: str) -> None:
    phone.goto(f"{server_url}/?q=Lyon")
    copy = phone.get_by_role("button", name="Copier le lien")
    expect(copy).to_be_hidden()
    phone.get_by_text(TOOLS).click()
    expect(copy).to_be_visible()
    expect(phone.get_by_role("link", name="Télécharger cette liste en CSV")).to_be_visible()


def test_tools_are_there_at_once_where_there_is_room(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    expect(page.get_by_text(TOOLS)).to_be_hidden()
    expect(page.get_by_role("button", name="Copier le lien")).to_be_visible()
    page.get_by_role("button", name="Copier le lien").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Imprimer")).to_be_focused()


def test_tools_unfold_without_scripts(without_scripts: Page, server_url: str) -> None:
    without_scripts.set_viewport_size({"width": 390, "height": 844})
    without_scripts.goto(f"{server_url}/?q=Lyon")
    without_scripts.get_by_text(TOOLS).click()
    expect(without_scripts.get_by_role("link", name="Télécharger cette liste en CSV")).to_be_visible()


def test_a_pin_says_on_the_map_what_it_is(phone: Page, server_url: str) -> None:
    phone.goto(f"{server_url}/?q=Lyon")
    name = phone.locator(".card-name").first.inner_text().strip()
    phone.get_by_role("button", name="Carte", exact=True).click()
    expect(phone.get_by_role("button", name=f"1. {name}")).to_be_visible()
    phone.locator(".pin", has_text=re.compile("^1$")).dispatch_event("click")  # others may lie over it
    popup = phone.get_by_role("dialog", name=name)
    expect(popup).to_be_in_viewport()
    expect(popup).to_contain_text("dans les environs")
    popup.get_by_role("button", name="Fermer").click()
    expect(popup).to_have_count(0)
    phone.locator(".pin", has_text=re.compile("^1$")).dispatch_event("click")  # others may lie over it
    popup.get_by_role("link", name="Voir la fiche").click()
    expect(phone.locator("h1")).to_have_text(name)


def test_pins_of_one_point_stand_side_by_side(phone: Page, made_server_url: str, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        for _ in range(7):
            rows.place(PARIS)
        rows.place((2.37, 48.87))
    phone.goto(f"{made_server_url}/?lat=48.85&lon=2.35&label=ici")
    names = phone.locator(".card-name").all_inner_texts()
    phone.get_by_role("button", name="Carte", exact=True).click()
    for rank, name in enumerate(names[:7], 1):
        phone.locator(".pin", has_text=re.compile(f"^{rank}$")).tap(position={"x": 17, "y": 14})
        expect(phone.locator(".popup-name")).to_have_text(name.strip())
        phone.locator(".leaflet-popup-close-button").click()
        expect(phone.locator(".popup-name")).to_have_count(0)


NEAR, NEARER, AWAY = (2.35, 48.85), (2.351, 48.8503), (2.75, 48.95)
DEEPER = 4
NUMBER_IS_SEEN = 24
"""Pixels between two pins."""


def tip(page: Page, rank: int) -> tuple[float, float]:
    box = page.locator(".pin", has_text=re.compile(f"^{rank}$")).bounding_box()
    assert box
    return box["x"] + 17, box["y"] + 38


def test_pins_that_hide_one_another_stand_side_by_side_until_they_are_parted(
    page: Page, made_server_url: str, empty_url: str
) -> None:
    with Rows.into(empty_url) as rows:
        for position in (NEAR, NEARER, AWAY):
            rows.place(position)
    page.goto(f"{made_server_url}/?lat=48.85&lon=2.3499&label=ici")
    page.locator(".pin").nth(2).wait_for()
    (left, low), (right, high) = tip(page, 1), tip(page, 2)
    assert math.hypot(right - left, high - low) >= NUMBER_IS_SEEN
    page.mouse.move(left, low)
    for _ in range(DEEPER):
        before = scale(page)
        page.mouse.wheel(0, -120)
        expect_another_scale(page, before)
    (left, low), (right, high) = tip(page, 1), tip(page, 2)
    # As far as the places are.
    across, up = (b - a for a, b in zip(NEAR, NEARER, strict=True))
    assert (right - left) / (low - high) == pytest.approx(
        across / up * math.cos(math.radians(NEAR[1])), rel=0.1
    )


def test_a_position_that_is_shared_is_not_the_readers(browser: Browser, server_url: str) -> None:
    context = visitor_at(browser, PARIS)
    context.grant_permissions(["geolocation", "clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(server_url)
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("#results-title")).to_have_text("Lieux autour de ma position")
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.locator("#copy-link")).to_contain_text("copié")
    copied = page.evaluate("navigator.clipboard.readText()")
    context.close()
    assert parse_qs(urlsplit(copied).query)["label"] == ["la position partagée"]


def test_who_comes_back_finds_the_entry_where_it_stood(phone: Page, server_url: str) -> None:
    phone.goto(f"{server_url}/?q=Lyon&radius_km=20000")
    shown = phone.locator(".card").count()
    phone.locator("#more").click()
    expect(phone.locator(".card")).to_have_count(2 * shown)
    # Entries above it have not been near, and have no height of their own yet.
    read = phone.locator(".card").nth(shown + 9)
    read.scroll_into_view_if_needed()
    phone.evaluate("scrollBy(0, 90)")
    stood = resting_place(read)
    read.locator("a").first.evaluate("link => link.click()")
    phone.wait_for_url("**/lieux/*")
    phone.go_back()
    expect(phone.locator(".card")).to_have_count(2 * shown)
    assert abs(resting_place(read) - stood) <= 2
    # Nothing holds the page for long.
    phone.wait_for_function(SCROLLS_BY_200, arg=[shown + 9, stood - 200])


SCROLLS_BY_200 = f"""async ([index, there]) => {{
  scrollBy({{ top: 200, behavior: "instant" }});
  await ({FRAMES})(3);
  return Math.abs(document.querySelectorAll(".card")[index].getBoundingClientRect().top - there) <= 2;
}}"""
"""Scroll, and return whether the entry has gone along; it is where it was if it has not."""


COVERED = """
() => {
  const link = document.activeElement.getBoundingClientRect();
  return link.bottom - document.querySelector(".view-switch").getBoundingClientRect().top;
}
"""


TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""No hand is quicker. On a second Tab within a frame, cards whose content is not drawn yet
(`content-visibility`) have nothing that takes the focus."""


def test_the_switch_never_covers_what_holds_the_focus(phone: Page, visit: Visit, server_url: str) -> None:
    phone.goto(f"{server_url}/?q=Lyon")
    settle(phone, visit)
    phone.locator(".card-name a").first.focus()
    for _ in range(18):
        phone.evaluate(TWO_FRAMES)
        phone.keyboard.press("Tab")
        phone.wait_for_function(f"() => ({COVERED})() <= 0")  # the page scrolls after the focus has moved


def test_without_scripts_nothing_unfolds_where_nothing_was_found(browser: Browser, server_url: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="fr-FR"
    )
    page = context.new_page()
    page.goto(f"{server_url}/?q=zzzz")
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator(".list-tools")).to_be_hidden()
    page.goto(f"{server_url}/?q=Lyon")
    expect(page.locator(".list-tools")).to_be_visible()
    context.close()


def test_where_nothing_was_found_nothing_is_said_to_be_downloaded(phone: Page, server_url: str) -> None:
    phone.goto(f"{server_url}/?q=zzzz")
    expect(phone.locator(".list-tools > summary")).to_have_text("Partager, imprimer")
