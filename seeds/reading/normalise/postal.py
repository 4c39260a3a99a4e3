"""Postcodes, addresses and INSEE codes of communes. What is none of these raises `ValueError`."""

import re

from app.directory.common.france import ARRONDISSEMENTS

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
