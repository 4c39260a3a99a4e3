"""Addresses as they are compared: a house number, and the words that tell the street."""

import re
from typing import NamedTuple

from rapidfuzz import fuzz

from seeds.reading.normalise.text import fold

_WAYS = (
    "rue|r|avenue|av|ave|boulevard|boul|bd|bld|blvd|place|pl|allee|allees|chemin|che|ch|impasse|imp|route|rte"
    "|quai|cours|square|sq|passage|traverse|voie|esplanade|promenade|faubourg|fg|montee|rond point|sentier"
    "|venelle|ruelle|mail"
)
_AT = re.compile(
    rf"(?:(?<![0-9])(?P<number>[0-9]{{1,4}}) ?(?:bis|ter|quater|[a-f])? )?\b(?:{_WAYS}) (?P<street>.+)"
)
"""The first way of an address, with the number right before it."""
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,4}(?![0-9])")
_AFTER = re.compile(
    r"\b(?:bat|batiment|bp|cs|tsa|residence|res|immeuble|imm|lot|lotissement|zi|za|zac|zone|parc|lieu dit"
    r"|cedex|escalier|tour|porte|etage|entree|appartement|apt|hall)\b.*"
)
"""Words after the street: where in the house or the quarter."""
_WRITTEN_OUT = {
    "gal": "general", "gen": "general", "dr": "docteur", "pr": "professeur", "prof": "professeur",
    "mal": "marechal", "cdt": "commandant", "col": "colonel", "cne": "capitaine", "lt": "lieutenant",
    "pdt": "president", "st": "saint", "ste": "sainte", "nd": "notre dame", "fbg": "faubourg",
}  # fmt: skip
"""Titles as addresses shorten them."""
_SILENT = frozenset("de du des la le les l d bis ter et a au aux en sur".split())  # noqa: SIM905
ALIKE, COMPACT_ALIKE = 80.0, 88.0
"""Percent of equal letters of two words, and of two streets without their spaces."""
LONG_WORD = 4


class Street(NamedTuple):
    """A house number, where there is one, and the telling words of a street."""

    number: str | None
    words: tuple[str, ...]


def read_street(address: str | None) -> Street:
    """Return what tells one door from another in an address."""
    folded = fold(address or "")
    found = _AT.search(folded)
    if found:
        number, street = found["number"], _AFTER.sub("", found["street"]) or found["street"]
    else:
        first = _NUMBER.search(folded)
        number, street = (first.group() if first else None), _AFTER.sub("", folded)
    words = (
        _WRITTEN_OUT.get(word, word) for word in street.split() if word not in _SILENT and not word.isdigit()
    )
    return Street(number.lstrip("0") if number else None, tuple(words))


def is_one_street(one: Street, other: Street) -> bool | None:
    """Return whether two streets are one, typing errors and words left out forgiven; None where unknown."""
    if not one.words or not other.words:
        return None
    shorter, longer = sorted((one.words, other.words), key=len)
    if all(any(_alike(word, another) for another in longer) for word in shorter):
        return True
    return fuzz.ratio("".join(one.words), "".join(other.words)) >= COMPACT_ALIKE


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < LONG_WORD:
        return one == other
    return fuzz.ratio(one, other) >= ALIKE
