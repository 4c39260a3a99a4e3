"""Identifiers of organisations. Each function takes clean text and returns the normal form.

All raise `ValueError`, with a sentence, for what is not such an identifier.
"""

import re

LA_POSTE = "356000000"
"""SIREN whose sites' SIRETs satisfy a sum of digits divisible by 5 instead of Luhn's key."""
_SEPARATORS = re.compile(r"[\s.\-_]+")
_NDA = re.compile(r"[0-9]{4}[0-9A-Z][0-9]{6}|[0-9]{2}2[AB][0-9]{7}")
_NDA_WITHOUT_ZERO = re.compile(r"[12346]97[0-9]{7}")
_UAI = re.compile(r"[0-9]{7}[A-Z]")
_UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_DIGITS_OF_SIREN, _DIGITS_OF_SIRET = 9, 14


def siren(text: str) -> str:
    """Return the nine digits of a SIREN."""
    digits = _compact(text)
    if len(digits) != _DIGITS_OF_SIREN or not _is_number(digits):
        raise ValueError(f"{text!r} is not a SIREN: it has nine digits")
    if not luhn_valid(digits):
        raise ValueError(f"{text!r} is not a SIREN: its check digit is wrong")
    return digits


def siret(text: str) -> str:
    """Return the fourteen digits of a SIRET."""
    digits = _compact(text)
    if len(digits) != _DIGITS_OF_SIRET or not _is_number(digits):
        raise ValueError(f"{text!r} is not a SIRET: it has fourteen digits")
    if not luhn_valid(digits) and not _is_site_of_la_poste(digits):
        raise ValueError(f"{text!r} is not a SIRET: its check digit is wrong")
    return digits


def nda(text: str) -> str:
    """Return the eleven characters of a training organisation's declaration number (NDA).

    The numbers of the overseas régions (01 to 06) lose their leading zero in spreadsheets; it is put back.
    """
    code = _compact(text).upper()
    if _NDA_WITHOUT_ZERO.fullmatch(code):
        code = "0" + code
    if not _NDA.fullmatch(code):
        raise ValueError(f"{text!r} is not an NDA: it has eleven characters, such as 11750091675")
    return code


def uai(text: str, *, check_letter: bool = False) -> str:
    """Return the seven digits and the letter of a school's code (UAI).

    With `check_letter` a letter that does not follow from the digits is an error too; published files
    hold a few of those, which schools nevertheless use.
    """
    code = _compact(text).upper()
    if not _UAI.fullmatch(code):
        raise ValueError(f"{text!r} is not a UAI: it is seven digits and a letter")
    if check_letter and _UAI_LETTERS[int(code[:7]) % len(_UAI_LETTERS)] != code[7]:
        raise ValueError(f"{text!r} is not a UAI: its letter does not fit its digits")
    return code


def luhn_valid(digits: str) -> bool:
    """Return whether a string of digits satisfies Luhn's key (ISO/IEC 7812-1)."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        weighted = int(digit) * (1 + position % 2)
        total += weighted - 9 if weighted > 9 else weighted  # noqa: PLR2004 - the sum of its two digits
    return total % 10 == 0


def _is_site_of_la_poste(digits: str) -> bool:
    return digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
