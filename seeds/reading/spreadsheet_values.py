"""Values of spreadsheet cells: yes and no, amounts, years, identifiers that lost zeros.

Each function takes clean text and raises `ValueError`, with a sentence, for what it cannot read.
"""

import re
from decimal import Decimal, InvalidOperation

from seeds.reading.base import RowRefusedError
from seeds.reading.normalise.identifiers import nda
from seeds.reading.normalise.text import fold
from seeds.reading.spreadsheet import SheetFields

YES = frozenset({"oui", "o", "yes", "y", "vrai", "true", "x", "1"})
NO = frozenset({"non", "n", "no", "faux", "false", "0", "aucun", "aucune", "none"})
TICKS, CROSSES = frozenset("✓✔☑✅√"), frozenset("✗✘❌")
"""Marks for yes and for no; `☒` is a ticked box to some and a crossed one to others."""
UNKNOWN = frozenset(
    {"", "inconnu", "unknown", "ne sait pas", "nsp", "je ne sais pas", "don t know", "a confirmer"}
    | {"nc", "n c", "n a", "nr", "n r", "non communique", "non renseigne", "sans objet"}
)
LARGEST_AMOUNT = Decimal("9999999999.99")
LARGEST_COUNT = 100_000
_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]+", re.IGNORECASE)
_COUNT = re.compile(r"[0-9]+(?:[.,]0+)?")
_EMPTY = re.compile(r"[\s?.…/\\_*\u2010-\u2015\u2212-]*")
"""Marks that people put into a cell that they leave empty."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def yes_or_no(text: str) -> bool | None:
    """Return True, False, or None for "unknown"."""
    folded = fold(text)
    if folded in YES:
        return True
    if folded in NO:
        return False
    mark = text.strip().removesuffix("\ufe0f")
    if mark in TICKS | CROSSES:
        return mark in TICKS
    if folded in UNKNOWN and (folded or _EMPTY.fullmatch(text)):
        return None
    raise ValueError(f"{text!r} is neither oui, non nor inconnu")


def count(text: str) -> int:
    """Return a whole number from 1 to 100,000; `12.0` is 12."""
    digits = re.sub(r"\s", "", text)
    if not (digits.isascii() and _COUNT.fullmatch(digits)):
        raise ValueError(f"{text!r} is not a whole number")
    number = int(re.split("[.,]", digits)[0][:10])
    if not 1 <= number <= LARGEST_COUNT:
        raise ValueError(f"{text!r} is not a number from 1 to {LARGEST_COUNT}")
    return number


def euros(text: str) -> Decimal:
    """Return an amount: `12 500,50 €` is 12500.50."""
    plain = re.sub(r"\s|€|euros?|eur", "", text, flags=re.IGNORECASE)
    if "," in plain and "." in plain:
        raise ValueError(f"{text!r} is not an amount: write 12500.50 or 12500,50")
    try:
        amount = Decimal(plain.replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is not an amount: write 12500.50 or 12500,50") from error
    if not (amount.is_finite() and 0 <= amount <= LARGEST_AMOUNT):
        raise ValueError(f"{text!r} is not an amount in euros")
    return amount


def year(text: str) -> int:
    """Return the year of `2024`, `2024-05-01` or `01/05/2024`."""
    match = _YEAR.search(text)
    if match is None:
        raise ValueError(f"{text!r} holds no year")
    return int(match.group())


def site_number(fields: SheetFields) -> str | None:
    """Return the SIRET of a row; zeros that a spreadsheet took off come back, with a remark.

    Raises
    ------
    RowRefusedError
        `siret_invalid`: what stands there is none.

    """
    text = fields.text("siret")
    if text is None:
        return None
    return _identifier("siret_invalid", text, lambda: fields.siret(text))


def declaration_number(fields: SheetFields) -> str | None:
    """Return the NDA of a row.

    Raises
    ------
    RowRefusedError
        `nda_invalid`: what stands there is none.

    """
    text = fields.text("nda")
    return None if text is None else _identifier("nda_invalid", text, lambda: nda(text.removesuffix(".0")))


def _identifier(code: str, text: str, read: object) -> str:
    if _SCIENTIFIC.fullmatch(text):
        raise RowRefusedError(
            code, f"A spreadsheet turned the number into {text}: format the column as text and type it again."
        )
    try:
        return str(read()) if callable(read) else ""
    except ValueError as error:
        raise RowRefusedError(code, f"{error}.") from error
