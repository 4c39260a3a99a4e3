"""Identifiers of organisations. Each function takes clean text and returns the normal form.

All raise `ValueError`, with a sentence, for what is not such an identifier.
"""

import re

from app.directory.organisations.identifiers import (
    UAI_PATTERN,
    compact,
    is_number,
    luhn_valid,
    siret,
    siret_of_spreadsheet,
)

_NDA = re.compile(r"[0-9]{4}[0-9A-Z][0-9]{6}|[0-9]{2}2[AB][0-9]{7}")
_NDA_WITHOUT_ZERO = re.compile(r"[12346]97[0-9]{7}")
_UAI = re.compile(UAI_PATTERN)
_UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_DIGITS_OF_SIREN = 9
__all__ = ["luhn_valid", "nda", "siren", "siret", "siret_of_spreadsheet", "uai"]


def siren(text: str) -> str:
    """Return the nine digits of a SIREN."""
    digits = compact(text)
    if len(digits) != _DIGITS_OF_SIREN or not is_number(digits):
        raise ValueError(f"{text!r} is not a SIREN: it has nine digits")
    if not luhn_valid(digits):
        raise ValueError(f"{text!r} is not a SIREN: its check digit is wrong")
    return digits


def nda(text: str) -> str:
    """Return the eleven characters of a training organisation's declaration number (NDA).

    The numbers of the overseas régions (01 to 06) lose their leading zero in spreadsheets; it is put back.
    """
    code = compact(text).upper()
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
    code = compact(text).upper()
    if not _UAI.fullmatch(code):
        raise ValueError(f"{text!r} is not a UAI: it is seven digits and a letter")
    if check_letter and _UAI_LETTERS[int(code[:7]) % len(_UAI_LETTERS)] != code[7]:
        raise ValueError(f"{text!r} is not a UAI: its letter does not fit its digits")
    return code
