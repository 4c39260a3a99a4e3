"""Sentences about a match in French and in English, with a code for machines."""

from typing import TypedDict


class Sentence(TypedDict):
    """One thing to say."""

    code: str
    fr: str
    en: str


def sentence(code: str, fr: str, en: str) -> Sentence:
    """Return it."""
    return Sentence(code=code, fr=fr, en=en)
