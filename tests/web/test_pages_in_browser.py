"""The other pages in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect
from support.browsing import Visit, settle
from support.map_journeys import come_to_rest

pytestmark = pytest.mark.browser


def test_a_place_on_its_map(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Mamoudzou")
    page.locator(".card-name a").first.click()
    expect(page.get_by_role("region", name="Carte du lieu")).to_be_visible()
    expect(page.locator(".pin")).to_have_count(1)
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("IGN")
    expect(page.locator(".acts").get_by_role("link", name="Itinéraire")).to_be_visible()
    assert visit.hosts <= {"data.geopf.fr"}
    assert visit.complaints == []


def test_a_tables_cells_keep_their_roles_on_a_phone(phone: Page, server_url: str) -> None:
    phone.goto(f"{server_url}/territoires")
    table = phone.locator("#figures")
    expect(table.get_by_role("row").nth(1).get_by_role("cell").first).to_be_visible()
    # A script of the test may run before the style sheets have come.
    phone.wait_for_load_state()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_matches_of_an_organisation_by_keyboard(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(f"{server_url}/organismes")
    page.get_by_label("Organisme, SIRET").fill("fictif")
    page.keyboard.press("Enter")
    page.locator(".candidates a").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lieux qui correspondent")).to_be_visible()
    assert visit.complaints == []


def test_matches_from_a_town(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(f"{server_url}/organismes")
    page.get_by_role("combobox", name="Organisme, SIRET").press_sequentially("lyon", delay=20)
    page.locator("#q-suggestions [role=option]").first.click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lieux qui correspondent")).to_be_visible()
    expect(page.locator(".pin").first).to_be_visible()
    assert page.locator(".pin").count() == page.locator(".cards .card").count()
    page.locator(".cards .card").nth(1).hover()
    expect(page.locator(".pin.is-active")).to_have_text("2")
    page.locator("summary", has_text="Besoin").click()
    page.get_by_role("checkbox", name="Imprimante 3D").check()
    page.get_by_role("button", name="Voir les lieux").click()
    expect(page.get_by_text("Sur place : Imprimante 3D").first).to_be_visible()
    assert visit.hosts <= {"data.geopf.fr"}
    assert visit.complaints == []


@pytest.mark.parametrize(("level", "count"), [("region", 18), ("department", 101)])
def test_territories_are_drawn_from_the_table(
    page: Page, visit: Visit, server_url: str, level: str, count: int
) -> None:
    page.goto(f"{server_url}/territoires?level={level}")
    expect(page.locator(".territory")).to_have_count(count)
    page.locator("#figures tbody tr").nth(2).hover()
    expect(page.locator(".territory.is-active")).to_have_count(1)
    page.get_by_role("button", name="La Réunion", exact=True).click()
    said = re.compile(r"^La Réunion\s: \d+ lieux, (\d+\s% couverts|couverture inconnue), \d+ inconnus?$")
    island = page.get_by_role("button", name=said)
    page.locator(".folium-map").evaluate("map => map.scrollIntoView({block: 'center'})")
    expect(island).to_be_in_viewport()
    come_to_rest(page)
    island.dispatch_event("click")
    expect(page.get_by_role("heading", level=1)).to_contain_text("La Réunion")
    assert visit.complaints == []


def test_the_keyboard_gets_past_the_map(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    page.locator(".leaflet-marker-icon").first.wait_for()
    page.get_by_role("link", name="Passer la carte").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#after-map"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#finder_map')") is None


def test_the_first_tab_leads_to_the_content(page: Page, server_url: str) -> None:
    page.goto(server_url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()


@pytest.mark.parametrize(
    "path", ["/?q=Lyon&equipment=wifi", "/organismes?near=Lyon", "/territoires", "/nulle-part"]
)
def test_texts_stand_out_from_their_ground(page: Page, visit: Visit, server_url: str, path: str) -> None:
    # Colours that glide to those of the other scheme would be read halfway.
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{server_url}{path}")
    settle(page, visit)
    weak = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        weak[scheme] = page.evaluate(CONTRASTS)
    assert weak == {"light": [], "dark": []}


CONTRASTS = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (parts) => {
    const [r, g, b] = parts.slice(0, 3).map((part) => {
      const value = part / 255;
      return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let current = element; current; current = current.parentElement) {
      const parts = rgb(getComputedStyle(current).backgroundColor);
      if (parts[3] === 255) return parts;
    }
    return rgb(getComputedStyle(document.body).backgroundColor);
  };
  const weak = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest("script, template, .visually-hidden")) continue;
    const style = getComputedStyle(element);
    const [one, other] = [light(rgb(style.color)), light(ground(element))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.6 && style.fontWeight >= 700);
    const contrast = (one + 0.05) / (other + 0.05);
    const name = element.className || element.tagName;
    if (contrast < (isLarge ? 3 : 4.5)) weak.push(`${name} ${contrast.toFixed(2)}`);
  }
  return [...new Set(weak)];
}
"""


def test_what_was_wrong_stands_clear_of_the_button(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?open=nonsense")
    wrong, button = page.get_by_text("À corriger").bounding_box(), page.locator(".actions").bounding_box()
    assert wrong
    assert button
    assert button["y"] - (wrong["y"] + wrong["height"]) >= 16
