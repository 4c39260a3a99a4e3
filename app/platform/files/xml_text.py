"""Text that XML can hold: control characters and the like have no place in it, however they are written."""

import re

IMPOSSIBLE_PATTERN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
"""A regular expression of RE2."""
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
REPLACEMENT = "\ufffd"
"""Stands where a character was that XML cannot hold."""


def possible(text: str) -> str:
    """Return a text with the replacement character for each character that XML cannot hold."""
    return _IMPOSSIBLE.sub(REPLACEMENT, text)
