"""What tests do with the finder's map."""

from playwright.sync_api import Page

MOST_CLUSTERS = 8


def find_a_dot(page: Page) -> None:
    """Open clusters until a place stands alone on the finder's map, which is on show."""
    page.locator(".cluster, .dot").first.wait_for(state="attached")
    for _ in range(MOST_CLUSTERS):
        if page.locator(".dot").count():
            return
        page.locator(".cluster").first.dispatch_event("click")
        page.wait_for_timeout(300)
    raise AssertionError("there are only clusters")


def open_a_popup(page: Page) -> None:
    """Open the popup of a place that stands alone."""
    find_a_dot(page)
    page.locator(".dot").first.dispatch_event("click")
    page.locator(".leaflet-popup-content a").first.wait_for()
