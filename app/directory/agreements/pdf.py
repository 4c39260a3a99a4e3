"""Agreements as PDF/UA-1, by Typst, from the blocks of their DOCX."""

import json
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import typst

from app.directory.agreements.blocks import Block

SOURCE = Path(__file__).with_name("agreement.typ")
REGIONS = {"fr": "FR", "en": "GB"}
STANDARD: Final = "ua-1"
SHOWN_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC")
"""Scripts whose letters our fonts have; other letters are named by their number where they have no glyph."""
LAST_WESTERN, PUNCTUATION = "\u017f", "’\u2018“”–—…•€ \u202f\u200b"


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
    for is_shown in (_any, _is_of_our_scripts):
        try:
            return _compiled(_spelt(data, is_shown))
        except typst.TypstError:  # PDF/UA has no place for a letter without a glyph
            continue
    return _compiled(_spelt(data, _is_western))


def _compiled(data: dict[str, Any]) -> bytes:
    file: bytes = typst.compile(
        SOURCE,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=STANDARD,
    )
    return file


def _spelt(value: Any, is_shown: Callable[[str], bool]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return "".join(one if is_shown(one) else f"[U+{ord(one):04X}]" for one in value)
    if isinstance(value, list):
        return [_spelt(one, is_shown) for one in value]
    if isinstance(value, dict):
        return {name: _spelt(one, is_shown) for name, one in value.items()}
    return value


def _any(_character: str) -> bool:
    return True


def _is_of_our_scripts(character: str) -> bool:
    is_letter = unicodedata.category(character)[0] in "LM"
    return _is_western(character) or (is_letter and unicodedata.name(character, "").startswith(SHOWN_SCRIPTS))


def _is_western(character: str) -> bool:
    return character <= LAST_WESTERN or character in PUNCTUATION
