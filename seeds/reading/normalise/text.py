"""Text as it goes into the directory, and text as it is compared."""

import html
import re
import unicodedata

from app.directory.geocoding.names import fold, spell_out, with_article_in_front, without_article
from app.platform.files.formulas import unescape_formula

NOTHING = frozenset({"NULL", "NA", "N/A", "NaN", "nan", "null"})
"""Texts that software writes for an empty value."""
_SPACES = re.compile(r"[^\S\n]+")
_TO_CLEAN = re.compile(r"[<&]|^['\s]|\s\s|\s$")
"""Parts of a printable text of ASCII that are to be cleaned: markup, an apostrophe in front, spaces."""
_BLANK_LINES = re.compile(r"\s*\n\s*")


def clean(value: str | None) -> str | None:
    """Return one field's text: NFC, no control characters, single spaces; None where it says nothing.

    Lines stay lines. What was written for a web page is read as a page shows it: entities become characters,
    tags go. The apostrophe that exports put before formulas (`'=1+1`) comes off again.
    """
    if not value:
        return None
    if value.isascii() and value.isprintable() and not _TO_CLEAN.search(value):
        # Nearly every field is: there is nothing to do.
        return None if value in NOTHING else value
    text = unicodedata.normalize("NFC", _without_markup(unescape_formula(value)))
    if not text.isprintable():
        text = _BLANK_LINES.sub("\n", "".join(map(_visible, text)))
    text = _SPACES.sub(" ", text).strip()
    return None if not text or text in NOTHING else text


def one_line(value: str | None) -> str | None:
    """Return `clean` text on a single line: names, addresses, codes."""
    text = clean(value)
    return None if text is None else text.replace("\n", " ")


def fold_place_name(value: str) -> str:
    """Return a commune's name as it is compared: folded, without its article, `saint` written out."""
    return without_article(spell_out(with_article_in_front(value)))


def _without_markup(text: str) -> str:
    """Return text as a web page would show it."""
    if _MARKUP.search(text):
        text = _TAG.sub("", _BLOCK.sub("\n", text))
    return html.unescape(text) if _ENTITY.search(text) else text


_MARKUP = re.compile(r"</[a-z]|<br\b", re.IGNORECASE)
"""Markup that only text written for a page holds; a single `<b>` may be anything."""
_BLOCK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|br|div|em|font|h[1-6]|hr|i|li|ol|p|pre|small|span|strong|sub|sup|table|tbody"
    r"|td|th|thead|tr|u|ul)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
"""Tags of text. What no publisher's text holds, scripts and pictures, stays as it is, escaped where shown."""
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8}[0-9]{0,2});", re.IGNORECASE)


def _visible(character: str) -> str:
    if character in "\n ":
        return character
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"} or character in "\t\r\v\f":
        return " "
    return "" if category in {"Cc", "Cs"} or character in _INVISIBLE else character


_INVISIBLE = frozenset(
    "\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Marks of no width, and those that turn the direction of the text around them."""

__all__ = ["NOTHING", "clean", "fold", "fold_place_name", "one_line"]
