"""Fixtures of the pages' tests."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from support.browsing import ARGUMENTS, DESKTOP, PHONE, WAIT_MS, Visit, Window, headless, watch
from support.clients import WorkerApp
from support.clocks import stand_still
from support.servers import serving


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    path = headless()
    if path is None:
        pytest.skip("no Chromium that can be driven (a snap cannot): apt-get install chromium-headless-shell")
    # A machine that does other work makes no page wrong.
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        # Routes do not see what a worker asks for; the tests that are about it allow it.
        launched.new_context = partial(launched.new_context, service_workers="block")
        yield launched
        launched.close()


@pytest.fixture
def visit() -> Iterator[Visit]:
    """What the pages of this test ask for; no other host than those that the test names."""
    visit = Visit()
    yield visit
    assert visit.hosts <= visit.allowed, "a page asked for something of another host"


@pytest.fixture(scope="session")
def desktop(browser: Browser) -> Iterator[Window]:
    """A window on a desktop."""
    yield from opened(browser, DESKTOP)


@pytest.fixture(scope="session")
def pocket(browser: Browser) -> Iterator[Window]:
    """A window on a phone."""
    yield from opened(browser, PHONE, has_touch=True, is_mobile=True)


@pytest.fixture(scope="session")
def scriptless(browser: Browser) -> Iterator[Window]:
    """A window of a browser that runs no scripts."""
    yield from opened(browser, DESKTOP, java_script_enabled=False)


def opened(browser: Browser, size: ViewportSize, **options: bool) -> Iterator[Window]:
    window = Window(browser, size, **options)
    yield window
    window.close()


def lent(window: Window, visit: Visit, session: pytest.Session) -> Iterator[Page]:
    """Lend a window's page to a test; one that failed leaves it in nobody knows what state."""
    failed_before = session.testsfailed
    yield window.lend(visit)
    if session.testsfailed > failed_before:
        window.close()
    else:
        window.take_back()


@pytest.fixture
def page(desktop: Window, visit: Visit, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a desktop."""
    yield from lent(desktop, visit, request.session)


@pytest.fixture
def phone(pocket: Window, visit: Visit, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a phone, 390 pixels wide."""
    yield from lent(pocket, visit, request.session)


@pytest.fixture
def without_scripts(scriptless: Window, visit: Visit, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page whose browser runs no scripts."""
    yield from lent(scriptless, visit, request.session)


@pytest.fixture
def own_page(browser: Browser, visit: Visit) -> Iterator[Page]:
    """A page that no other test has used or will, with an empty cache; it may be given scripts or a clock."""
    context = watch(browser.new_context(viewport=DESKTOP, locale="fr-FR"), visit)
    yield context.new_page()
    context.close()


@pytest.fixture
def made_server_url(worker_app: WorkerApp, empty_url: str) -> Iterator[str]:
    """The worker's application, served over a database that is empty at first."""
    with serving(worker_app.over(empty_url)) as base:
        yield base


@pytest.fixture
def friday(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Friday, eleven o'clock in Paris, that does not go on: what is open is the same on two pages."""
    stand_still(monkeypatch, datetime(2026, 3, 6, 10, tzinfo=UTC))
