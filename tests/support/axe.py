"""axe-core in a page: what it finds against WCAG 2.2 A and AA, RGAA 4 and its own good practice."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
OPTIONS: dict[str, Any] = {
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

COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""The rules whose answer a colour scheme can change."""

RUN = """
async (options) => {
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({
    rule: id,
    target,
    failureSummary,
    isMarker: document.querySelector(target[0])?.closest(".leaflet-marker-pane") != null,
  })));
}
"""


@cache
def source() -> str:
    """Return the script of axe-core; skip the test where npm could not bring it."""
    if not SCRIPT.is_file():
        pytest.skip("axe-core is not installed: `npm ci` in tests/web, which scripts/bootstrap.sh dev runs")
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page, rules: Sequence[str] = (), *, without: Sequence[str] = ()) -> list[str]:
    """Return what axe finds wrong on the page as it is now, one line an element; by some rules or by all.

    `without` names rules that are left out of all.

    The size of markers is left out: where they lie, near to each other or one over the other, is what
    the map says (WCAG 2.5.8, "essential"), and the list or table beside it leads to the same.

    The script is evaluated by the debugger, so that the page keeps the policy that it is served with.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    options = OPTIONS | {"rules": OPTIONS["rules"] | {name: {"enabled": False} for name in without}}
    if rules:
        options |= {"runOnly": {"type": "rule", "values": list(rules)}}
    found: list[dict[str, Any]] = page.evaluate(RUN, options)
    return [
        f"{node['rule']}: {' '.join(map(str, node['target']))}: {_first_line(node['failureSummary'])}"
        for node in found
        if not (node["rule"] == "target-size" and node["isMarker"])
    ]


def _first_line(summary: str) -> str:
    return " / ".join(line.strip() for line in summary.splitlines()[1:3])
