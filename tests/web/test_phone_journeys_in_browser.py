"""On a phone, press by press: from opening the site to the way to a place that is open, and what is kept."""

import re
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from support.browsing import Visit
from support.clocks import stand_still
from support.rows import PARIS, Rows

from app.platform.clock import PARIS as PARIS_TIME

pytestmark = pytest.mark.browser

OPEN_AT, MOST_PRESSES = "Mo-Su 09:00-20:00", 4
SCREEN = 844
OPEN = (2.38, PARIS[1])


class Fingers:
    """Counts presses; typing is none."""

    def __init__(self) -> None:
        self.presses = 0

    def tap(self, what: Locator) -> None:
        self.presses += 1
        what.tap()

    def enter(self, field: Locator) -> None:
        """Press the keyboard's button to search."""
        self.presses += 1
        field.press("Enter")


@pytest.fixture
def town(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A town at half past six in the evening: the nearest printer is shut, the next one is open."""
    stand_still(monkeypatch, datetime(2026, 3, 6, 18, 30, tzinfo=PARIS_TIME))
    printer = [{"type_code": "printer_3d", "quantity": 2}]
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS, population=2_000_000, postcodes=["75001"])
        for number in range(12):
            rows.place((PARIS[0] + number / 500, PARIS[1]), name=f"Sans machine {number}", hours=OPEN_AT)
        shut = (PARIS[0] + 0.003, PARIS[1])
        rows.place(shut, public_id="tl-shut", name="Le Fermé", equipment=printer, hours="Mo-Fr 09:00-12:00")
        rows.place(
            OPEN, public_id="tl-open", name="L’Ouvert", equipment=printer,
            hours=OPEN_AT, telephone="+33142345678",
        )  # fmt: skip
        rows.mark("published")
    return empty_url


@pytest.mark.usefixtures("town")
def test_from_opening_to_the_way_in_four_presses(phone: Page, visit: Visit, made_server_url: str) -> None:
    visit.allowed.add("www.openstreetmap.org")
    fingers = Fingers()
    phone.goto(made_server_url)
    box = phone.get_by_role("combobox")
    fingers.tap(box)
    phone.keyboard.type("imprimante 3D Paris ouvert maintenant")
    fingers.enter(box)
    first = phone.locator(".card").first
    expect(first.locator(".card-name")).to_have_text("L’Ouvert")
    fingers.tap(first.locator(".card-name a"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("L’Ouvert")
    # Answered here: a page of errors would still be coming when the window is taken back.
    way = re.compile("openstreetmap.org/directions")
    phone.route(way, lambda route: route.fulfill(body="ailleurs", content_type="text/plain"))
    with phone.expect_request(way) as asked:
        fingers.tap(phone.locator(".acts").get_by_role("link", name="Itinéraire"))
    phone.wait_for_url(way)
    route = parse_qs(urlsplit(asked.value.url).query)["route"][0]
    assert route.endswith(f"{PARIS[1]},{OPEN[0]}")
    assert fingers.presses <= MOST_PRESSES


@pytest.mark.usefixtures("town")
def test_the_first_screen_says_open_how_far_and_how_to_get_there(phone: Page, made_server_url: str) -> None:
    phone.goto(f"{made_server_url}/?q=Paris&equipment=printer_3d")
    phone.locator(".card-name a", has_text="L’Ouvert").tap()
    acts = phone.locator(".acts")
    for said in (
        phone.get_by_text("Ouvert maintenant, jusqu’à 20 h"),
        phone.locator(".place-start", has_text="Depuis Paris"),
        phone.get_by_role("heading", name="Ce que vous cherchez"),
        acts.get_by_role("link", name="Itinéraire"),
        acts.get_by_role("link", name="Appeler"),
    ):
        expect(said).to_be_in_viewport(ratio=1)
    phone.get_by_role("link", name="Signaler une erreur").focus()
    # It stays, and covers nothing that was scrolled to.
    expect(acts).to_be_in_viewport(ratio=1)
    report, bar = phone.get_by_role("link", name="Signaler une erreur").bounding_box(), acts.bounding_box()
    assert report
    assert bar
    assert report["y"] + report["height"] <= bar["y"] + 1
    assert bar["y"] + bar["height"] == pytest.approx(SCREEN, abs=1)
    week = phone.locator(".week")
    expect(week).to_be_hidden()
    phone.get_by_text("Toute la semaine").tap()
    expect(week).to_be_visible()


def show_map(phone: Page, address: str) -> None:
    phone.goto(address)
    phone.get_by_role("button", name="Carte", exact=True).tap()
    phone.locator(".pin").first.wait_for()


def top(phone: Page, selector: str) -> float:
    return float(phone.locator(selector).evaluate("found => found.getBoundingClientRect().top"))


@pytest.mark.usefixtures("town")
def test_the_lists_sheet_is_dragged_and_pressed(phone: Page, made_server_url: str) -> None:
    phone.emulate_media(reduced_motion="reduce")
    show_map(phone, f"{made_server_url}/?q=Paris")
    handle = phone.get_by_role("button", name="Liste des lieux")
    expect(handle).to_have_attribute("aria-expanded", "false")
    expect(phone.locator("#results-title")).to_be_in_viewport(ratio=1)
    low = top(phone, ".results")
    box = handle.bounding_box()
    assert box
    phone.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10)
    phone.mouse.down()
    phone.mouse.move(box["x"] + box["width"] / 2, box["y"] - 150, steps=5)
    phone.mouse.up()
    phone.wait_for_function(
        "low => document.querySelector('.results').getBoundingClientRect().top < low - 150", arg=low
    )
    half = top(phone, ".results")
    assert half > 150  # it stops half way
    # By keyboard, and by a screen reader's press: all the way up, and down again.
    handle.focus()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Enter")
    phone.wait_for_function(
        "half => document.querySelector('.results').getBoundingClientRect().top < half - 50", arg=half
    )
    expect(handle).to_have_attribute("aria-expanded", "true")
    search = phone.locator("#search").bounding_box()
    assert search
    assert search["y"] == 0
    expect(phone.locator("#equipment-filter > summary")).to_be_in_viewport(ratio=1)
    phone.keyboard.press("Enter")
    expect(handle).to_have_attribute("aria-expanded", "false")


@pytest.mark.usefixtures("town")
def test_the_page_scrolls_over_a_phones_map(phone: Page, made_server_url: str) -> None:
    show_map(phone, f"{made_server_url}/?q=Paris")
    before = phone.evaluate("scrollY")
    phone.mouse.move(200, SCREEN - 60)
    phone.mouse.wheel(0, 300)
    phone.wait_for_function("before => scrollY > before + 200", arg=before)
    expect(phone.get_by_role("combobox")).to_be_in_viewport(ratio=1)
    phone.locator(".card").last.scroll_into_view_if_needed()
    expect(phone.locator(".card").last).to_be_in_viewport()


@pytest.mark.usefixtures("town")
def test_a_place_on_a_phones_map_is_a_sheet_with_acts(
    phone: Page, visit: Visit, made_server_url: str
) -> None:
    show_map(phone, f"{made_server_url}/?q=Paris&equipment=printer_3d")
    phone.get_by_role("button", name=re.compile("^2. L’Ouvert")).tap()
    sheet = phone.get_by_role("dialog", name="L’Ouvert")
    expect(sheet).to_contain_text("Ouvert maintenant, jusqu’à 20 h")
    expect(sheet).to_contain_text("à environ 2,0 km")
    for name in ("Voir la fiche", "Itinéraire", "Appeler"):
        expect(sheet.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    box = sheet.bounding_box()
    assert box
    assert box["y"] + box["height"] == pytest.approx(SCREEN, abs=1)
    assert box["width"] == 390
    marker = phone.get_by_role("button", name=re.compile("^2. L’Ouvert")).bounding_box()
    assert marker
    assert marker["y"] + marker["height"] <= box["y"]
    sheet.get_by_role("button", name="Fermer").tap()
    expect(sheet).to_have_count(0)
    expect(phone.locator("#results-title")).to_be_in_viewport(ratio=1)
    assert visit.complaints == []


@pytest.mark.usefixtures("town")
def test_ranks_and_counts_do_not_look_alike(page: Page, made_server_url: str) -> None:
    page.goto(f"{made_server_url}/?q=Paris&equipment=printer_3d")
    page.locator(".pin").first.wait_for()
    page.get_by_text("Légende").click()
    key = page.locator(".map-key")
    expect(key).to_contain_text("rang dans la liste")
    look = "found => { const s = getComputedStyle(found); return s.backgroundColor + s.borderRadius; }"
    assert key.locator(".key-cluster").evaluate(look) != key.locator(".pin-body").evaluate(look)


@pytest.mark.usefixtures("town")
def test_places_are_kept_compared_shared_and_let_go(
    own_page: Page, visit: Visit, made_server_url: str
) -> None:
    page = own_page
    page.goto(f"{made_server_url}/?q=Paris&equipment=printer_3d")
    mine = page.locator("#kept")
    expect(mine).to_be_hidden()
    page.locator(".card").first.get_by_role("button", name="Retenir").click()
    expect(mine).to_have_text("Ma sélection (1)")
    page.locator(".card-name a", has_text="L’Ouvert").click()
    keep = page.get_by_role("button", name="Retenir")
    expect(keep).to_have_attribute("aria-pressed", "false")
    keep.click()
    expect(keep).to_have_attribute("aria-pressed", "true")
    mine.click()
    expect(page.locator(".comparison thead a")).to_have_text(["Le Fermé", "L’Ouvert"])
    assert parse_qs(urlsplit(page.url).query) == {"lieux": ["tl-shut,tl-open"]}
    page.get_by_role("link", name="Retirer : Le Fermé").click()
    expect(page.locator(".comparison thead a")).to_have_text(["L’Ouvert"])
    # The page's bare address means the places of this device.
    page.goto(f"{made_server_url}/selection")
    expect(page.locator(".comparison thead a")).to_have_text(["L’Ouvert"])
    # A list that somebody sends is shown as it is, and kept only when that is wanted.
    page.goto(f"{made_server_url}/selection?lieux=tl-shut")
    expect(mine).to_have_text("Ma sélection (1)")
    page.get_by_role("button", name="Retenir ces lieux sur cet appareil").click()
    expect(mine).to_have_text("Ma sélection (2)")
    page.get_by_role("link", name="Tout retirer").click()
    expect(page.get_by_text("Aucun lieu retenu")).to_be_visible()
    expect(mine).to_be_hidden()
    assert visit.complaints == []


@pytest.mark.usefixtures("town")
def test_the_last_searches_are_on_the_device_and_can_be_forgotten(
    own_page: Page, made_server_url: str
) -> None:
    page = own_page
    page.goto(f"{made_server_url}/?q=Paris&equipment=printer_3d")
    expect(page.locator("#results-title")).to_contain_text("Paris")
    page.goto(made_server_url)
    page.get_by_role("link", name=re.compile("Lieux autour de Paris.* · Imprimante 3D")).click()
    page.wait_for_url("**equipment=printer_3d**")
    page.goto(made_server_url)
    page.get_by_role("button", name="Effacer").click()
    expect(page.locator(".recent")).to_have_count(0)
    page.reload()
    expect(page.locator(".recent")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.usefixtures("town")
def test_sharing_is_the_devices_own_where_it_has_one(own_page: Page, made_server_url: str) -> None:
    page = own_page
    page.add_init_script("navigator.share = async (what) => { window.shared = what; }")
    page.goto(f"{made_server_url}/lieux/tl-open?utm_source=x")
    page.get_by_role("button", name="Partager").click()
    page.wait_for_function("window.shared")
    assert page.evaluate("window.shared") == {"title": "L’Ouvert", "url": f"{made_server_url}/lieux/tl-open"}


@pytest.mark.usefixtures("town")
def test_else_the_link_is_copied(own_page: Page, made_server_url: str) -> None:
    page = own_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{made_server_url}/lieux/tl-open")
    page.evaluate("delete Navigator.prototype.share")
    page.get_by_role("button", name="Partager").click()
    expect(page.locator("#share")).to_contain_text("Lien copié")
    assert page.evaluate("navigator.clipboard.readText()") == f"{made_server_url}/lieux/tl-open"
