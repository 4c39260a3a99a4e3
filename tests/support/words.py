"""Sentences of pages in English, as the catalogue has them."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

import app.platform.site

CATALOGUE = Path(app.platform.site.__path__[0]) / "translations" / "en" / "LC_MESSAGES" / "messages.po"


@cache
def _english() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {
            message.id: str(message.string)
            for message in read_po(file)
            if isinstance(message.id, str) and message.id
        }


def english(french: str) -> str:
    """Return a sentence of a page in English; a KeyError for one that no page has."""
    return _english()[french]
