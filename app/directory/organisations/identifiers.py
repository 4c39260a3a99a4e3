"""Identifiers of organisations: their patterns, and SIRET numbers, checked by their key.

All functions raise `ValueError`, with a sentence, for what is not one.
"""

import re

SIREN_PATTERN, SIRET_PATTERN = "[0-9]{9}", "[0-9]{14}"
NDA_PATTERN, UAI_PATTERN = "[0-9A-Z]{11}", "[0-9]{7}[A-Z]"
"""Regular expressions of Python and of PostgreSQL."""
LA_POSTE = "356000000"
"""SIREN whose sites' SIRETs satisfy a sum of digits divisible by 5 instead of Luhn's key."""
_SEPARATORS = re.compile(r"[\s.\-_]+")
_DIGITS_OF_SIRET = 14
_MOST_ZEROS = 2


def siret(text: str) -> str:
    """Return the fourteen digits of a SIRET."""
    digits = compact(text)
    if len(digits) != _DIGITS_OF_SIRET or not is_number(digits):
        raise ValueError(f"{text!r} is not a SIRET: it has fourteen digits")
    if not luhn_valid(digits) and not _is_site_of_la_poste(digits):
        raise ValueError(f"{text!r} is not a SIRET: its check digit is wrong")
    return digits


def siret_of_spreadsheet(text: str) -> tuple[str, bool]:
    """Return a SIRET that a spreadsheet may have taken for a number, and whether zeros had to come back.

    `.0` goes; one or two leading zeros come back where the key then fits.
    """
    digits = compact(text.removesuffix(".0"))
    is_short = is_number(digits) and _DIGITS_OF_SIRET - _MOST_ZEROS <= len(digits) < _DIGITS_OF_SIRET
    return siret(digits.zfill(_DIGITS_OF_SIRET) if is_short else digits), is_short


def luhn_valid(digits: str) -> bool:
    """Return whether a string of digits satisfies Luhn's key (ISO/IEC 7812-1)."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        weighted = int(digit) * (1 + position % 2)
        total += weighted - 9 if weighted > 9 else weighted  # noqa: PLR2004 - the sum of its two digits
    return total % 10 == 0


def _is_site_of_la_poste(digits: str) -> bool:
    return digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0


def compact(text: str) -> str:
    """Return a number without what separates its groups."""
    return _SEPARATORS.sub("", text)


def is_number(text: str) -> bool:
    """Return whether a text is ASCII digits alone."""
    return text.isascii() and text.isdigit()
