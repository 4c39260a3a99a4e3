"""Without a network: what was read stays readable and says of when it is; nothing else is kept."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from support.browsing import DESKTOP, Visit, watch
from support.clusters import eventually

pytestmark = pytest.mark.browser
DATED = re.compile(r"Vous êtes hors ligne.: réponse du (1er|\d+) \S+ à \d+.h(.\d\d)?\.")
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    found[name.split("-").pop()] = requests.map(({ url }) => new URL(url).pathname + new URL(url).search);
  }
  return found;
}"""


@pytest.fixture
def visitor(browser: Browser, visit: Visit) -> Iterator[BrowserContext]:
    """A browser of somebody who comes for the first time."""
    context = browser.new_context(viewport=DESKTOP, locale="fr-FR", service_workers="allow")
    yield watch(context, visit)
    context.close()


def is_kept(page: Page, kind: str, address: str) -> None:
    # Asked again and again from here: `wait_for_function` takes a promise for a yes.
    eventually(lambda: address in page.evaluate(KEPT).get(kind, []))


def opened(visitor: BrowserContext, address: str) -> Page:
    page = visitor.new_page()
    page.goto(address)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def test_answers_and_places_stay_readable(visitor: BrowserContext, visit: Visit, server_url: str) -> None:
    page = opened(visitor, f"{server_url}/?q=Lyon")
    expect(page.locator("#offline-line")).to_be_hidden()
    is_kept(page, "answers", "/?q=Lyon")
    first = page.locator(".card-name a").first
    name, address = first.inner_text(), str(first.get_attribute("href"))
    first.click()
    expect(page.locator("h1")).to_have_text(name)
    is_kept(page, "places", address)
    eventually(lambda: any(one.endswith("/ground.mvt") for one in page.evaluate(KEPT).get("files", [])))
    visitor.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("#offline-line")).to_have_text(DATED)
    page.goto(f"{server_url}/?q=Lyon")
    expect(page.locator(".card-name").first).to_have_text(name)
    expect(page.locator("#offline-line")).to_be_visible()
    page.locator(".leaflet-marker-icon").first.wait_for()
    page.locator(".has-ground").wait_for()
    visitor.set_offline(False)
    page.reload()
    expect(page.locator("#offline-line")).to_be_hidden()
    assert [one for one in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in one] == []


def test_a_search_within_the_page_is_kept_too(visitor: BrowserContext, server_url: str) -> None:
    page = opened(visitor, server_url)
    page.locator("#q").fill("Cayenne")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Cayenne")
    is_kept(page, "answers", "/resultats?q=Cayenne")
    page.locator("#q").fill("Lyon")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Lyon")
    visitor.set_offline(True)
    page.locator("#q").fill("Cayenne")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Cayenne")
    expect(page.locator("#offline-line")).to_have_text(DATED)
    visitor.set_offline(False)
    page.locator("#q").fill("Lyon")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Lyon")
    expect(page.locator("#offline-line")).to_be_hidden()


def test_a_search_that_was_left_is_kept_as_a_page(visitor: BrowserContext, server_url: str) -> None:
    page = opened(visitor, server_url)
    page.locator("#q").fill("Cayenne")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Cayenne")
    page.locator(".card-name a").first.click()
    page.locator("main.place").wait_for()
    is_kept(page, "answers", "/?q=Cayenne")


def test_nothing_else_is_kept(visitor: BrowserContext, server_url: str) -> None:
    page = opened(visitor, f"{server_url}/?q=Lyon")
    is_kept(page, "answers", "/?q=Lyon")
    for path in (
        "/mon-compte",
        "/connexion",
        "/organismes",
        "/territoires",
        "/accessibilite",
        "/api/v1/third-places",
    ):
        page.goto(server_url + path)
    page.goto(f"{server_url}/?q=Lyon&open=now")
    is_kept(page, "answers", "/?q=Lyon&open=now")
    kept = page.evaluate(KEPT)
    assert set(kept) <= {"answers", "places", "files", "map"}
    assert set(kept["answers"]) == {"/", "/?q=Lyon", "/?q=Lyon&open=now"}
    assert all(one.startswith(("/assets/", "/carte/")) for one in kept["files"])
    # The list of those that are open now is of the moment.
    assert all("open" not in one for one in kept.get("map", []))


def test_an_older_worker_s_answers_are_dropped(visitor: BrowserContext, server_url: str) -> None:
    page = visitor.new_page()
    page.goto(f"{server_url}/accessibilite")
    page.evaluate("async () => { await caches.open('proxilieux-old-answers'); await caches.open('other'); }")
    page.reload()
    eventually(lambda: "proxilieux-old-answers" not in page.evaluate("() => caches.keys()"))
    assert "other" in page.evaluate("() => caches.keys()")


def test_it_is_said_in_english_too(visitor: BrowserContext, server_url: str) -> None:
    page = opened(visitor, f"{server_url}/?q=Lyon&lang=en")
    is_kept(page, "answers", "/?q=Lyon&lang=en")
    visitor.set_offline(True)
    page.reload()
    expect(page.locator("#offline-line")).to_have_text(
        re.compile(r"You are offline: answer of \d+ \w+, \d+:\d\d\.")
    )
