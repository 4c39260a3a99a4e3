"""Texts as documents can hold them: nothing that XML, a font or the reader's eye would trip over."""

from app.directory.contributions.inputs import tidy
from app.platform.files.xml_text import possible


def clean(text: str) -> str:
    """Return a text without control characters and without marks that turn its direction around."""
    return possible(tidy(text))


def clean_line(text: str) -> str:
    """Return the same on one line."""
    return " ".join(clean(text).split())
