"""Fixtures of the pages' tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from support.browsing import ARGUMENTS, WAIT_MS, Visit, chromium, watch
from support.servers import served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium that can be driven (a snap cannot); install Debian's chromium")
    # A machine that does other work makes no page wrong.
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def visit() -> Visit:
    """What the pages of this test ask for."""
    return Visit()


@pytest.fixture
def page(browser: Browser, visit: Visit) -> Iterator[Page]:
    """A page on a desktop."""
    context = watch(browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR"), visit)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser, visit: Visit) -> Iterator[Page]:
    """A page on a phone, 390 pixels wide."""
    viewport = {"width": 390, "height": 844}
    context = watch(
        browser.new_context(viewport=viewport, has_touch=True, is_mobile=True, locale="fr-FR"), visit
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def without_scripts(browser: Browser, visit: Visit) -> Iterator[Page]:
    """A page whose browser runs no scripts."""
    context = watch(browser.new_context(java_script_enabled=False, locale="fr-FR"), visit)
    yield context.new_page()
    context.close()


@pytest.fixture
def made_server_url(empty_url: str) -> Iterator[str]:
    """The real server over a database of the test's own."""
    with served(empty_url) as base:
        yield base
