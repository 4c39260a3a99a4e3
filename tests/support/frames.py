"""Elements that come to rest where they are laid out."""

from playwright.sync_api import Locator

FRAMES = """async (count) => {
  for (let drawn = 0; drawn < count; drawn += 1) await new Promise(requestAnimationFrame);
}"""
"""Wait until a page has been drawn so many times."""

RESTING = f"""async (element) => {{
  const top = () => element.getBoundingClientRect().top;
  for (let since = 0, before = top(); since < 10; since += 1) {{
    await ({FRAMES})(1);
    if (Math.abs(top() - before) > 0.5) since = 0;
    before = top();
  }}
  return top();
}}"""


def resting_place(found: Locator) -> float:
    """Return how many pixels an element is from the top of the window, once it stays there for ten frames."""
    return float(found.evaluate(RESTING))
