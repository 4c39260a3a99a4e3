"""Agreements as PDF/UA-1, by Typst, from the blocks of their DOCX."""

import json
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from app.directory.agreements.blocks import Block

SOURCE = Path(__file__).with_name("agreement.typ")
REGIONS = {"fr": "FR", "en": "GB"}
STANDARD = "ua-1"
SHOWN_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC")
"""Scripts whose letters our fonts have; other letters are named by their number where they have no glyph."""


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    # Fonts of the machine are left out: the same agreement looks the same everywhere.
    with resources.as_file(resources.files("font_source_sans_pro").joinpath("files")) as folder:
        return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def make(blocks: Sequence[Block], title: str, author: str, footer: str, language: str) -> bytes:
    """Return the PDF of some blocks."""
    data = {
        "title": title,
        "author": author,
        "footer": footer,
        "lang": language,
        "region": REGIONS[language],
        "blocks": list(blocks),
    }
    try:
        return _compiled(data)
    except typst.TypstError:
        # PDF/UA has no place for a letter without a glyph.
        return _compiled(_spelt(data))


def _compiled(data: dict[str, Any]) -> bytes:
    file: bytes = typst.compile(
        SOURCE,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=STANDARD,
    )
    return file


def _spelt(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return "".join(one if _is_shown(one) else f"[U+{ord(one):04X}]" for one in value)
    if isinstance(value, list):
        return [_spelt(one) for one in value]
    return {name: _spelt(one) for name, one in value.items()} if isinstance(value, dict) else value


def _is_shown(character: str) -> bool:
    if character.isascii() or character in "«»’‘“”–—…•€ ":
        return True
    return unicodedata.name(character, "").startswith(SHOWN_SCRIPTS) and unicodedata.category(character)[0] in "LM"
