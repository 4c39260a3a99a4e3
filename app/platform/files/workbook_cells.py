"""Workbooks (XLSX) that somebody hands over: what may be unpacked, and cells as text."""

import re
import zlib
from datetime import datetime, time
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""Media type of a workbook."""
ZIP = b"PK\x03\x04"
"""First bytes of a workbook, as of every archive."""
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
"""Values that a spreadsheet shows where a formula failed."""
DAMAGED = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
"""Errors of `zipfile` where it cannot unpack: damage, a password, a method that it does not know."""
EXACT_INTEGER = 10**15
MOST_PARTS = 2000
_BEGINNING = 1 << 16
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class WorkbookError(Exception):
    """An archive of which nothing is unpacked; `code` is `damaged`, `foreign`, `too_large` or `entities`."""

    def __init__(self, code: str, unpacked: int = 0, parts: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.unpacked = unpacked
        """Bytes of all parts together, as the archive says."""
        self.parts = parts


def check_archive(file: IO[bytes] | Path, *, most_bytes: int, most_shared: int) -> None:
    """Check what an archive says of itself; `zipfile` unpacks no more of a part than it says.

    `most_bytes` bounds all parts together, `most_shared` the texts that all cells share, which are held in
    memory.

    Raises
    ------
    WorkbookError
        When it is damaged or locked, no workbook, unpacks to more, or declares XML entities.

    """
    try:
        with ZipFile(file) as archive:
            _check_parts(archive, most_bytes, most_shared)
    except DAMAGED as error:
        raise WorkbookError("damaged") from error


def _check_parts(archive: ZipFile, most_bytes: int, most_shared: int) -> None:
    parts = archive.infolist()
    if "xl/workbook.xml" not in archive.namelist():
        raise WorkbookError("foreign")
    unpacked = sum(part.file_size for part in parts)
    shared = sum(part.file_size for part in parts if part.filename.lower() == "xl/sharedstrings.xml")
    if len(parts) > MOST_PARTS or unpacked > most_bytes or shared > most_shared:
        raise WorkbookError("too_large", unpacked, len(parts))
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as content:
                if _DOCTYPE.search(content.read(_BEGINNING)):
                    raise WorkbookError("entities")


def as_text(value: object) -> str:
    """Return a cell as a CSV would hold it: whole numbers without a point, dates as 2026-03-02."""
    match value:
        case None:
            text = ""
        case bool():
            text = "oui" if value else "non"
        case float() if value.is_integer() and abs(value) < EXACT_INTEGER:
            text = str(int(value))
        case datetime() if value.time() == time():
            text = value.date().isoformat()
        case datetime():
            text = value.isoformat(" ", "minutes")
        case time():
            text = value.isoformat("minutes")
        case _:
            text = str(value)
    return text


def has_formulas(file: IO[bytes] | Path) -> bool:
    """Return whether a cell of a workbook holds a formula."""
    with ZipFile(file) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as part:
                    tail = b""
                    while chunk := part.read(1 << 20):
                        if b"<f>" in tail + chunk or b"<f " in tail + chunk:
                            return True
                        tail = chunk[-2:]
    return False


def letters(column: int) -> str:
    """Return the letters that a spreadsheet shows above a column (0 is A)."""
    text = ""
    number = column + 1
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("A") + digit) + text
    return text
