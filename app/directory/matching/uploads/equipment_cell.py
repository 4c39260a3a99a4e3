"""Equipment as a cell of a list names it: by code or by label, with how many where that matters."""

import re
from functools import cache, lru_cache

from app.directory.equipment.vocabulary import CODES, EQUIPMENT_TYPES
from app.directory.geocoding.names import fold
from app.directory.matching.criteria import MAX_QUANTITY
from app.directory.understanding.fuzzy import nearest_phrase

Asked = tuple[str, int | None]
"""Code of a type or group, and how many of it."""
_BETWEEN, _BETWEEN_TOO = re.compile(r"[;|\n/+]"), re.compile(r"[,;|\n/+]|\bet\b|\band\b|&")
_NUMBER_BEFORE = re.compile(
    r"(?P<count>[0-9]{1,6})\s*[x×*]?\s+(?P<name>\D.*)|(?P<n>[0-9]{1,6})\s*[x×*]\s*(?P<m>.+)"
)
_NUMBER_AFTER = re.compile(r"(?P<name>.+?)\s*(?:[x×*:=]\s*|\(\s*)(?P<count>[0-9]{1,6})\s*\)?")


class UnknownEquipmentError(ValueError):
    """Words that name no equipment."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@lru_cache(maxsize=5000)
def read_cell(text: str) -> tuple[Asked, ...]:
    """Return what a cell asks for, each type once, the larger number where it stands twice.

    Raises
    ------
    UnknownEquipmentError
        For words that name none.

    """
    needed: dict[str, int | None] = {}
    for part in _BETWEEN.split(text):
        for code, count in _part(part.strip()):
            needed[code] = max(filter(None, (needed.get(code), count)), default=None)
    return tuple(needed.items())


def _part(text: str) -> tuple[Asked, ...]:
    """Read what stands between two semicolons: one name, or several behind commas or spaces."""
    if not text:
        return ()
    if (one := _one(text)) is not None:
        return (one,)
    parts = [part.strip() for part in _BETWEEN_TOO.split(text) if part.strip()]
    words = text.replace(",", " ").split()
    if len(parts) < 2 and words and all(word in CODES for word in words):  # noqa: PLR2004 - one name alone
        parts = words
    named = [(part, _one(part)) for part in parts]
    unknown = next((part for part, one in named if one is None), None)
    if unknown is not None:
        raise UnknownEquipmentError(unknown)
    return tuple(one for _part, one in named if one is not None)


def _one(text: str) -> Asked | None:
    """Return what a single name asks for; None where it names none."""
    if code := _code(text):
        return code, None
    before = _NUMBER_BEFORE.fullmatch(text)
    if before and (code := _code(before["name"] or before["m"])):
        return _counted(code, before["count"] or before["n"])
    after = _NUMBER_AFTER.fullmatch(text)
    if after and (code := _code(after["name"])):
        return _counted(code, after["count"])
    return None


def _counted(code: str, digits: str) -> Asked | None:
    count = int(digits)
    return (code, count) if 1 <= count <= MAX_QUANTITY else None


def _code(name: str) -> str | None:
    name = name.strip()
    if name in CODES:
        return name
    if code := _labels().get(fold(name)):
        return code
    phrase = nearest_phrase(fold(name).strip())
    return phrase.codes[0] if phrase and phrase.family == "equipment" else None


@cache
def _labels() -> dict[str, str]:
    """Return codes by label, folded: a label says exactly what it is, before words that resemble others."""
    return {fold(label): fact.code for fact in EQUIPMENT_TYPES for label in (fact.label_fr, fact.label_en)}
