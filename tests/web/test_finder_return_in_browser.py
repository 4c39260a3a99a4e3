"""The finder in a real browser: what one has looked at, moved and asked for is there when one comes back."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from support.browsing import Visit, visitor_at, watch
from support.frames import resting_place
from support.map_journeys import drag_the_map, scale, zoom
from support.rows import PARIS

pytestmark = pytest.mark.browser

AREA = "Chercher dans cette zone"
AREA_TITLE = "Lieux dans cette zone de la carte"
ROUGHLY_A_KILOMETRE = 900.0


def show_map(phone: Page) -> None:
    phone.get_by_role("button", name="Carte", exact=True).click()
    phone.locator(".leaflet-marker-icon").first.wait_for()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.tagName"))


def test_the_map_is_found_where_it_was_left(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    page.locator(".pin").first.wait_for()
    left_at = zoom(page, "Zoomer", 2)
    page.reload()
    page.locator(".pin").first.wait_for()
    expect(page.locator(".leaflet-control-scale-line")).to_have_text(left_at)
    # It still shows another area than the list is about.
    expect(page.get_by_role("button", name=AREA)).to_be_visible()
    page.locator(".card-name a").first.click()
    page.wait_for_url("**/lieux/**")
    page.go_back()
    expect(page.locator(".leaflet-control-scale-line")).to_have_text(left_at)
    assert visit.complaints == []


def test_a_filter_leaves_the_map_and_its_offer_alone(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    page.locator(".pin").first.wait_for()
    left_at = zoom(page, "Zoomer", 2)
    page.locator("#equipment-filter > summary").click()
    page.get_by_role("checkbox", name="Wi-Fi").check()
    expect(page.locator(".filter-chips")).to_contain_text("Wi-Fi")
    expect(page.get_by_role("button", name=AREA)).to_be_visible()
    page.get_by_role("link", name="Retirer : Wi-Fi").click()
    expect(page.locator(".filter-chips")).to_have_count(0)
    assert scale(page) == left_at
    expect(page.get_by_role("button", name=AREA)).to_be_visible()


@pytest.mark.parametrize("width", [390, 768])
def test_a_phone_comes_back_to_its_map(phone: Page, visit: Visit, server_url: str, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 844})
    phone.goto(f"{server_url}/?q=Lyon")
    show_map(phone)
    drag_the_map(phone)
    phone.get_by_role("button", name=AREA).click()
    answer = phone.locator("#results-title")
    expect(answer).to_have_text(AREA_TITLE)
    # The head of the list's sheet says what the map shows.
    expect(answer).to_be_in_viewport(ratio=1)
    expect(phone.locator(".card").nth(1)).not_to_be_in_viewport()
    expect(phone.locator(".leaflet-container")).to_be_focused()
    shown = phone.locator(".leaflet-marker-icon").evaluate_all(
        "all => all.map((one) => one.title || one.textContent)"
    )
    phone.reload()
    phone.locator(".leaflet-marker-icon").first.wait_for()
    expect(phone.locator(".leaflet-container")).to_be_in_viewport()
    expect(phone.get_by_role("button", name="Carte", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(answer).to_contain_text(AREA_TITLE)
    expect(phone.locator(".leaflet-marker-icon")).to_have_count(len(shown))
    phone.go_back()
    expect(answer).to_contain_text("Lieux autour de Lyon")
    expect(phone.locator(".leaflet-container")).to_be_in_viewport()
    assert visit.complaints == []


def test_a_phones_list_is_found_where_it_was_left(phone: Page, server_url: str) -> None:
    phone.goto(f"{server_url}/?q=Lyon")
    card = phone.locator(".card").nth(12)
    card.scroll_into_view_if_needed()
    stood = resting_place(card)
    show_map(phone)
    phone.get_by_role("button", name="Liste", exact=True).click()
    assert abs(resting_place(card) - stood) <= 2


def test_a_phones_map_says_what_is_being_done(phone: Page, server_url: str) -> None:
    phone.goto(f"{server_url}/?q=Lyon")
    show_map(phone)
    answer = phone.locator("#results-title")
    expect(answer).to_contain_text("Lieux autour de Lyon")
    drag_the_map(phone)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    phone.route("**/resultats?*", hold)
    phone.get_by_role("button", name=AREA).click()
    expect(phone.locator("#loading")).to_have_text("Recherche en cours…")
    expect(phone.locator("#loading")).to_be_in_viewport(ratio=1)
    waiting[0].abort()
    failure = phone.locator("#failure")
    expect(failure).to_be_in_viewport(ratio=1)
    phone.unroute("**/resultats?*")
    phone.get_by_role("button", name="Réessayer").click()
    expect(answer).to_contain_text(AREA_TITLE)
    expect(failure).to_be_hidden()


def test_a_search_from_a_phones_map_shows_it_whole(phone: Page, server_url: str) -> None:
    phone.goto(f"{server_url}/?q=Lyon")
    show_map(phone)
    box = phone.get_by_role("combobox")
    box.scroll_into_view_if_needed()
    box.fill("Lille")
    box.press("Enter")
    answer = phone.locator("#results-title")
    expect(answer).to_contain_text("Lieux autour de Lille")
    expect(phone.locator(".leaflet-container")).to_be_focused()
    expect(answer).to_be_in_viewport(ratio=1)
    said, switch = answer.bounding_box(), phone.locator(".view-switch").bounding_box()
    assert said
    assert switch
    assert said["y"] + said["height"] <= switch["y"]


def test_a_phones_map_says_that_nothing_is_there(phone: Page, server_url: str) -> None:
    phone.goto(f"{server_url}/?q=zzzzqq")
    phone.get_by_role("button", name="Carte", exact=True).click()
    answer = phone.locator("#empty .empty-title")
    expect(answer).to_have_text("Aucun lieu ne correspond")
    expect(answer).to_be_in_viewport(ratio=1)


def test_a_rough_start_is_told_and_drawn(phone: Page, server_url: str) -> None:
    phone.goto(f"{server_url}/?lat=45.76&lon=4.84&label=ici&accuracy=30000")
    show_map(phone)
    expect(phone.locator("#rough-note")).to_contain_text("30 km près")
    expect(phone.locator("path.accuracy")).to_be_attached()


def test_a_position_known_to_a_kilometre_is_called_rough(
    browser: Browser, visit: Visit, server_url: str
) -> None:
    context = watch(visitor_at(browser, PARIS, ROUGHLY_A_KILOMETRE), visit)
    page = context.new_page()
    page.goto(server_url)
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("#rough-note")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["accuracy"] == ["900"]
    distances = page.locator(".card-distance").all_inner_texts()
    assert all(re.match("dans les environs|à environ", distance) for distance in distances)
    context.close()


def test_a_late_position_does_not_lead_away(own_page: Page, server_url: str) -> None:
    page = own_page
    page.add_init_script(
        "navigator.geolocation.getCurrentPosition = (found) => {"
        " window.found = () => found({coords: {latitude: 48.85, longitude: 2.35, accuracy: 10}}); }"
    )
    page.goto(server_url)
    page.get_by_role("button", name="Autour de moi").click()
    page.get_by_role("combobox").fill("Lyon")
    page.get_by_role("combobox").press("Enter")
    expect(page.locator("#results-title")).to_have_text("Lieux autour de Lyon (69001)")
    expect(page.locator("#locate")).to_have_attribute("aria-busy", "true")
    page.evaluate("window.found()")
    # The button is busy until all that follows from a position has been begun and has ended.
    expect(page.locator("#locate")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#results-title")).to_have_text("Lieux autour de Lyon (69001)")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["Lyon"]


def test_the_focus_comes_back_too(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    page.locator(".pin").first.wait_for()
    drag_the_map(page)
    page.get_by_role("button", name=AREA).click()
    expect(page.locator("#results-title")).to_have_text(AREA_TITLE)
    expect(page.locator("#results-title")).to_be_focused()
    page.go_back()
    expect(page.locator("#results-title")).to_contain_text("Lyon")
    expect(page.locator("#results-title")).to_be_focused()
    page.go_forward()
    expect(page.locator("#results-title")).to_have_text(AREA_TITLE)
    expect(page.locator("#results-title")).to_be_focused()
    page.locator(".card-name a").nth(2).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/lieux/**")
    page.go_back()
    expect(page.locator(".card-name a").nth(2)).to_be_focused()


def test_who_comes_back_to_a_long_list_is_told_how_long_it_is(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon&radius_km=20000")
    page.get_by_role("link", name="Afficher plus").click()
    expect(page.locator(".card")).to_have_count(40)
    page.locator(".card").nth(30).scroll_into_view_if_needed()
    page.locator(".card-name a").nth(30).click()
    page.wait_for_url("**/lieux/**")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/resultats?*", hold)
    page.go_back()
    # What is said while one waits gives way to the number.
    expect(page.locator("#loading")).to_be_visible()
    for route in held:
        route.continue_()
    expect(page.locator(".card")).to_have_count(40)
    expect(page.locator("#announce")).to_contain_text("40 affichés")


@pytest.mark.parametrize("width", [390, 1440])
def test_choosing_is_done_where_the_answer_begins(page: Page, server_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{server_url}/?q=Lyon")
    summary = page.locator("#equipment-filter > summary")
    before = summary.bounding_box()
    summary.click()
    # The button stays under the pointer, and one panel takes the place of the other.
    after = summary.bounding_box()
    assert before
    assert after
    assert abs(after["x"] - before["x"]) < 2
    assert after["y"] == before["y"]
    page.locator("#other-filter > summary").click()
    expect(page.get_by_role("checkbox", name="Imprimante 3D")).to_be_hidden()
    summary.click()
    page.get_by_role("checkbox", name="Imprimante 3D").check()
    expect(page.locator(".filter-chips")).to_contain_text("Imprimante 3D")
    total = page.locator("#results").get_attribute("data-total")
    show = page.get_by_role("button", name=f"Voir les {total} lieux")
    expect(show).to_be_in_viewport(ratio=1)
    show.click()
    expect(page.locator("#results-title")).to_be_focused()
    expect(page.locator("#results-title")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("is_map_alone", [False, True])
def test_a_failure_is_told_in_the_panel_that_is_open(
    phone: Page, server_url: str, *, is_map_alone: bool
) -> None:
    phone.goto(f"{server_url}/?q=Lyon")
    if is_map_alone:
        show_map(phone)
    phone.locator("#equipment-filter > summary").click()
    phone.route("**/resultats?*", lambda route: route.abort())
    phone.get_by_role("checkbox", name="Scanner 3D").check()
    expect(phone.locator("#failure")).to_be_in_viewport(ratio=1)
    phone.unroute("**/resultats?*")
    phone.get_by_role("button", name="Réessayer").click()
    expect(phone.locator("#failure")).to_be_hidden()
    expect(phone.locator("#announce")).to_contain_text("Lieux autour de Lyon")
    expect(phone.locator(".filter-chips")).to_contain_text("Scanner 3D")


def test_a_distance_without_a_start_is_not_counted(page: Page, server_url: str) -> None:
    page.goto(server_url)
    page.locator("#other-filter > summary").click()
    hint = page.get_by_text("Compte dès qu’un point de départ est choisi")
    expect(hint).to_be_visible()
    page.get_by_label("Distance du point de départ").select_option("À moins de 10 km")
    page.wait_for_url("**radius_km=10**")
    expect(page.locator("#filter-count")).to_be_hidden()
    page.get_by_role("combobox", name="Que cherchez-vous").fill("Lyon")
    page.get_by_role("combobox", name="Que cherchez-vous").press("Enter")
    expect(page.locator(".filter-chips")).to_contain_text("À moins de 10 km")
    expect(page.locator("#filter-count")).to_have_text("1")
    expect(hint).to_be_hidden()


def test_the_same_question_is_one_step_of_the_history(page: Page, server_url: str) -> None:
    page.goto(server_url)
    first = page.title()
    page.get_by_role("combobox").fill("Lyon")
    for _ in range(3):
        with page.expect_response("**/resultats?*"):
            page.get_by_role("button", name="Chercher").click()
    expect(page.locator("#results-title")).to_contain_text("Lyon")
    page.go_back()
    expect(page.locator("#results-title")).to_have_text("Tous les lieux")
    expect(page).to_have_title(first)


def test_one_place_overseas_does_not_take_the_map_away(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=fictif&mode=text")
    page.locator(".pin").first.wait_for()
    longitudes = json.loads(
        page.evaluate(
            "JSON.stringify([...document.querySelectorAll('.card')].map((card) => Number(card.dataset.lon)))"
        )
    )
    assert max(longitudes) - min(longitudes) > 40, "the demonstration has none here"
    assert re.fullmatch(r"(50|100|200) km", scale(page))


def test_an_entry_is_shown_over_the_cluster_that_hides_its_place(page: Page, server_url: str) -> None:
    page.goto(server_url)
    page.locator(".cluster").first.wait_for()
    for index in range(5):
        page.locator(".card").nth(index).hover()
        expect(page.locator("path.halo")).to_have_count(1)
        assert page.evaluate(
            "() => { const ring = document.querySelector('path.halo').closest('.leaflet-pane');"
            " const pins = document.querySelector('.leaflet-marker-pane');"
            " return Number(getComputedStyle(ring).zIndex) > Number(getComputedStyle(pins).zIndex); }"
        )
