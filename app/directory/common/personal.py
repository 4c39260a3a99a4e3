"""E-mail addresses and mobile numbers of people inside free text: taken out wherever a text is kept."""

import re
from collections.abc import Mapping
from typing import Any

ADDRESS_REMOVED, NUMBER_REMOVED = "[adresse retirée]", "[numéro retiré]"
_EMAIL = re.compile(r"(?<![\w.+-])\w[\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.[^\W\d_]{2,20}(?!\w)")
_MOBILE = re.compile(
    r"(?<![\d+])(?<!\d[.,])(?:(?:\+|00)\s?(?:33|262|590|594|596)[\s.-]?(?:\(0\)[\s.-]?)?|0)[67]"
    r"(?:(?:\s?\d{2}){4}|(\s?[.\u2010-\u2015-]\s?)\d{2}(?:\1\d{2}){3})(?!\d)"
)
"""Dots and dashes part all pairs alike: 07.12.2024 10:30 is a moment."""
_CONTACT_COLUMN = re.compile(r"(?<![^\W_])(?:t[eé]l|phone|courriel|mail)", re.IGNORECASE)
"""Beginnings of words in the names of columns that hold a place's own contact."""
_WORD = re.compile(r"[^\W\d]{2}")


def without_contacts(text: str) -> str:
    """Return a text with a mark in the place of each e-mail address and mobile number."""
    if "@" in text:
        text = _EMAIL.sub(ADDRESS_REMOVED, text)
    return _MOBILE.sub(NUMBER_REMOVED, text)


def without_contacts_in_texts(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row whose texts name no contact.

    What stays: a contact that is all that stands in a column for contacts, and digits alone, which may be an
    identifier.
    """
    return {name: _masked(name, value) if isinstance(value, str) else value for name, value in row.items()}


def _masked(name: str, value: str) -> str:
    masked = without_contacts(value)
    is_text = _WORD.search(masked.replace(ADDRESS_REMOVED, "").replace(NUMBER_REMOVED, "")) is not None
    stays = not is_text and (_CONTACT_COLUMN.search(name) or value.strip().isdigit())
    return value if stays else masked
