"""Numbers as French publishers write them."""

import math
import re

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}(?:\.0+)?")


def decimal(text: str) -> float:
    """Return a finite number; `48,85` is 48.85 and `1 234,5` is 1234.5.

    Raises
    ------
    ValueError
        When the text is no number, not finite, or holds both a comma and a point: which of them parts the
        thousands is not guessed.

    """
    if "," in text and "." in text:
        raise ValueError(f"{text!r} is not a number: write 1234.5 or 1234,5")
    try:
        value = float(_SPACES.sub("", text).replace(",", ".")) if "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a number: write 1234.5 or 1234,5")
    return value


def whole(text: str) -> int:
    """Return a whole number; `1 234` and the `12.0` or `12,0` of spreadsheets are read.

    Raises
    ------
    ValueError
        When the text is no whole number of at most eighteen digits.

    """
    digits = _SPACES.sub("", text).replace(",", ".")
    if not (_WHOLE.fullmatch(digits) and digits.isascii()):
        raise ValueError(f"{text!r} is not a whole number")
    return int(digits.split(".")[0])
