"""Licences as publishers write them."""

from app.directory.common.licences import LICENCES
from seeds.reading.normalise.text import fold

_CODES = {
    **{fold(code): code for code in LICENCES},
    **dict.fromkeys(
        (
            "lo", "lo 2", "lov2", "licence ouverte", "licence ouverte 2 0", "licence ouverte v2 0",
            "licence ouverte etalab", "licence ouverte etalab 2 0", "licence ouverte open licence",
            "licence ouverte open licence version 2 0", "etalab", "etalab 2 0", "open licence 2 0", "fr lo",
        ),
        "LO-2.0",
    ),
    **dict.fromkeys(
        ("odbl", "odbl 1", "open database license", "open database licence", "open data commons odbl"),
        "ODbL-1.0",
    ),
    **dict.fromkeys(("mit license", "licence mit"), "MIT"),
    **dict.fromkeys(("cc0", "cc zero", "cc0 1 0 universal", "domaine public"), "CC0-1.0"),
    **dict.fromkeys(("a confirmer", "to be confirmed", "non confirmee"), "unconfirmed"),
}  # fmt: skip
"""Licences by folded name; the address of a licence holds its name and is not read."""


def licence(text: str) -> str:
    """Return the code of a licence.

    Raises
    ------
    ValueError
        When it is none that the directory knows.

    """
    code = _CODES.get(fold(text))
    if code is None:
        raise ValueError(f"{text!r} is no licence that the directory knows")
    return code
