"""share.png: of the size that its readers ask for, in the colours of the design tokens."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.platform.site.assets import OWN_FILES
from tests import screenshots_share

pytestmark = pytest.mark.browser

READ = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const at = (x, y) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
  return { size: [canvas.width, canvas.height], left: at(4, 300), ground: at(600, 20) };
}"""


def token(name: str) -> list[int]:
    """Return a colour of the light scheme."""
    tokens = (OWN_FILES / "css" / "tokens.css").read_text(encoding="utf-8")
    found = re.search(rf"{name}: #([0-9a-f]{{6}})", tokens)
    assert found
    return list(bytes.fromhex(found[1]))


@pytest.mark.parametrize("is_kept", [True, False])
def test_it_is_made_of_the_tokens(browser: Browser, tmp_path: Path, is_kept: bool) -> None:
    path = OWN_FILES / "share.png"
    if not is_kept:
        path = tmp_path / "share.png"
        screenshots_share.draw(browser, path)
    page = browser.new_page()
    picture = base64.b64encode(path.read_bytes()).decode()
    assert page.evaluate(READ, f"data:image/png;base64,{picture}") == {
        "size": [1200, 630],
        "left": token("--brand"),
        "ground": token("--paper"),
    }
    page.close()
