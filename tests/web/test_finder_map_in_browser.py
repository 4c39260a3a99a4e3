"""The finder's map in a real browser: areas, positions, base maps, markers."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from support.browsing import Visit, settle, visitor_at, watch
from support.map_journeys import drag_the_map, open_a_popup

pytestmark = pytest.mark.browser
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)
"""A transparent PNG."""
ROUGH = "Position approximative : le centre de la commune".replace(" :", "\N{NO-BREAK SPACE}:")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def wait_for_map(page: Page) -> None:
    page.locator(".leaflet-marker-icon").first.wait_for()


def test_a_moved_map_offers_to_search_what_it_shows(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Paris&equipment=computer")
    wait_for_map(page)
    button = page.get_by_role("button", name="Chercher dans cette zone")
    expect(button).to_be_hidden()
    drag_the_map(page)
    button.click()
    expect(page.locator("#results-title")).to_have_text("Lieux dans cette zone de la carte")
    expect(button).to_be_hidden()
    asked = query(page)
    assert set(asked) == {"bbox", "equipment"}
    west, south, east, north = map(float, asked["bbox"][0].split(","))
    positions = page.locator(".card[data-lat]").evaluate_all(
        "cards => cards.map((card) => [Number(card.dataset.lon), Number(card.dataset.lat)])"
    )
    assert positions
    assert all(west <= lon <= east and south <= lat <= north for lon, lat in positions)
    expect(page.locator(".card-distance")).to_have_count(0)
    expect(page.locator(".pin").first).to_be_visible()
    names = page.locator(".card-name").all_inner_texts()
    page.goto(page.url)
    assert page.locator(".card-name").all_inner_texts() == names
    page.get_by_role("link", name="Retirer : Zone de la carte").click()
    expect(page.locator("#results-title")).to_have_text("Tous les lieux")
    assert visit.complaints == []


def test_the_keyboard_is_led_to_what_an_area_brought(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    wait_for_map(page)
    page.locator(".leaflet-container").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Chercher dans cette zone").press("Enter")
    expect(page.locator("#results-title")).to_be_focused()


def test_a_note_on_the_map_can_be_closed(page: Page, server_url: str) -> None:
    page.route("**/wmts?*", lambda route: route.abort())
    page.goto(f"{server_url}/?q=Lyon")
    wait_for_map(page)
    note = page.locator("#map-note")
    expect(note).to_contain_text("Fond de carte indisponible")
    note.get_by_role("button", name="Fermer").click()
    expect(note).to_be_hidden()


def test_an_area_keeps_the_name_that_was_looked_for(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=manufacture&mode=text")
    wait_for_map(page)
    drag_the_map(page)
    page.get_by_role("button", name="Chercher dans cette zone").click()
    expect(page.locator("#results-title")).to_contain_text("manufacture")
    assert query(page)["mode"] == ["text"]
    assert "bbox" in query(page)


def test_a_rough_position_is_called_rough(browser: Browser, server_url: str) -> None:
    context = visitor_at(browser, (4.84, 45.76), accuracy=15_000)
    page = context.new_page()
    page.goto(server_url)
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("#results-title")).to_have_text("Lieux autour de ma position")
    for _ in range(2):  # whoever gets the link is told, too
        expect(page.locator("#rough-note")).to_contain_text("n’est connue qu’à 15 km près")
        expect(page.locator(".card-distance").first).to_have_text(
            re.compile("^(dans les environs|à environ )")
        )
        expect(page.locator(".card-travel")).to_have_count(0)
        page.reload()
    page.get_by_role("combobox").fill("Lyon")
    page.get_by_role("combobox").press("Enter")
    expect(page.locator("#rough-note")).to_have_count(0)
    expect(page.locator(".card-travel").first).to_be_visible()
    context.close()


@pytest.mark.parametrize(
    ("code", "said"),
    [(1, "n’a pas donné accès"), (2, "n’a pas pu être trouvée"), (3, "tarde à venir")],
)
def test_a_position_that_fails_is_explained(page: Page, server_url: str, code: int, said: str) -> None:
    page.goto(server_url)
    page.evaluate(
        "code => { navigator.geolocation.getCurrentPosition = (found, failed) => failed({ code }); }", code
    )
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("#search-note")).to_contain_text(said)
    expect(page.locator("#locate")).not_to_have_attribute("aria-busy", "true")


def test_base_maps_can_be_chosen_in_french(browser: Browser, server_url: str) -> None:
    visit = Visit()
    context = watch(browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR"), visit)
    hosts: set[str] = set()

    def tile(route: Route) -> None:
        hosts.add(str(urlsplit(route.request.url).hostname))
        route.fulfill(body=PIXEL, content_type="image/png")

    context.route(re.compile(r"^https://"), tile)
    page = context.new_page()
    page.goto(server_url)
    wait_for_map(page)
    assert hosts == {"data.geopf.fr"}
    expect(page.locator("#map-note")).to_be_hidden()
    expect(page.get_by_role("button", name="Choisir le fond de carte")).to_be_visible()
    # The button makes room for the choice at once.
    page.locator(".leaflet-control-layers").hover()
    expect(page.get_by_role("radio", name="Plan IGN")).to_be_checked()
    page.get_by_role("radio", name="OpenStreetMap").check()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap")
    settle(page, visit)
    assert hosts == {"data.geopf.fr", "tile.openstreetmap.org"}
    assert visit.complaints == []
    context.close()


def test_markers_say_what_they_are(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    wait_for_map(page)
    first = page.locator(".cards .card").first
    name = first.locator(".card-name").inner_text().strip()
    kind = first.locator(".card-kind").inner_text().strip()
    is_rough = first.get_attribute("data-approximate") is not None
    title = f"1. {name}, {kind}" + (f", {ROUGH}" if is_rough else "")
    expect(page.locator(".pin", has_text=re.compile("^1$"))).to_have_attribute("title", title)
    icons = page.locator(".dot use").evaluate_all("uses => uses.map((use) => use.getAttribute('href'))")
    assert all(re.search(r"#kind-\w+$", icon) for icon in icons)


def test_the_places_of_a_visit_are_fetched_once(own_page: Page, visit: Visit, server_url: str) -> None:
    page = own_page
    page.clock.install()
    page.goto(f"{server_url}/?q=Lyon")
    settle(page, visit)
    # Longer than anything waits for the map to come to rest.
    page.clock.run_for(2000)
    settle(page, visit)
    assert sum("/carte/lieux.json" in address for address in visit.asked) == 1


def test_a_radius_is_drawn(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Paris&radius_km=50")
    wait_for_map(page)
    expect(page.locator("path.radius")).to_have_count(1)
    page.get_by_role("link", name="Retirer : À moins de 50 km").click()
    expect(page.locator("path.radius")).to_have_count(0)


def test_clusters_open_by_keyboard(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(server_url)
    cluster = page.locator(".cluster").first
    cluster.wait_for()
    before = page.locator(".leaflet-control-scale-line").inner_text()
    cluster.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-control-scale-line")).not_to_have_text(before)
    # The cluster is gone; the keyboard stays on the map.
    assert page.evaluate("document.activeElement.closest('#map-panel') !== null")
    assert visit.complaints == []


def test_a_place_on_the_map_lights_its_entry(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    wait_for_map(page)
    page.locator(".pin", has_text=re.compile("^3$")).dispatch_event("mouseover")
    expect(page.locator(".cards .card").nth(2)).to_have_class(re.compile("is-active"))
    page.locator(".pin", has_text=re.compile("^5$")).focus()
    expect(page.locator(".cards .card").nth(4)).to_have_class(re.compile("is-active"))
    expect(page.locator(".cards .card").nth(2)).not_to_have_class(re.compile("is-active"))


def test_each_failure_has_its_own_note(page: Page, server_url: str) -> None:
    page.route("**/carte/lieux.json*", lambda route: route.abort())
    page.goto(f"{server_url}/?q=Lyon")
    places = page.get_by_text("Les lieux n’ont pas pu être chargés sur la carte")
    expect(places).to_be_visible()
    expect(page.get_by_text("Fond de carte indisponible")).to_be_visible()
    page.unroute("**/carte/lieux.json*")
    page.locator("#q").fill("Cayenne")
    page.keyboard.press("Enter")
    expect(places).to_be_hidden()
    expect(page.get_by_text("Fond de carte indisponible")).to_be_visible()


def test_the_open_marker_closes_its_popup(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(server_url)
    open_a_popup(page)
    popup = page.locator(".leaflet-popup")
    name = popup.locator(".popup-name").inner_text()
    marker = page.locator(f'.dot[title^="{name}"]').first
    marker.dispatch_event("click")
    expect(popup).to_have_count(0)
    marker.dispatch_event("click")
    expect(popup.locator(".popup-name")).to_have_text(name)
    assert visit.complaints == []


def test_around_me_waits_for_its_script(page: Page, server_url: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/finder.js", hold)
    with page.expect_request("**/js/finder.js"):
        page.goto(server_url, wait_until="commit")
    button = page.get_by_role("button", name="Autour de moi")
    # All of the page is there but its scripts.
    page.wait_for_function("() => document.readyState === 'interactive'")
    expect(button).to_be_disabled()
    for route in held:
        route.continue_()
    expect(button).to_be_enabled()


@pytest.mark.shared_data
def test_a_popup_stays_while_other_places_come(page: Page, visit: Visit, published_server_url: str) -> None:
    page.goto(f"{published_server_url}/")
    settle(page, visit)
    open_a_popup(page)
    name = page.locator(".popup-name").inner_text()
    settle(page, visit)
    with page.expect_response("**/carte/lieux.json?*"):
        page.locator(".leaflet-container").focus()
        page.keyboard.press("ArrowRight")
    settle(page, visit)
    expect(page.locator(".popup-name")).to_have_text(name)
    assert visit.complaints == []
