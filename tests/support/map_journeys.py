"""What tests do with the finder's map."""

from playwright.sync_api import FrameLocator, Page

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


def drag_the_map(page: Page | FrameLocator) -> None:
    """Move the map by hand."""
    surface = page.locator(".leaflet-container")
    box = surface.bounding_box()
    assert box
    mouse = surface.page.mouse
    # In a corner where neither a control nor a note lies.
    mouse.move(box["x"] + 40, box["y"] + 90)
    mouse.down()
    mouse.move(box["x"] + 160, box["y"] + 150, steps=5)
    mouse.up()


def open_a_popup(page: Page) -> None:
    """Open the popup of a place that stands alone."""
    find_a_dot(page)
    page.locator(".dot").first.dispatch_event("click")
    page.locator(".leaflet-popup-content a").first.wait_for()
