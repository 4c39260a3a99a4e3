"""Values out of a list that a standard gives, joined by a separator."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from seeds.reading.normalise.text import fold

SEPARATORS = ("|", ";")
"""Today's, and the one of the standard's first versions."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Choices from a list of values."""

    known: tuple[str, ...]
    """As the list spells them, each once, in the order of the text."""
    unknown: tuple[str, ...]
    """Values that are not in the list."""


def choices(text: str, allowed: Iterable[str]) -> Chosen:
    """Return which values of a list a text names; accents, case and punctuation do not matter."""
    by_folded = _by_folded(tuple(allowed))
    return min((_read(text, mark, by_folded) for mark in SEPARATORS), key=lambda read: len(read.unknown))


@cache
def _by_folded(allowed: tuple[str, ...]) -> Mapping[str, str]:
    return {fold(value): value for value in allowed}


def _read(text: str, mark: str, by_folded: Mapping[str, str]) -> Chosen:
    parts = [part.strip() for part in text.split(mark) if part.strip()]
    return Chosen(
        known=tuple(dict.fromkeys(by_folded[fold(part)] for part in parts if fold(part) in by_folded)),
        unknown=tuple(part for part in parts if fold(part) not in by_folded),
    )
