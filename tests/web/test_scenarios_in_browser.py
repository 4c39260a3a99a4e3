"""What if, as a planner drags it: the figures follow, are those of the server, are kept, shared, compared."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, PdfMargins, expect
from pypdf import PdfReader
from support.browsing import PHONE, Visit
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


A4_POINTS = (595, 842)
MARGINS = PdfMargins(top="15mm", right="15mm", bottom="15mm", left="15mm")
PRINTED_PX = 680
"""Width of A4 within the margins, in CSS pixels."""


def kept_by_api(server: str, **criteria: Any) -> str:
    """Keep a scenario; return its id."""
    edits = [{"kind": "add", "place": "Nouveau", "lon": -3.0, "lat": 48.1}]
    body = {"name": "Sur papier", "criteria": criteria, "edits": edits}
    request = Request(  # noqa: S310 - our own server
        f"{server}/api/v1/scenarios", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urlopen(request) as answer:  # noqa: S310
        return str(json.load(answer)["id"])


@pytest.mark.parametrize(
    ("criteria", "level", "rows"),
    [({"region": "53", "within_km": 15}, "department", 4), ({}, "department", 101)],
)
def test_the_sheet_is_a_pdf_on_a4_with_nothing_cut(
    page: Page, own_demonstration_server: str, criteria: dict[str, Any], level: str, rows: int
) -> None:
    scenario = kept_by_api(own_demonstration_server, **criteria)
    page.goto(f"{own_demonstration_server}/scenarios/{scenario}/fiche?level={level}")
    expect(page.locator("#sheet tbody tr")).to_have_count(rows)
    names = page.locator("#sheet tbody th").all_inner_texts()
    figures = page.locator("#sheet tfoot td").all_inner_texts()

    paper = PdfReader(io.BytesIO(page.pdf(format="A4", margin=MARGINS)))

    texts = [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in paper.pages]
    for sheet in paper.pages:
        size = (sheet.mediabox.width, sheet.mediabox.height)
        assert size == pytest.approx(A4_POINTS, abs=1)
    whole = " ".join(texts)
    assert all(name in whole for name in names)
    assert all(re.sub(r"\s+", " ", figure) in whole for figure in figures)
    assert "Ajouté : Nouveau" in whole
    assert len(texts) == 1 if rows < 10 else len(texts) > 1
    # The heading of the table stands on each page that has rows of it.
    assert all("Non couverts" in text for text in texts)
    # What is pressed is not printed.
    assert "Retour au scénario" not in whole
    assert "XLSX" not in whole

    page.set_viewport_size({"width": PRINTED_PX, "height": 900})
    page.emulate_media(media="print")
    beyond = """() => [...document.querySelectorAll("main *")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5);
    }).map((one) => one.outerHTML.slice(0, 80))"""
    assert page.evaluate(beyond) == []


def test_the_address_is_copied_and_that_is_said(browser: Browser, server_url: str) -> None:
    context = browser.new_context(locale="fr-FR", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(server_url + PATH)
    drawn(page)
    page.get_by_role("button", name="Ajouter un lieu").click()
    button = page.get_by_role("button", name="Copier l’adresse")
    button.click()
    expect(page.locator("#save-note")).to_have_text("Lien copié")
    expect(button).to_be_focused()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    assert "e=add" in copied
    context.close()


def test_a_finger_drags_the_pin(browser: Browser, server_url: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="fr-FR", has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(server_url + PATH)
    page.locator("#scenario-map").scroll_into_view_if_needed()
    drawn(page)
    page.get_by_role("button", name="Ajouter un lieu").tap()
    pin = page.locator(".leaflet-marker-icon.is-new")
    pin.scroll_into_view_if_needed()
    box = pin.bounding_box()
    assert box
    before, address, scrolled = shown(page), page.url, page.evaluate("scrollY")
    finger = context.new_cdp_session(page)
    x, y = box["x"] + 16, box["y"] + 16
    seen = []

    def touch(kind: str, *points: dict[str, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 9):
        touch("touchMove", {"x": x + 10 * step, "y": y - 3 * step})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        seen.append(shown(page))
    touch("touchEnd")

    expect(page).not_to_have_url(address)
    assert len({one["covered"] for one in [before, *seen]}) > 1
    assert shown(page) == counted(server_url, page)
    assert page.evaluate("scrollY") == scrolled  # the finger moved the pin, and not the page
    context.close()
