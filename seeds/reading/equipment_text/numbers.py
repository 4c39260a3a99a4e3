"""Quantities: numbers beside the words that name equipment, in digits or in French words.

Only a number that touches the words counts them. Prices, hours, dates, memory sizes and screen sizes do not
touch them, and so need no rule of their own.
"""

import re
from itertools import chain

_UNITS = (
    "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}


def _compounds(ten: int, name: str) -> dict[str, int]:
    units = enumerate(_UNITS[1:9], start=2)
    ones = {f"{name}-et-un": ten + 1, f"{name}-et-une": ten + 1}
    return {name: ten, **ones, **{f"{name}-{unit}": ten + value for value, unit in units}}


NUMBERS: dict[str, int] = {
    **{name: value for value, name in enumerate(_UNITS, start=1)},
    **dict(chain.from_iterable(_compounds(ten, name).items() for ten, name in _TENS.items())),
    "une": 1,
    "zero": 0,
}
"""French number words, hyphenated, from zero to sixty-nine."""
DOZENS: dict[str, int] = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30}

_WORDS = "|".join(sorted((word.replace("-", "[- ]") for word in NUMBERS), key=len, reverse=True))
_ADJECTIVES = r"(?:nouve(?:aux|lles)|grand(?:e?s)?|petit(?:e?s)?|autres?|vieux|vieilles|gros(?:ses)?|beaux)"
# Not part of "06/2022", "24h/24", "0,20", "05 56 00", "n°3", "d'une", "7 jours sur 7" or "Windows 10".
# After an hour it counts again: "16h30 2 ordinateurs".
_FREE = (
    r"(?<!\d[-/.,])(?<!\dh/)(?:(?<!\d )|(?<=\dh[0-5]\d )|(?<=\d h [0-5]\d ))"
    r"(?<![\w€°'#\"])(?<!sur )(?<!windows )"
)
_NUMBER = rf"\d{{1,3}}(?!\d)|(?:{_WORDS})(?![a-z])"
BEFORE = re.compile(
    rf"{_FREE}(?:(?P<low>{_NUMBER}) (?:a|ou) )?(?P<number>{_NUMBER}) ?(?:x ?)?(?:{_ADJECTIVES} )?$"
    r"|\bune (?P<dozen>" + "|".join(DOZENS) + r") (?:de |d')$"
)
AFTER = re.compile(
    r" ?(?:\(x? ?(?P<braced>\d{1,3})(?: unites?| exemplaires?)?\)|x ?(?P<times>\d{1,3})(?!\d)"
    r"|\(une (?P<dozen>" + "|".join(DOZENS) + r")\)"
    # ": 1 - scanner : 2" goes on with the next item, ": 9 - 12h" with an hour.
    r"|[:=] ?(?P<colon>\d{1,3})(?= ?(?:$|[;)/+]|- ?(?![ \d])|,(?!\d))))"
)
THE_ONE = re.compile(r"[ -]*(?:l'|le |la )")
WINDOW = 48
"""Characters before and after the words in which their number is looked for."""

TABLE_HEADING = re.compile(r"\bquantites?\b")
TABLE_ROW = re.compile(r" (\d{1,3})(?: [a-z]{1,10})? *$")
SEATS = re.compile(
    r"(?<![\d.,/])(\d{1,3}) (?:places?|personnes?|pers\b|participants?|stagiaires?|apprenants?|postes?)"
)
SEATS_WINDOW = 80

# Counted before already: "16 PC dont 4 PC portables", "12 PC (8 PC fixes et 4 PC portables)", "les 4 PC".
BREAKDOWN = re.compile(r"\b(?:dont|soit)\b|\((?![^)]*\))|^ *:")
PART = re.compile(r"\bdont\b")
NAMED_ALREADY = re.compile(rf"\b(?:les|ces|total de|au total) (?:{_NUMBER}) (?:{_ADJECTIVES} )?$")


def count_before(text: str) -> int | None:
    """Return the number at the end of what stands before the words."""
    match = BEFORE.search(text)
    if match is None:
        return None
    if match["dozen"]:
        return DOZENS[match["dozen"]]
    number = _value(match["number"])
    low = _value(match["low"]) if match["low"] else number
    # "4 à 6 postes": four of them are sure. "salle 8 ou 2 postes" is no range.
    return min(low, number)


def count_after(text: str) -> int | None:
    """Return the number at the start of what stands after the words: "(4)", "x 4", ": 4"."""
    match = AFTER.match(text)
    if match is None:
        return None
    if match["dozen"]:
        return DOZENS[match["dozen"]]
    return int(match["braced"] or match["times"] or match["colon"])


def is_the_only_one(before: str, words: str) -> bool:
    """Whether a sentence begins by speaking of a single one: "L'ordinateur du secrétariat"."""
    return THE_ONE.fullmatch(before) is not None and not words.endswith(("s", "x"))


def count_in_row(line: str) -> int | None:
    """Return the last column of a line in a table of quantities."""
    match = TABLE_ROW.search(line)
    return None if match is None else int(match[1])


def is_named_already(text: str) -> bool:
    """Whether what stands before the words refers to equipment named before: "les 4"."""
    return NAMED_ALREADY.search(text) is not None


def seats_after(text: str) -> int | None:
    """Return the people or places that the words after a room's name give."""
    match = SEATS.search(text)
    return None if match is None else int(match[1]) or None


def _value(number: str) -> int:
    return int(number) if number.isdecimal() else NUMBERS[number.replace(" ", "-")]
