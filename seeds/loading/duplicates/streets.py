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
    rf"(?P<numbers>(?:(?<![0-9])[0-9]{{1,4}} ?(?:bis|ter|quater|[a-f])? (?:et |a )?){{0,3}})"
    rf"\b(?:{_WAYS}) (?P<street>.+)"
)
"""The first way of an address, with the numbers right before it: "7-11 rue" is every door from 7 to 11."""
_FIRST = re.compile(r"[0-9]{1,4}\b")
_NUMBER = re.compile(r"[0-9]{1,4}")
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
    """House numbers, where there are some, and the telling words of a street."""

    numbers: frozenset[str]
    words: tuple[str, ...]


def read_street(address: str | None) -> Street:
    """Return what tells one door from another in an address."""
    folded = fold(address or "")
    match = _AT.search(folded)
    if match:
        numbers, street = match["numbers"], _AFTER.sub("", match["street"]) or match["street"]
    else:
        # A number inside the text is a building's, or that of "Université de Rennes 1".
        first = _FIRST.match(folded)
        numbers, street = (first.group() if first else ""), _AFTER.sub("", folded)
    words = (
        _WRITTEN_OUT.get(word, word) for word in street.split() if word not in _SILENT and not word.isdigit()
    )
    return Street(frozenset(number.lstrip("0") for number in _NUMBER.findall(numbers)), tuple(words))


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
