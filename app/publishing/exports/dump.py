"""Whole selections written to files, for the command line."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from app.publishing.exports.formats import Format, Streamed
from app.publishing.exports.source import Source


@dataclass(slots=True)
class Written:
    """Summary of a dump: what it holds and what it leaves out."""

    records: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    """Counts by licence of what was asked for, but for the licence."""
    inexpressible: Counter[str] = field(default_factory=Counter)
    """Counts of what the format cannot hold, by reason."""


def write(source: Source, format_: Format, path: Path, inexpressible: Counter[str]) -> Written:
    """Write a selection as the API sends it. `inexpressible` is what the format counts as left out.

    Raises
    ------
    OSError
        When it cannot be written.
    TooManyRowsError
        When the format cannot hold so many.

    """
    records = source.summary.features
    if isinstance(format_, Streamed):
        with replacing(path) as file:
            for chunk in format_.chunks(source):
                file.write(chunk)
    else:
        format_.check(source)
        # In a folder, because a library may leave other files beside the one it is asked for.
        with TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
            working = Path(folder) / path.name
            format_.write(source, working)
            working.replace(path)
    return Written(records - inexpressible.total(), source.about.left_out or {}, inexpressible)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file beside `path` that takes its place when it is whole: half of a dump is none.

    Raises
    ------
    OSError
        When it cannot be written.

    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            yield file
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def text_of(file: BinaryIO) -> Iterator[TextIOWrapper]:
    """Write text in UTF-8 to a file of bytes, which stays open."""
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    yield text
    text.flush()
    text.detach()
