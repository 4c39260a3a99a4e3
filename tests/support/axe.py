"""axe-core in a page: what it finds against WCAG 2.2 A and AA, RGAA 4 and its own good practice."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": [
            "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "RGAAv4", "best-practice",
        ],
    },
    # Part of WCAG 2.2 AA; axe leaves it out unless it is named.
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}  # fmt: skip


@cache
def source() -> str:
    """Return the script of axe-core; skip the test where npm could not bring it."""
    if not SCRIPT.is_file():
        pytest.skip("axe-core is not installed: `npm ci` in tests/web, which scripts/bootstrap.sh dev runs")
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong on the page as it is now, one line an element.

    The script is evaluated by the debugger, so that the page keeps the policy that it is served with.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", OPTIONS)
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {_first_line(node['failureSummary'])}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def _first_line(summary: str) -> str:
    return " / ".join(line.strip() for line in summary.splitlines()[1:3])
