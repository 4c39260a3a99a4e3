"""Calendars as another program reads them: ical.js, the reader of Thunderbird, in node."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[1] / "web" / "node_modules" / "ical.js" / "dist" / "ical.es5.cjs"
READER = """
const ical = require(process.argv[1]);
fetch(process.argv[2]).then((answer) => answer.text()).then((text) => {
  const events = new ical.Component(ical.parse(text)).getAllSubcomponents("vevent");
  console.log(JSON.stringify(events.map((one) => new ical.Event(one)).map((event) => [
    event.summary, event.startDate.toJSDate().toISOString(), event.endDate.toJSDate().toISOString(),
  ])));
});
"""


def events_at(address: str) -> list[list[str]]:
    """Return what, from when and until when (UTC) a feed says; skip the test where npm could not bring it."""
    if not LIBRARY.is_file():
        pytest.skip("ical.js is not installed: `npm ci` in tests/web, which scripts/bootstrap.sh dev runs")
    node = Path(sys.executable).parent / "node"
    command = [node if node.exists() else "node", "-e", READER, LIBRARY, address]
    shown = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    events: list[list[str]] = json.loads(shown)
    return events
