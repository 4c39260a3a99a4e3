"""The picture that sites show beside a link to a page, drawn from the design tokens (`make screenshots`)."""

from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from app.platform.site.assets import OWN_FILES

SIZE = ViewportSize(width=1200, height=630)
"""Pixels; what Open Graph and its readers ask for."""
LINES = ("Les tiers-lieux financés en France", "et les équipements qu’ils partagent.")
STYLE = """
* { margin: 0; box-sizing: border-box; }
body {
  width: 1200px; height: 630px; overflow: hidden;
  display: grid; grid-template-columns: 1fr 25rem; align-items: center;
  background: var(--paper); color: var(--ink); border-left: 18px solid var(--brand);
  font-family: var(--font);
}
main { padding-left: 4.5rem; display: grid; gap: 1.5rem; white-space: nowrap; }
main svg { width: 7.5rem; height: 7.5rem; }
h1 { font-size: 6rem; line-height: 1; letter-spacing: -0.02em; }
p { font-size: 2.25rem; line-height: 1.4; color: var(--ink-soft); }
.map { width: 22rem; height: 22rem; overflow: visible; }
.reach { fill: color-mix(in srgb, var(--brand) 16%, var(--paper)); }
.place { fill: var(--brand); stroke: var(--surface); stroke-width: 5px; }
.pin { fill: var(--accent); stroke: var(--surface); stroke-width: 6px; stroke-linejoin: round; }
.hole { fill: var(--surface); }
"""
PLACES = ((60, 70), (268, 42), (52, 260), (286, 282), (170, 328))
MAP = f"""
<svg class="map" viewBox="0 0 352 352">
  <circle class="reach" cx="176" cy="176" r="160"/>
  {"".join(f'<circle class="place" cx="{x}" cy="{y}" r="19"/>' for x, y in PLACES)}
  <path class="pin" d="M171 263C121 209 96 171 96 136a75 75 0 0 1 150 0c0 35-25 73-75 127z"/>
  <circle class="hole" cx="171" cy="138" r="28"/>
</svg>
"""


def draw(browser: Browser, path: Path = OWN_FILES / "share.png") -> None:
    """Write the picture, in the light colours, whatever the machine prefers."""
    context = browser.new_context(viewport=SIZE, color_scheme="light", locale="fr-FR")
    page = context.new_page()
    tokens = (OWN_FILES / "css" / "tokens.css").read_text(encoding="utf-8")
    icon = (OWN_FILES / "icon.svg").read_text(encoding="utf-8")
    said = "<br>".join(LINES)
    page.set_content(
        f"<!doctype html><html lang=fr><meta charset=utf-8><style>{tokens}{STYLE}</style>"
        f"<body><main>{icon}<h1>Proxilieux</h1><p>{said}</p></main>{MAP}</body></html>"
    )
    page.screenshot(path=path)
    context.close()
