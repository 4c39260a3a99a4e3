"""Whether the name of a place says that it is closed, where publishers have no other field for it."""

import re

_HOW = r"(?:actuellement|définitivement|provisoirement|temporairement|désormais)"
CLOSED = re.compile(
    rf"(?:[(\[]|\s[-–—:]\s)\s*(?:{_HOW}\s+)?ferm(?:ée?s?|eture)"
    rf"(?:\s+(?:{_HOW}|définitive|provisoire|temporaire|depuis\b[^)\]]*))?\s*[)\]]?\s*$",
    re.IGNORECASE,
)
"""At the end of a name, in brackets or behind a dash; `(fermé le lundi)` says when it is open."""


def says_closed(name: str) -> bool:
    """Return whether a name ends by saying that the place is closed, for good or for now."""
    return CLOSED.search(name) is not None
