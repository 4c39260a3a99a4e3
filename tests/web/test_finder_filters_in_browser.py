"""The finder's filters, links and files in a real browser."""

import json
import re
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browsing import Visit, watch

pytestmark = pytest.mark.browser


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def settled(page: Page) -> None:
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")


def total(page: Page) -> int:
    return int(str(page.locator("#results").get_attribute("data-total")))


def open_filters(page: Page) -> None:
    page.locator("#other-filter summary").click()


def test_every_filter_is_in_the_address_and_the_link_tells_others_the_same(
    page: Page, browser: Browser, visit: Visit, server_url: str
) -> None:
    # By appointment: what is open at a weekend hangs on the hour, and what would leave nothing is inactive.
    page.goto(f"{server_url}/?q=Paris")
    open_filters(page)
    for choose in (
        lambda: page.get_by_label("Distance du point de départ").select_option("100"),
        lambda: page.get_by_role("checkbox", name="Accessible en fauteuil").check(),
        lambda: page.get_by_role("checkbox", name="Accessible en partie").check(),
        lambda: page.get_by_role("radio", name="Sur rendez-vous").check(),
    ):
        with page.expect_response("**/resultats?*"):
            choose()
        settled(page)
    assert query(page) == {
        "q": ["Paris"],
        "open": ["appointment"],
        "radius_km": ["100"],
        "wheelchair": ["yes", "limited"],
    }
    names = page.locator(".card-name").all_inner_texts()
    assert names
    context = watch(browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR"), visit)
    other = context.new_page()
    other.goto(page.url)
    assert other.locator(".card-name").all_inner_texts() == names
    assert other.locator(".filter-chips a").count() == 4
    open_filters(other)
    expect(other.get_by_role("radio", name="Sur rendez-vous")).to_be_checked()
    expect(other.get_by_label("Distance du point de départ")).to_have_value("100")
    expect(other.get_by_role("checkbox", name="Accessible en partie")).to_be_checked()
    expect(other.locator("#filter-count")).to_have_text("4")
    context.close()
    assert visit.complaints == []


def test_counts_say_what_a_choice_leaves(page: Page, server_url: str) -> None:
    page.goto(server_url)
    page.locator("#equipment-filter summary").click()
    for code in ("wifi", "printer_3d"):
        count = page.locator(f'[data-facet="equipment:{code}"]')
        promised = int(count.inner_text())
        with page.expect_response("**/resultats?*"):
            page.locator(f"input[value={code}]").check()
        settled(page)
        assert total(page) == promised
        expect(count).to_have_text(str(promised))


def test_a_chip_takes_its_filter_away(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon&equipment=wifi&equipment=computer")
    page.get_by_role("link", name="Retirer : Wi-Fi").click()
    expect(page.locator(".filter-chips a")).to_have_count(1)
    assert query(page) == {"q": ["Lyon"], "equipment": ["computer"]}
    expect(page.locator("#results-title")).to_be_focused()
    expect(page.locator("#equipment-count")).to_have_text("1")
    page.go_back()
    expect(page.locator(".filter-chips a")).to_have_count(2)
    expect(page.locator("input[value=wifi]")).to_be_checked()


def test_nothing_found_leads_on(page: Page, visit: Visit, server_url: str) -> None:
    everything = "&".join(
        f"equipment={code}" for code in ("recording_studio", "vr_headset", "e_reader", "cnc", "tablet")
    )
    page.goto(f"{server_url}/?q=Lyon&radius_km=2&{everything}&kind=town_hall")
    expect(page.get_by_text("Aucun lieu ne correspond")).to_be_visible()
    page.locator("#empty").get_by_role("link", name="Retirer tous les filtres").click()
    expect(page.locator(".card").first).to_be_visible()
    assert query(page) == {"q": ["Lyon"]}
    page.goto(f"{server_url}/?lat=45.9&lon=4.5&label=Ici&radius_km=0.001&equipment=computer")
    way = page.locator("#empty li").first
    promised = int(re.sub(r"\D", "", way.locator(".hint").inner_text()))
    way.get_by_role("link").click()
    expect(page.locator(".card").first).to_be_visible()
    assert total(page) == promised
    assert query(page)["radius_km"] == ["20000"]
    assert visit.complaints == []


def test_the_way_is_estimated_and_called_so(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Paris")
    estimates = page.locator(".card-travel").all_inner_texts()
    assert estimates
    assert all(re.search(r"environ\s.*\(estimation\)", estimate) for estimate in estimates)


def test_the_link_is_copied_and_that_is_said(browser: Browser, server_url: str) -> None:
    context = browser.new_context(locale="fr-FR", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{server_url}/?q=Lyon&equipment=wifi")
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.locator("#announce")).to_have_text("Lien copié")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    context.close()


def test_the_file_holds_exactly_the_list(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Paris&radius_km=100&equipment=computer&wheelchair=yes")
    link = page.get_by_role("link", name="Télécharger cette liste en GeoJSON")
    with urlopen(f"{server_url}{link.get_attribute('href')}") as answer:  # noqa: S310 - our own server
        features = json.load(answer)["features"]
    assert len(features) == total(page) > 0
    shown = page.locator(".card").evaluate_all("cards => cards.map((card) => card.dataset.id)")
    assert set(shown) <= {feature["id"] for feature in features}


def test_on_paper_there_is_the_list_alone(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon&equipment=wifi")
    page.emulate_media(media="print")
    expect(page.locator("#search")).to_be_hidden()
    expect(page.locator("#map-panel")).to_be_hidden()
    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator(".list-tools")).to_be_hidden()
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".card").last).to_be_visible()
    # Nothing is cut off at the height of the screen.
    assert page.evaluate("document.querySelector('.finder-side').scrollHeight") == page.evaluate(
        "document.querySelector('.finder-side').clientHeight"
    )


def test_without_scripts_pages_follow_and_lead_back(without_scripts: Page, server_url: str) -> None:
    page = without_scripts
    page.goto(f"{server_url}/?q=Lyon&wheelchair=yes&radius_km=20000")
    page.get_by_role("link", name="Afficher plus").click()
    expect(page.locator(".card-number").first).to_have_text("21")
    assert query(page)["wheelchair"] == ["yes"]
    page.get_by_role("link", name="Revenir au début de la liste").click()
    expect(page.locator(".card-number").first).to_have_text("1")
    open_filters(page)
    page.get_by_role("radio", name="Sur rendez-vous").check()
    page.get_by_role("button", name="Appliquer").click()
    assert query(page)["open"] == ["appointment"]
    page.get_by_role("link", name="Retirer : Sur rendez-vous").click()
    assert "open" not in query(page)
    assert query(page)["q"] == ["Lyon"]


def test_the_other_language_asks_the_same(page: Page, server_url: str) -> None:
    page.goto(server_url)
    page.locator("#q").fill("Lyon")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Lyon")
    page.get_by_role("link", name="EN", exact=True).click()
    expect(page.locator("#results-title")).to_contain_text("Places around Lyon")


def test_from_the_search_to_the_place_by_keyboard_alone(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(server_url)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("cayen", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Cayenne")
    name = page.locator(".card-name").first.inner_text().strip()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.card') !== null"):
            break
    expect(page.locator(".card").first).to_have_class(re.compile("is-active"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    assert visit.complaints == []


def test_the_box_follows_the_pattern_of_comboboxes(page: Page, server_url: str) -> None:
    page.goto(server_url)
    box = page.locator("#q")
    box.press_sequentially("saint", delay=20)
    options = page.locator("#q-suggestions").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(page.locator(".combobox [role=status]")).to_have_text(re.compile(r"\d+ suggestions"))
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Home")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    assert box.evaluate("box => box.selectionStart") == 0
    page.keyboard.press("Alt+ArrowUp")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Alt+ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("saint")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
