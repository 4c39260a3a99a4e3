"""What tests do with the finder's map."""

from playwright.sync_api import FrameLocator, Locator, Page, expect

MOST_CLUSTERS = 8
MOVING = ".leaflet-zoom-anim, .leaflet-pan-anim, .leaflet-cluster-anim"
"""Parts of a map that glide."""

CLUSTERS = """() => [...document.querySelectorAll(".cluster, .leaflet-control-scale-line")]
  .map((one) => one.textContent).join()"""
"""What the map groups, and its scale."""

OPENED = f"""before => !document.querySelector("{MOVING}")
  && (document.querySelector(".dot") !== null || ({CLUSTERS})() !== before)"""


def find_a_dot(page: Page) -> None:
    """Open clusters until a place stands alone on the finder's map, which is on show."""
    page.locator(".cluster, .dot").first.wait_for(state="attached")
    for _ in range(MOST_CLUSTERS):
        if page.locator(".dot").count():
            return
        before = page.evaluate(CLUSTERS)
        page.locator(".cluster").first.dispatch_event("click")
        page.wait_for_function(OPENED, arg=before)
    raise AssertionError("there are only clusters")


def come_to_rest(page: Page) -> None:
    """Wait until the map glides no more."""
    expect(page.locator(MOVING)).to_have_count(0)


def scale(page: Page) -> str:
    """Return the map's scale, which is another at each zoom."""
    return page.locator(".leaflet-control-scale-line").inner_text()


def zoom(page: Page, button: str, times: int) -> str:
    """Press a button of the map's zoom, one step at a time; return the scale at the end."""
    for _ in range(times):
        before = scale(page)
        page.get_by_role("button", name=button, exact=True).click()
        expect_another_scale(page, before)
    return scale(page)


def expect_another_scale(page: Page, before: str) -> None:
    """Wait until the map has been zoomed."""
    expect(page.locator(".leaflet-control-scale-line")).not_to_have_text(before)
    come_to_rest(page)


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


class Presses:
    """Presses of a journey: of a finger, a mouse or a key that sends; typing is none."""

    def __init__(self) -> None:
        self.count = 0

    def click(self, what: Locator) -> None:
        """Press something."""
        self.count += 1
        what.click()

    def enter(self, field: Locator) -> None:
        """Send what was written."""
        self.count += 1
        field.press("Enter")
