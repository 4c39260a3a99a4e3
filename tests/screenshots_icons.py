"""The icons of the installed site, drawn from `icon.svg` (`make screenshots`)."""

from playwright.sync_api import Browser, ViewportSize

from app.platform.site.assets import OWN_FILES

SIDES = (192, 512)
MASKABLE = 512
SAFE = 0.72
"""Share of a maskable icon's side that is drawn on: what any shape leaves is a circle of 0.8 across."""


def draw(browser: Browser) -> None:
    """Write the pictures beside the drawing."""
    drawing = (OWN_FILES / "icon.svg").read_text(encoding="utf-8")
    for side in SIDES:
        _write(browser, f"icon-{side}.png", side, f"svg{{width:{side}px;height:{side}px}}", drawing)
    inner = round(MASKABLE * SAFE)
    style = (
        f"body{{width:{MASKABLE}px;height:{MASKABLE}px;display:grid;place-items:center;background:#0b5b61}}"
        f"svg{{width:{inner}px;height:{inner}px}}"
    )
    _write(browser, "icon-maskable.png", MASKABLE, style, drawing)


def _write(browser: Browser, name: str, side: int, style: str, drawing: str) -> None:
    context = browser.new_context(viewport=ViewportSize(width=side, height=side))
    page = context.new_page()
    page.set_content(
        f"<!doctype html><style>*{{margin:0;display:block}}{style}</style><body>{drawing}</body>"
    )
    page.screenshot(path=OWN_FILES / name, omit_background=True)
    context.close()
