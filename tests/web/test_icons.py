"""The icons of the pages are all in our own file."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from flask.testing import FlaskClient

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.third_places.vocabulary import KINDS

PAGES = Path(__file__).parent.parent.parent / "app" / "publishing" / "pages"
SVG = "{http://www.w3.org/2000/svg}"


def drawn() -> dict[str, str]:
    symbols = ET.parse(PAGES / "static" / "icons.svg").getroot().iter(f"{SVG}symbol")  # noqa: S314 - our own
    return {symbol.attrib["id"]: ET.tostring(symbol, "unicode").split(">", 1)[1] for symbol in symbols}


def test_every_equipment_type_and_every_kind_has_a_drawing_of_its_own() -> None:
    icons = drawn()
    codes = [f"equipment-{fact.code}" for fact in EQUIPMENT_TYPES] + [f"kind-{fact.code}" for fact in KINDS]
    assert set(codes) <= set(icons)
    equipment = [icons[code] for code in codes if code.startswith("equipment-")]
    kinds = [icons[code] for code in codes if code.startswith("kind-")]
    assert len(set(equipment)) == len(equipment)
    assert len(set(kinds)) == len(kinds)


def test_pages_name_only_icons_that_are_there(client: FlaskClient) -> None:
    html = "".join(client.get(path).text for path in ("/", "/?q=Lyon&equipment=wifi", "/organismes"))
    named = set(re.findall(r"icons\.svg#([\w-]+)", html))
    assert len(named) > 30
    assert named <= set(drawn())
