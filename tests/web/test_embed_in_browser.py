"""The map in a frame of another site, and as a file without a network."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect
from shapely import MultiPolygon, box
from support.browsing import Visit, settle, too_wide, visitor_at, watch
from support.map_journeys import drag_the_map
from support.pages import HOSTILE
from support.rows import PARIS, Rows, execute

pytestmark = pytest.mark.browser

ENDS = "</script></style><script>document.title='taken'</script>"


@contextmanager
def another_site(snippet: str) -> Iterator[str]:
    """Serve a page of another origin that holds the snippet."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<!doctype html><html lang=fr><title>Ailleurs</title><h1>Ailleurs</h1>{snippet}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def hostile(empty_url: str) -> str:
    """Places with hostile names in one région, and one place outside it."""
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS, population=2_000_000, postcodes=["75001"])
        for number in range(3):
            rows.place(
                (PARIS[0] + number / 50, PARIS[1]),
                public_id=f"tl-{number}",
                name=f"Lieu {number} {HOSTILE}{ENDS}",
                address=f"{number} rue {HOSTILE}",
                region_code="11",
                department_code="75",
                equipment=["wifi"],
            )
        rows.place((4.83, 45.76), name="À Lyon", region_code="84", department_code="69")
        rows.mark("published")
    outline = MultiPolygon([box(2.2, 48.8, 2.5, 48.9)]).wkt
    execute(
        empty_url,
        "UPDATE department SET drawing = ST_GeomFromText(%s, 4326) WHERE code = '75'",
        [outline],
    )
    return empty_url


@pytest.mark.usefixtures("hostile")
def test_the_composed_snippet_works_on_another_site(page: Page, visit: Visit, made_server_url: str) -> None:
    page.goto(f"{made_server_url}/embed/code")
    page.get_by_label("Région").select_option("11")
    page.get_by_label("Liens et boutons").fill("#c2185b")
    snippet = page.locator("#snippet")
    expect(snippet).to_have_value(re.compile("region=11&amp;brand=c2185b&amp;accent="))
    preview = page.frame_locator("#preview")
    expect(preview.get_by_role("heading", level=1)).to_have_text("Tiers-lieux : Île-de-France")
    written = snippet.input_value()
    assert visit.complaints == []
    with another_site(written) as address:
        page.goto(address)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_have_text("Tiers-lieux : Île-de-France")
        expect(frame.locator(".card")).to_have_count(3)
        expect(frame.locator(".dot, .cluster").first).to_be_visible()
        expect(frame.get_by_text("À Lyon")).to_have_count(0)
        button = frame.get_by_role("button", name="Chercher")
        assert button.evaluate("b => getComputedStyle(b).backgroundColor") == "rgb(194, 24, 91)"
        # The search stays in the frame and in the territory.
        frame.get_by_role("combobox").fill("Paris")
        frame.get_by_role("combobox").press("Enter")
        expect(frame.get_by_role("heading", level=2).first).to_have_text("Lieux autour de Paris (75001)")
        expect(frame.locator(".pin")).to_have_count(3)
        expect(frame.get_by_role("heading", level=1)).to_have_text("Tiers-lieux : Île-de-France")
        assert page.title() == "Ailleurs"
        with page.expect_popup() as opened:
            frame.locator(".card-name a").first.click()
        expect(opened.value.locator("h1")).to_contain_text("Lieu 0")
    assert visit.hosts <= {"data.geopf.fr"}
    assert visit.complaints == []


def test_what_was_filtered_is_embedded(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(f"{server_url}/?lat=45.76&lon=4.83&label=Ici&equipment=wifi")
    page.locator("#other-filter > summary").click()
    with page.expect_response("**/resultats?*"):
        page.locator("[name=open][value=appointment]").check()
    page.get_by_role("link", name="Intégrer à un site").click()
    snippet = page.locator("#snippet")
    place = "lat=45.76&amp;lon=4.83&amp;label=Ici"
    expect(snippet).to_have_value(re.compile(f"{place}&amp;equipment=wifi&amp;open=appointment"))
    # The module writes what the server wrote, and what is chosen since.
    page.get_by_label("Hauteur").fill("500")
    page.locator("[name=wheelchair][value=yes]").check()
    expect(snippet).to_have_value(
        re.compile(f'{place}&amp;equipment=wifi&amp;open=appointment&amp;wheelchair=yes"')
    )
    page.get_by_label("Point de départ ou nom de lieux").fill("Cayenne")
    expect(snippet).to_have_value(re.compile(r"embed\?q=Cayenne&amp;equipment=wifi&amp;open=appointment"))
    preview = page.frame_locator("#preview")
    expect(preview.locator("#results-title")).to_contain_text("Lieux autour de Cayenne")
    assert visit.complaints == []


def test_what_was_filtered_is_embedded_without_scripts(without_scripts: Page, server_url: str) -> None:
    page = without_scripts
    page.goto(f"{server_url}/?q=Lyon&equipment=wifi&kind=fablab&radius_km=50")
    page.get_by_role("link", name="Intégrer à un site").click()
    asked = re.compile(r"/embed\?q=Lyon&amp;equipment=wifi&amp;radius_km=50&amp;kind=fablab\"")
    expect(page.locator("#snippet")).to_have_value(asked)
    page.get_by_role("button", name="Mettre à jour l’aperçu").click()
    expect(page.locator("#snippet")).to_have_value(asked)


@pytest.mark.usefixtures("hostile")
def test_around_me_works_in_a_frame_that_allows_it(browser: Browser, made_server_url: str) -> None:
    context = watch(visitor_at(browser, PARIS), Visit())
    page = context.new_page()
    page.goto(f"{made_server_url}/embed/code?region=11&open=weekend")
    snippet = page.locator("#snippet").input_value()
    with another_site(snippet) as address:
        page.goto(address)
        frame = page.frame_locator("iframe")
        # A lazy frame is not part of the page's loading.
        expect(frame.locator(".leaflet-container")).to_be_visible()
        frame.get_by_role("button", name="Autour de moi").click()
        expect(frame.get_by_role("heading", level=2).first).to_have_text("Lieux autour de ma position")
        # Territory and filters stay.
        expect(frame.get_by_role("heading", level=1)).to_have_text("Tiers-lieux : Île-de-France")
        expect(frame.locator(".alternatives")).to_have_text("Filtres : Ouvert ce week-end")
    with another_site(snippet.replace(' allow="geolocation"', "")) as address:
        page.goto(address)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("button", name="Chercher")).to_be_visible()
        expect(frame.locator(".leaflet-container")).to_be_visible()
        expect(frame.get_by_role("button", name="Autour de moi")).to_have_count(0)
    context.close()


@pytest.mark.usefixtures("hostile")
def test_a_late_position_does_not_lead_a_frame_away(own_page: Page, made_server_url: str) -> None:
    page = own_page
    page.add_init_script(
        "navigator.geolocation.getCurrentPosition = (found) => {"
        " window.found = () => found({coords: {latitude: 48.85, longitude: 2.35, accuracy: 10}}); }"
    )
    page.goto(f"{made_server_url}/embed")
    page.locator(".leaflet-container").wait_for()
    page.get_by_role("button", name="Autour de moi").click()
    page.locator("#q").fill("Lyon")
    # The answer is on its way when the position comes.
    page.locator("#q").evaluate("field => { field.form.requestSubmit(); window.found(); }")
    page.wait_for_url("**q=Lyon**")
    page.locator(".leaflet-container").wait_for()
    assert "label=" not in page.url


@pytest.mark.usefixtures("hostile")
def test_the_frame_does_what_the_finder_does(page: Page, visit: Visit, made_server_url: str) -> None:
    asked = "region=11&equipment=wifi&brand=c2185b"
    with another_site(
        f'<iframe src="{made_server_url}/embed?{asked}" width="1000" height="700"></iframe>'
    ) as address:
        page.goto(address)
        frame = page.frame_locator("iframe")
        # Suggestions as one types.
        frame.get_by_role("combobox").press_sequentially("par", delay=20)
        frame.get_by_role("option", name="Paris").wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(frame.locator("#results-title")).to_have_text("Lieux autour de Paris (75001)")
        expect(frame.get_by_role("heading", level=1)).to_have_text("Tiers-lieux : Île-de-France")
        # The area of the map that was moved.
        frame.locator(".pin").first.wait_for()
        button = frame.get_by_role("button", name="Chercher dans cette zone")
        expect(button).to_be_hidden()
        drag_the_map(frame)
        button.click()
        expect(frame.locator("#results-title")).to_have_text("Lieux dans cette zone de la carte")
        expect(frame.get_by_role("heading", level=1)).to_have_text("Tiers-lieux : Île-de-France")
        expect(frame.locator("#results .alternatives").first).to_have_text("Filtres : Wi-Fi")
        frame.get_by_role("link", name="Chercher hors de la zone de la carte").click()
        expect(frame.locator("#results-title")).to_have_text("Tous les lieux")
        expect(frame.locator(".card")).to_have_count(3)
        # A text that names nothing: what to relax.
        frame.get_by_role("combobox").fill("zzzz")
        frame.get_by_role("combobox").press("Enter")
        expect(frame.get_by_text("Aucun lieu ne correspond")).to_be_visible()
        frame.get_by_role("link", name="Voir tous les lieux").click()
        expect(frame.locator(".card")).to_have_count(3)
        expect(frame.get_by_role("heading", level=1)).to_have_text("Tiers-lieux : Île-de-France")
        assert page.title() == "Ailleurs"
    assert visit.complaints == []


@pytest.mark.usefixtures("hostile")
def test_a_rough_position_is_called_rough_in_the_frame(browser: Browser, made_server_url: str) -> None:
    context = visitor_at(browser, (2.3, 48.9), accuracy=15_000)
    page = context.new_page()
    page.goto(f"{made_server_url}/embed?region=11")
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("#results-title")).to_have_text("Lieux autour de ma position")
    expect(page.locator("#rough-note")).to_contain_text("n’est connue qu’à 15 km près")
    page.get_by_role("combobox").fill("Paris")
    page.get_by_role("combobox").press("Enter")
    expect(page.locator("#results-title")).to_have_text("Lieux autour de Paris (75001)")
    expect(page.locator("#rough-note")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("query", ["region=99", "brand=red", "department=2a"])
def test_another_site_shows_what_is_wrong_with_its_frame(page: Page, server_url: str, query: str) -> None:
    with another_site(f'<iframe src="{server_url}/embed?{query}" width="360"></iframe>') as address:
        page.goto(address)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_have_text("Cette adresse n’est pas valable")
        expect(frame.get_by_role("main")).to_contain_text(f"À corriger : {query.partition('=')[0]}")


def test_other_pages_refuse_a_frame(page: Page, visit: Visit, hostile: str, made_server_url: str) -> None:
    with another_site(f'<iframe src="{made_server_url}/lieux/tl-1/signaler"></iframe>') as address:
        page.goto(address)
        settle(page, visit)
        assert f"{made_server_url}/lieux/tl-1/signaler" in visit.asked
        assert page.frame_locator("iframe").locator("form").count() == 0, hostile


def test_the_frame_without_scripts_is_a_list(
    without_scripts: Page, hostile: str, made_server_url: str
) -> None:
    page = without_scripts
    page.goto(f"{made_server_url}/embed?region=11&lang=en")
    expect(page.locator(".card")).to_have_count(3)
    expect(page.locator("#map-panel")).to_be_hidden()
    page.get_by_role("searchbox").fill("Paris")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Places around Paris (75001)")
    assert "lang=en" in page.url, hostile


def test_the_composing_page_without_scripts(without_scripts: Page, server_url: str) -> None:
    page = without_scripts
    page.goto(f"{server_url}/embed/code")
    page.get_by_label("Département").select_option("33")
    page.get_by_role("button", name="Mettre à jour l’aperçu").click()
    expect(page.locator("#snippet")).to_have_value(re.compile(r"/embed\?department=33"))


def test_a_territory_elsewhere_takes_the_other_ones_place(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(f"{server_url}/embed/code")
    region, department = page.get_by_label("Région"), page.get_by_label("Département")
    snippet = page.locator("#snippet")
    region.select_option("84")
    department.select_option("75")
    expect(region).to_have_value("")
    expect(snippet).to_have_value(re.compile(r'/embed\?department=75"'))
    region.select_option("11")
    expect(department).to_have_value("75")
    expect(snippet).to_have_value(re.compile(r"/embed\?region=11&amp;department=75\""))
    region.select_option("84")
    expect(department).to_have_value("")
    expect(snippet).to_have_value(re.compile(r'/embed\?region=84"'))
    expect(page.frame_locator("#preview").get_by_role("heading", level=1)).to_contain_text("Auvergne")
    page.goto(f"{server_url}/embed/code?region=84&department=75")
    expect(region).to_have_value("")
    expect(page.locator("#embed-elsewhere")).to_have_count(0)
    assert visit.complaints == []


def test_the_language_is_that_of_all_that_is_composed(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/embed/code?department=33")
    snippet, file = page.locator("#snippet"), page.locator("#export")
    title = snippet.input_value().partition('title="')[2].partition('"')[0]
    page.get_by_role("combobox", name="Langue").select_option("en")
    expect(snippet).to_have_value(re.compile(r'department=33&amp;lang=en" title="Map of'))
    expect(file).to_have_attribute("href", "/embed/export.html?department=33&lang=en")
    page.get_by_role("combobox", name="Langue").select_option("fr")
    expect(snippet).to_have_value(re.compile(re.escape(f'department=33" title="{title}"')))
    expect(file).to_have_attribute("href", "/embed/export.html?department=33")


def test_the_frame_fits_any_width(page: Page, server_url: str) -> None:
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(f"{server_url}/embed?department=33")
    expect(page.locator("#map-panel")).to_be_visible()
    assert too_wide(page, 320, 390, 768) == {}
    expect(page.locator("#map-panel")).to_be_visible()
    page.goto(f"{server_url}/embed/code")
    assert too_wide(page, 768, 390, 320) == {}


@pytest.fixture
def file(hostile: str, made_server_url: str, tmp_path: Path) -> Path:
    """The standalone map, saved."""
    path = tmp_path / "carte.html"
    with urlopen(f"{made_server_url}/embed/export.html?region=11") as answer:  # noqa: S310 - our own server
        path.write_bytes(answer.read())
    assert hostile
    return path


def test_the_file_opens_without_a_network(browser: Browser, file: Path) -> None:
    visit = Visit()
    context = watch(browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800}), visit)
    context.set_offline(True)
    page = context.new_page()
    page.goto(file.as_uri())
    expect(page.locator(".dot, .cluster").first).to_be_visible()
    expect(page.locator("#offline")).to_contain_text("fond de carte est simplifié")
    expect(page.locator("path.outline")).to_have_count(1)
    expect(page.locator("path.land").first).to_be_attached()
    expect(page.locator("#places > li")).to_have_count(3)
    second = page.locator("#places > li").nth(1)
    second.get_by_role("button", name="Voir sur la carte").click()
    popup = page.locator(".leaflet-popup-content")
    expect(popup.locator("h2")).to_have_text(f"Lieu 1 {HOSTILE}{ENDS}")
    expect(page.get_by_role("button", name="Fermer")).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    expect(page).to_have_title("Tiers-lieux : Île-de-France")
    assert [url for url in visit.asked if not url.startswith(("file:", "data:"))] == []
    assert visit.complaints == []
    context.close()


def test_the_file_asks_for_tiles_only_where_there_is_a_network(page: Page, visit: Visit, file: Path) -> None:
    page.goto(file.as_uri())
    expect(page.locator(".dot, .cluster").first).to_be_visible()
    settle(page, visit)
    assert visit.hosts == {"data.geopf.fr"}
    expect(page.locator("#offline")).to_be_hidden()
    assert visit.complaints == []


def test_the_file_is_a_list_without_scripts(without_scripts: Page, file: Path) -> None:
    without_scripts.goto(file.as_uri())
    names = without_scripts.locator("#places h2")
    expect(names).to_have_count(3)
    expect(names.first).to_have_text(f"Lieu 0 {HOSTILE}{ENDS}")
