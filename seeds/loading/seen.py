"""The identifiers that a load has met, in little memory."""

import hashlib
from array import array

FEWEST_SLOTS = 1 << 12
FINGERPRINT_BYTES = 8


class SeenKeys:
    """Which keys have come, and at which line: about 20 bytes a key, whatever its length.

    A hash table with open addressing over fingerprints of 64 bits (BLAKE2b). Of a million keys, two share one
    with a probability of 3 in 100 million; the second would be taken for the first.
    """

    def __init__(self) -> None:
        self._count = 0
        self._make(FEWEST_SLOTS)

    def __len__(self) -> int:
        """Return how many keys have come."""
        return self._count

    def add(self, key: str, line_number: int | None) -> None:
        """Note a key that has not come yet, and its line in the file."""
        if self._count * 3 >= len(self._fingerprints) * 2:
            self._grow()
        self._put(_fingerprint(key), line_number or 0)
        self._count += 1

    def line_of(self, key: str) -> int | None:
        """Return the line of a key that has come; 0 where it has none; None for a key that has not come."""
        slot = self._slot(_fingerprint(key))
        return self._lines[slot] if self._fingerprints[slot] else None

    def _make(self, slots: int) -> None:
        self._fingerprints = array("Q", bytes(8 * slots))
        self._lines = array("I", bytes(4 * slots))

    def _slot(self, fingerprint: int) -> int:
        """Return where a fingerprint is, or the free slot where it belongs."""
        fingerprints, last = self._fingerprints, len(self._fingerprints) - 1
        slot = fingerprint & last
        while fingerprints[slot] and fingerprints[slot] != fingerprint:
            slot = (slot + 1) & last
        return slot

    def _put(self, fingerprint: int, line_number: int) -> None:
        slot = self._slot(fingerprint)
        self._fingerprints[slot] = fingerprint
        self._lines[slot] = line_number

    def _grow(self) -> None:
        old = zip(self._fingerprints, self._lines, strict=True)
        self._make(2 * len(self._fingerprints))
        for fingerprint, line_number in old:
            if fingerprint:
                self._put(fingerprint, line_number)


def _fingerprint(key: str) -> int:
    """Return a number of 64 bits that is never 0, which marks a free slot."""
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=FINGERPRINT_BYTES).digest()
    return int.from_bytes(digest, "little") or 1
