"""Reading of tables in text, however they arrive: as files to import, and as lists that are sent.

Where a table ends cannot be known of its last field alone: `75001` may be cut off to `7`. What can be known
is whether the last row has all its fields, and whether a line break ends it. Most programs write that line
break, many do not; so a last row without one is whole when it has as many fields as the header, and cut off
when it has fewer (docs/spreadsheets.md).
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TypeVar

T = TypeVar("T")
SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(?:\\t|.)"?[,;\t]*\s*', re.IGNORECASE)
"""First line by which Excel names the separator."""
_UTF_8 = re.compile(rb"[\xc3\xc5][\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2[\x80-\x84][\x80-\xbf]")
"""UTF-8 of French letters and typographic marks; in CP1252 these bytes make no French ("Ã©", "Å“", "â€™")."""
_NAMED = 3


def is_above_header(line: str) -> bool:
    """Whether a line may stand above a header and says nothing: a blank one, or Excel's `sep=;`."""
    return not line.strip(" \t\r\n\ufeff") or SEPARATOR_LINE.fullmatch(line) is not None


def lines_of_another_encoding(lines: Iterable[bytes]) -> list[int]:
    """Return the numbers, from 1, of lines that are not UTF-8 in a text that is UTF-8 elsewhere."""
    others: list[int] = []
    has_utf8 = False
    for number, line in enumerate(lines, start=1):
        has_utf8 = has_utf8 or _UTF_8.search(line) is not None
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            others.append(number)
    return others if has_utf8 else []


def named(lines: list[int]) -> str:
    """Return the first few of some lines, as a message names them."""
    return ", ".join(map(str, lines[:_NAMED])) + (" ..." if len(lines) > _NAMED else "")


def with_last(items: Iterator[T]) -> Iterator[tuple[T, bool]]:
    """Yield each item with whether it is the last one."""
    held = next(items, None)
    while held is not None:
        following = next(items, None)
        yield held, following is None
        held = following


def ends_a_line(file: IO[bytes]) -> bool:
    """Return whether a file ends with a line break; whoever reads on in it seeks first."""
    file.seek(-1, os.SEEK_END)
    return file.read(1) in {b"\n", b"\r"}


def is_cut_off(fields: int, header: Sequence[str], *, ends_a_line: bool) -> bool:
    """Whether a last row of so many fields was cut off: fewer than the header names, and no line break."""
    named_columns = max((number for number, name in enumerate(header, start=1) if name.strip()), default=0)
    return not ends_a_line and fields < named_columns
