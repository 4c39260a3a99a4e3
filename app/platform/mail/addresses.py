"""E-mail addresses as people type them."""

import re

LONGEST = 254
ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]",
    re.IGNORECASE | re.ASCII,
)
"""Dot-atoms of RFC 5322 at a host name: no quotes, comments or other scripts, as in HTML's field."""


def is_address(text: str) -> bool:
    """Return whether a text is an e-mail address."""
    return len(text) <= LONGEST and ADDRESS.fullmatch(text) is not None


def normalised(text: str) -> str:
    """Return the address under which somebody is known: in small letters, as every provider reads it."""
    return text.strip().lower()
