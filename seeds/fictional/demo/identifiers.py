"""Numbers that pass every check and identify nobody.

The check digit of SIREN and SIRET is Luhn's. The lowest numbers that the registers know begin with 0001
(000199968 in the trade register, 000325175 in Sirene): what begins with 0000 was never given out. "00" is no
région, so no real NDA (numéro de déclaration d'activité) begins with it, and no académie gives out a UAI
(unité administrative immatriculée) that begins with 999.
"""

UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""The check letter of a UAI stands at the place of its seven digits modulo 23; I, O and Q are left out."""

_FIRST_SIREN = 1_000
_BASE = 10
_LAST_DIGIT = 9


def luhn_digit(digits: str) -> str:
    """Return the digit that makes `digits` followed by it valid (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - _LAST_DIGIT if value > _LAST_DIGIT else value
    return str(-total % _BASE)


def siren(number: int) -> str:
    """Return the SIREN of the `number`th fictional legal body, from 1 to 8,999."""
    digits = f"0000{_FIRST_SIREN + number:04}"
    return digits + luhn_digit(digits)


def siret(body: str, site: int) -> str:
    """Return the SIRET of the `site`th site, from 1 to 9,999, of the body whose SIREN is `body`."""
    digits = f"{body}{site:04}"
    return digits + luhn_digit(digits)


def nda(number: int) -> str:
    """Return the NDA of the `number`th fictional legal body: 11 digits."""
    return f"00{number:09}"


def uai(number: int) -> str:
    """Return the UAI of the `number`th fictional apprenticeship centre, from 1 to 9,999."""
    digits = f"999{number:04}"
    return digits + UAI_LETTERS[int(digits) % len(UAI_LETTERS)]
