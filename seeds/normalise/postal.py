"""Postcodes, addresses and INSEE codes of communes. What is none of these raises `ValueError`."""

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

PARIS, LYON, MARSEILLE = "75056", "69123", "13055"
ARRONDISSEMENTS = {
    **{f"751{number:02}": PARIS for number in range(1, 21)},
    **{f"6938{number}": LYON for number in range(1, 10)},
    **{f"132{number:02}": MARSEILLE for number in range(1, 17)},
}
"""INSEE codes of the municipal arrondissements, and the commune that each belongs to."""

_COMMUNE_CODE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
_FIVE_DIGITS = re.compile(r"(?<![0-9])[0-9]{5}(?![0-9])")
_CEDEX = re.compile(r"\s*\bCEDEX\b.*$", re.IGNORECASE)
_EDGES = " ,;-\u2013/\n"
_COUNTRY = re.compile(r"^(?:F|FR)-(?=[0-9])", re.IGNORECASE)
_SHORT_POSTCODE, _POSTCODE = 4, 5


def postcode(text: str) -> str:
    """Return five digits; spaces go, and the leading zero that a spreadsheet took off comes back.

    `F-75008`, `75 008`, `1000.0` and `75379 CEDEX 08` are read too.
    """
    digits = re.sub(r"\s+", "", _COUNTRY.sub("", _CEDEX.sub("", text).strip()))
    digits = digits.removesuffix(".0")
    if len(digits) == _SHORT_POSTCODE:
        digits = "0" + digits
    if len(digits) != _POSTCODE or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{text!r} is not a postcode: it has five digits")
    return digits


def insee_code(text: str) -> str:
    """Return the five characters of a commune's INSEE code, as published (75110 stays 75110)."""
    code = re.sub(r"\s+", "", text).upper()
    if len(code) == _SHORT_POSTCODE:
        code = "0" + code
    if not _COMMUNE_CODE.fullmatch(code):
        raise ValueError(f"{text!r} is not the INSEE code of a commune")
    return code


def commune_code(text: str) -> str:
    """Return the INSEE code of the whole commune: 75056 for 75110, 69123 for 69383, 13055 for 13204."""
    code = insee_code(text)
    return ARRONDISSEMENTS.get(code, code)


@cache
def former_communes() -> Mapping[str, str]:
    """Return the codes of communes that are no more, each with the one that its territory belongs to.

    Merged into a commune nouvelle, or the same commune under another code because its seat moved (49069 is
    49126 now). Facts of INSEE's Code officiel géographique of 2026, by way of version 6.0.0 of
    `@etalab/decoupage-administratif`, Licence Ouverte 2.0.
    """
    table = files("seeds.normalise").joinpath("former_communes.csv").read_text(encoding="ascii")
    return {row["former_code"]: row["code"] for row in csv.DictReader(table.splitlines())}


def present_commune(code: str) -> str:
    """Return the code of the commune that a commune of former days belongs to, or `code` itself."""
    return former_communes().get(code, code)


def without_cedex(city: str) -> str:
    """Return a town's name without the sorting office: `VALENCE CEDEX 9` is in Valence."""
    return _CEDEX.sub("", city).strip()


def has_house_number(address: str) -> bool:
    """Return whether a number that is no postcode stands in an address."""
    words = address.replace(",", " ").split()
    return any(word[0].isdigit() and not (len(word) == _POSTCODE and word.isdigit()) for word in words)


def street_address(address: str, postcode: str | None) -> str | None:
    """Return what stands before the postcode, where an address repeats postcode and town.

    `7 RUE VILLENEUVE 01000 BOURG-EN-BRESSE` is `7 RUE VILLENEUVE`; None when nothing stands before.
    """
    if postcode is None:
        return address
    for match in _FIVE_DIGITS.finditer(address):
        if match.group() == postcode:
            return address[: match.start()].strip(_EDGES) or None
    return address
