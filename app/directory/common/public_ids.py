"""Public identifiers: short, opaque, and the same at every import."""

import hashlib

ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
"""No vowels, so that no word appears; none of the characters that are mistaken for another."""
LENGTH = 12
_THREE = tuple(first + second + third for third in ALPHABET for second in ALPHABET for first in ALPHABET)
"""Three digits at once, the lowest first."""
PLACES = "tl"
"""Prefix of places."""


def public_id(prefix: str, source: str, source_record_id: str) -> str:
    """Return the identifier of a record, such as `tl-7kq2m9x4bvr3`; it follows from source and record id.

    It carries 57 bits: among a million records two agree with a probability of 1 in 400,000, and the
    database refuses the second.
    """
    key = f"{source}\x00{source_record_id}".encode()
    number = int.from_bytes(hashlib.blake2b(key, digest_size=16).digest())
    digits = []
    for _ in range(LENGTH // 3):
        number, three = divmod(number, len(_THREE))
        digits.append(_THREE[three])
    return f"{prefix}-{''.join(digits)}"
