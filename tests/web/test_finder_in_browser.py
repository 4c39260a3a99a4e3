"""The finder's journeys in a real browser."""

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, Page, Route, expect
from support.browsing import TILE_HOSTS, Visit, settle, visitor_at
from support.map_journeys import find_a_dot
from support.pages import HOSTILE
from support.servers import served_here

from app.platform.database.connection import libpq_url

pytestmark = pytest.mark.browser


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def wait_for_map(page: Page) -> None:
    page.locator(".leaflet-marker-icon").first.wait_for()


def active(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent")).strip()


WEIGHT = """() => {
  const isGround = (name) => /[/](ground[.]|vector_tile[.]|contours[/]|communes[/]tiles[/])/.test(name);
  const weigh = (some) => some.reduce((sum, one) => sum + (one.transferSize || 0), 0);
  const all = performance.getEntries();
  return [weigh(all.filter(({ name }) => !isGround(name))), weigh(all.filter(({ name }) => isGround(name)))];
}"""
"""Bytes of a visit: without our own base map, which stands in for tiles that do not come, and of that."""


def test_the_first_visit_loads_little_and_nothing_foreign(
    own_page: Page, visit: Visit, server_url: str
) -> None:
    page = own_page
    page.goto(server_url)
    page.locator(".has-ground").wait_for()
    settle(page, visit)
    weight, ground = page.evaluate(WEIGHT)
    assert 20_000 < weight <= 250_000
    assert 20_000 < ground <= 150_000
    assert visit.hosts <= TILE_HOSTS
    assert visit.complaints == []
    assert page.context.cookies() == []


@pytest.mark.shared_data
def test_with_the_published_places_the_first_visit_is_light_too(
    own_page: Page, visit: Visit, published_server_url: str
) -> None:
    page = own_page
    page.goto(published_server_url)
    page.locator(".cluster").first.wait_for()
    page.locator(".has-ground").wait_for()
    settle(page, visit)
    weight, ground = page.evaluate(WEIGHT)
    assert 20_000 < weight <= 250_000
    assert 20_000 < ground <= 150_000
    assert visit.complaints == []


def test_a_second_visit_loads_nearly_nothing(own_page: Page, visit: Visit, server_url: str) -> None:
    page = own_page
    page.goto(server_url)
    wait_for_map(page)
    settle(page, visit)
    page.goto(f"{server_url}/?q=Lyon")
    settle(page, visit)
    # The base map of another zoom (outlines, names of communes) is loaded when it is looked at.
    weight = page.evaluate(
        """() => performance.getEntries()
          .filter((one) => !/contours|communes\\/tiles/.test(one.name))
          .reduce((sum, one) => sum + (one.transferSize || 0), 0)"""
    )
    assert 0 < weight <= 30_000


def test_find_by_town_with_the_keyboard_only(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(server_url)
    box = page.get_by_role("combobox", name="Que cherchez-vous, et où ?")
    box.focus()
    page.keyboard.type("saint-den", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(box).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Lieux autour de Saint-Denis")
    expect(page.locator("#results-count")).to_contain_text("du plus proche au plus éloigné")
    assert {"lat", "lon", "label", "precision"} == set(query(page))
    expect(page.locator(".card-number").first).to_have_text("1")
    expect(page.locator(".card-distance").first).to_contain_text(re.compile(r"à\s|environs"))
    page.keyboard.press("Tab")
    assert visit.complaints == []


def test_an_arrow_moves_into_the_suggestions_for_all_that_is_written(page: Page, server_url: str) -> None:
    page.goto(server_url)
    box = page.locator("#q")
    box.press_sequentially("saint-")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press_sequentially("den")
    # Those on show are still the ones for less.
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("Saint-Denis")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Lieux autour de Saint-Denis")


def test_escape_closes_the_suggestions(page: Page, server_url: str) -> None:
    page.goto(server_url)
    page.locator("#q").press_sequentially("lyo", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#q-suggestions")).to_be_hidden()
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "false")


def test_the_list_is_the_servers_list(page: Page, without_scripts: Page, server_url: str) -> None:
    for address in ("/?q=Cayenne", "/?q=démonstration", "/?q=Lyon&equipment=printer_3d"):
        without_scripts.goto(f"{server_url}{address}")
        page.goto(server_url)
        # the same question, answered by the scripts
        page.evaluate("address => history.pushState(null, '', address)", address)
        page.evaluate("window.dispatchEvent(new PopStateEvent('popstate'))")
        title = without_scripts.locator("#results-title").inner_text()
        expect(page.locator("#results-title")).to_have_text(title)
        mine, theirs = (
            page.locator(".cards .card").all_inner_texts(),
            without_scripts.locator(".cards .card").all_inner_texts(),
        )
        # Without scripts there is no button that keeps a place.
        mine = [re.sub(r"\s*Retenir : .+\n?", "\n", text) for text in mine]
        assert [" ".join(text.split()) for text in mine] == [" ".join(text.split()) for text in theirs]


def test_filters_are_in_the_address_and_can_be_shared(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    page.get_by_text("Équipement", exact=True).first.click()
    page.get_by_role("checkbox", name="Imprimante 3D").check()
    expect(page.locator(".filter-chips")).to_contain_text("Imprimante 3D")
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")
    assert query(page)["equipment"] == ["printer_3d"]
    names = page.locator(".card-name").all_inner_texts()
    page.goto(page.url)
    assert page.locator(".card-name").all_inner_texts() == names
    expect(page.locator("input[value=printer_3d]")).to_be_checked()


def test_back_and_forward(page: Page, server_url: str) -> None:
    page.goto(server_url)
    for town in ("Lyon", "Cayenne"):
        page.locator("#q").fill(town)
        page.keyboard.press("Enter")
        expect(page.locator("#results-title")).to_contain_text(town)
    page.go_back()
    expect(page.locator("#results-title")).to_contain_text("Lyon")
    expect(page.locator("#q")).to_have_value("Lyon")
    page.go_back()
    expect(page.locator("#results-title")).to_have_text("Tous les lieux")
    page.go_forward()
    expect(page.locator("#results-title")).to_contain_text("Lyon")


def test_list_and_map_light_each_other(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    wait_for_map(page)
    first = page.locator(".cards .card").first
    first.hover()
    expect(page.locator(".pin.is-active")).to_have_text("1")
    expect(first).to_have_class(re.compile("is-active"))
    # Who chooses a pin has the mouse on the map: over the list, it would light what scrolls beneath it.
    page.locator(".leaflet-container").hover(position={"x": 40, "y": 90})
    page.locator(".pin", has_text=re.compile("^2$")).dispatch_event("click")
    second = page.locator(".cards .card").nth(1)
    expect(second).to_have_class(re.compile("is-active"))
    assert active(page) == second.locator("a").inner_text().strip()
    for _ in ("the second's button to keep it", "the third"):
        page.keyboard.press("Tab")
    expect(page.locator(".pin.is-active")).to_have_text("3")


def test_around_me(browser: Browser, server_url: str) -> None:
    context = visitor_at(browser, (55.4481, -20.8789))
    page = context.new_page()
    page.goto(server_url)
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("#results-title")).to_have_text("Lieux autour de ma position")
    assert query(page)["lat"] == ["-20.879"]
    expect(page.locator(".card-address").first).to_contain_text("974")
    context.close()


def test_a_refused_position_is_said_in_words(browser: Browser, server_url: str) -> None:
    context = browser.new_context(permissions=[], locale="fr-FR")
    page = context.new_page()
    page.goto(server_url)
    page.evaluate(
        "() => { navigator.geolocation.getCurrentPosition = (found, refused) => refused({ code: 1 }); }"
    )
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.get_by_text("Votre navigateur n’a pas donné accès à votre position.")).to_be_visible()
    context.close()


def test_no_result_says_what_to_relax(page: Page, server_url: str) -> None:
    page.goto(server_url)
    page.locator("#q").fill("zzzz introuvable")
    page.keyboard.press("Enter")
    expect(page.locator(".empty-title")).to_have_text("Aucun lieu ne correspond")
    expect(page.locator("#results-count")).to_have_text("0 lieu")
    expect(page.locator("#more")).to_be_hidden()


def test_punctuation_finds_nothing_and_breaks_nothing(page: Page, server_url: str) -> None:
    page.goto(server_url)
    wait_for_map(page)
    page.locator("#q").fill("!!")
    page.keyboard.press("Enter")
    expect(page.locator("#results-count")).to_have_text("0 lieu")
    expect(page.locator("#failure")).to_be_hidden()
    expect(page.locator(".cluster")).to_have_count(0)


def test_an_api_that_is_away_is_said_and_recovered_from(page: Page, server_url: str) -> None:
    page.goto(server_url)
    page.route("**/resultats?*", lambda route: route.fulfill(status=503, body="{}"))
    page.locator("#q").fill("Lyon")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("L’annuaire ne répond pas")
    expect(page.locator(".cards")).to_be_hidden()
    page.unroute("**/resultats?*")
    page.get_by_role("button", name="Réessayer").click()
    expect(page.locator("#results-title")).to_contain_text("Lieux autour de Lyon")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_slow_api_shows_that_it_works(page: Page, server_url: str) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.goto(server_url)
    page.route("**/resultats?*", hold_the_first)
    page.locator("#q").fill("Lyon")
    with page.expect_request("**/resultats?*"):
        page.keyboard.press("Enter")
    expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#loading")).to_have_text("Recherche en cours…")
    expect(page.locator("#loading")).to_be_visible()
    page.locator("#q").fill("Cayenne")
    page.keyboard.press("Enter")
    # The answer to the question before, still held back, is not waited for.
    expect(page.locator("#results-title")).to_contain_text("Cayenne")
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#failure")).to_be_hidden()
    expect(page.locator("#loading")).to_be_hidden()
    assert len(held) == 1


def test_without_tiles_everything_else_works(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(server_url)
    expect(page.get_by_text("Fond de carte indisponible")).to_be_visible()
    wait_for_map(page)
    assert visit.hosts == TILE_HOSTS
    assert visit.complaints == []


def test_clusters_open_and_popups_fetch_the_rest(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(server_url)
    expect(page.get_by_role("button", name=re.compile(r"^\d+ lieux, agrandir$")).first).to_be_visible()
    find_a_dot(page)
    page.locator(".dot").first.dispatch_event("click")
    popup = page.locator(".leaflet-popup-content")
    expect(popup.get_by_role("link", name="Voir la fiche")).to_be_visible()
    expect(popup).to_contain_text(re.compile(r"\d{5} "))
    expect(page.locator(".leaflet-popup-close-button")).to_have_attribute("aria-label", "Fermer")
    assert visit.complaints == []


def test_a_phone_switches_between_list_and_map(phone: Page, visit: Visit, server_url: str) -> None:
    phone.goto(f"{server_url}/?q=Lyon")
    expect(phone.locator("#map-panel")).to_be_hidden()
    assert visit.hosts == set()
    phone.get_by_role("button", name="Carte", exact=True).click()
    expect(phone.locator(".pin").first).to_be_visible()
    expect(phone.locator(".card").nth(1)).not_to_be_in_viewport()
    expect(phone.get_by_role("button", name="Carte", exact=True)).to_have_attribute("aria-pressed", "true")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name="Liste", exact=True).click()
    expect(phone.locator(".cards .card").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert visit.complaints == []


@pytest.mark.parametrize("path", ["/?q=Lyon", "/organismes?near=Lyon", "/territoires?level=department"])
def test_narrow_screens_lose_nothing_at_the_side(phone: Page, server_url: str, path: str) -> None:
    phone.set_viewport_size({"width": 320, "height": 700})
    phone.goto(f"{server_url}{path}")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_form_works_without_scripts(without_scripts: Page, server_url: str) -> None:
    page = without_scripts
    page.goto(server_url)
    expect(page.locator("#map-panel")).to_be_hidden()
    expect(page.get_by_role("button", name="Autour de moi")).to_be_hidden()
    page.locator("#q").fill("Cayenne")
    page.get_by_text("Équipement", exact=True).first.click()
    page.get_by_role("checkbox", name="Wi-Fi").check()
    page.get_by_role("button", name="Appliquer").click()
    expect(page.locator("#results-title")).to_have_text("Lieux autour de Cayenne (97300)")
    assert query(page)["equipment"] == ["wifi"]
    page.get_by_role("link", name="Afficher plus").click()
    expect(page.locator(".cards .card").first).to_be_visible()
    page.locator(".card-name a").first.click()
    expect(page.get_by_role("heading", name="Équipement")).to_be_visible()


def test_english_everywhere(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(f"{server_url}/?lang=en")
    wait_for_map(page)
    expect(page.get_by_role("button", name="Zoom in", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Map of places")).to_be_visible()
    page.locator("#q").fill("Cayenne")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_have_text("Places around Cayenne (97300)")
    expect(page.locator("#results-count")).to_contain_text("nearest first")
    assert query(page)["lang"] == ["en"]
    page.locator(".card-name a").first.click()
    expect(page.get_by_role("heading", name="Getting there")).to_be_visible()
    page.get_by_role("link", name="FR", exact=True).click()
    expect(page.get_by_role("heading", name="S’y rendre")).to_be_visible()
    assert visit.complaints == []


@pytest.fixture
def hostile_server_url(own_demonstration_url: str) -> Iterator[str]:
    """A server over places whose names are hostile."""
    with psycopg.connect(libpq_url(own_demonstration_url)) as connection:
        connection.execute("UPDATE third_place SET name = %s, city = %s", [HOSTILE, HOSTILE])
    with served_here(own_demonstration_url) as base:
        yield base


def test_hostile_names_are_texts_everywhere(page: Page, visit: Visit, hostile_server_url: str) -> None:
    page.goto(f"{hostile_server_url}/?q=Lyon")
    wait_for_map(page)
    expect(page.locator(".card-name").first).to_have_text(HOSTILE)
    page.locator("#q").fill("Cayenne")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Cayenne")
    expect(page.locator(".card-name").first).to_have_text(HOSTILE)
    expect(page.locator(".pin").first).to_have_attribute("title", re.compile(re.escape(HOSTILE)))
    page.goto(hostile_server_url)
    wait_for_map(page)
    find_a_dot(page)
    page.locator(".dot").first.dispatch_event("click")
    expect(page.locator(".popup-name")).to_have_text(HOSTILE)
    expect(page.locator(".popup")).to_contain_text("Voir la fiche")
    settle(page, visit)
    assert page.locator("img[src=x]").count() == 0
    page.locator(".popup-link").click()
    expect(page.locator("h1")).to_have_text(HOSTILE)
    assert page.locator("img[src=x]").count() == 0
    assert visit.complaints == []


def test_scripts_read_their_texts_as_data(page: Page, server_url: str) -> None:
    page.goto(server_url)
    texts = json.loads(page.locator("#script-texts").inner_text() or "{}") or page.evaluate(
        "JSON.parse(document.getElementById('script-texts').textContent)"
    )
    assert texts["language"] == "fr"
    assert len(texts["kinds"]) > 10
