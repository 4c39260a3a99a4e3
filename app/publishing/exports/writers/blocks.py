"""Rows of text in blocks, so that nothing is done once a row that can be done once a thousand rows."""

from collections.abc import Iterable, Iterator

BLOCK_BYTES = 64 * 1024


def blocks(rows: Iterable[bytes], size: int = BLOCK_BYTES) -> Iterator[list[bytes]]:
    """Yield rows in lists of `size` bytes or a little more; the last is shorter."""
    block: list[bytes] = []
    held = 0
    for row in rows:
        block.append(row)
        held += len(row)
        if held >= size:
            yield block
            block, held = [], 0
    if block:
        yield block
