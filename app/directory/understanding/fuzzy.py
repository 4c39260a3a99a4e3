"""Phrases of the vocabularies, and those that a misspelt one was perhaps meant to be."""

from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.directory.understanding.words import phrases

FEWEST_LETTERS, TWO_OFF = 6, 9
"""Letters of a phrase that may have one letter off, and two; one may be missing."""
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the vocabularies that words stand for."""

    family: str
    codes: tuple[str, ...]
    off: int
    """Letters that are wrong."""


def exact_phrase(words: str) -> Phrase | None:
    """Return the phrase that folded words are, in the singular or the plural."""
    exact = _known().get(words) or _known().get(_singular(words))
    return Phrase(*exact, off=0) if exact else None


def nearest_phrase(words: str) -> Phrase | None:
    """Return the phrase that folded words are, or nearly are.

    One letter off, two in long phrases, and never the first one or a digit.
    """
    if exact := exact_phrase(words):
        return exact
    if len(words) < FEWEST_LETTERS - 1:
        return None
    most = 2 if len(words) >= TWO_OFF else 1
    near = process.extractOne(words, _texts(), scorer=OSA.distance, score_cutoff=most)
    if near is None:
        return None
    phrase, off, _ = near
    if len(phrase) < FEWEST_LETTERS or phrase[0] != words[0] or _digits(phrase) != _digits(words):
        return None
    return Phrase(*_known()[phrase], off=int(off))


def _singular(words: str) -> str:
    return " ".join(word.removesuffix("s") for word in words.split())


def _digits(text: str) -> str:
    return "".join(character for character in text if character in _DIGITS)


@cache
def _known() -> dict[str, tuple[str, tuple[str, ...]]]:
    return {phrase: (family, codes) for phrase, family, codes in phrases()}


@cache
def _texts() -> list[str]:
    return list(_known())
