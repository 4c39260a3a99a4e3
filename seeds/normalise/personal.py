"""E-mail addresses and mobile numbers of people inside free text: taken out wherever a text is kept."""

import re
from collections.abc import Mapping
from typing import Any

ADDRESS_REMOVED, NUMBER_REMOVED = "[adresse retirée]", "[numéro retiré]"
_EMAIL = re.compile(r"(?<![\w.+-])\w[\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.[^\W\d_]{2,20}(?!\w)")
_MOBILE = re.compile(
    r"(?<![\d+])(?:(?:\+|00)(?:33|262|590|594|596)[ .-]?(?:\(0\)[ .-]?)?|0)[67](?:[ .-]?\d{2}){4}(?!\d)"
)


def without_contacts(text: str) -> str:
    """Return a text with a mark in the place of each e-mail address and mobile number."""
    if "@" in text:
        text = _EMAIL.sub(ADDRESS_REMOVED, text)
    return _MOBILE.sub(NUMBER_REMOVED, text)


def without_contacts_in_texts(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row whose free texts name no contact; a cell that is nothing but one stays."""
    return {name: _masked(value) if isinstance(value, str) else value for name, value in row.items()}


def _masked(value: str) -> str:
    masked = without_contacts(value)
    is_free_text = re.search(r"[^\W\d]{2}", masked.replace(ADDRESS_REMOVED, "").replace(NUMBER_REMOVED, ""))
    return masked if is_free_text else value
