"""Workbooks (XLSX) as they are handed over: looked through before anything of them is unpacked."""

import hashlib
import re
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from seeds.reading.files import CHUNK, DIGEST_SIZE, SourceFile, SourceFileError, inspect

ZIP = b"PK\x03\x04"
LARGEST_UNPACKED = 400 << 20
"""Bytes of all parts together: a million rows of twenty columns need less."""
LARGEST_SHARED = 64 << 20
"""Bytes of the texts that all cells share, which are held in memory."""
MOST_PARTS = 2000
_BEGINNING = 1 << 16
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def inspect_table(path: Path) -> SourceFile:
    """Look a spreadsheet through, which is a workbook (XLSX) or a text file.

    Raises
    ------
    SourceFileError
        When it is missing, empty, neither, or a workbook that unpacks to more than fits.

    """
    try:
        with path.open("rb") as file:
            is_archive = file.read(len(ZIP)) == ZIP
    except OSError as error:
        raise SourceFileError(f"{path} cannot be read: {error.strerror}.") from error
    return _inspect_workbook(path) if is_archive else inspect(path)


def _inspect_workbook(path: Path) -> SourceFile:
    try:
        with ZipFile(path) as archive:
            _check_parts(path, archive)
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise SourceFileError(f"{path.name} is a damaged or locked workbook: save it again.") from error
    size, digest = 0, hashlib.blake2b(digest_size=DIGEST_SIZE)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            digest.update(chunk)
    return SourceFile(path=path, size=size, digest=digest.digest(), encoding="latin-1", workbook=True)


def _check_parts(path: Path, archive: ZipFile) -> None:
    """Check what the archive says of itself; `zipfile` unpacks no more of a part than it says."""
    parts = archive.infolist()
    if "xl/workbook.xml" not in archive.namelist():
        raise SourceFileError(
            f"{path.name} is no Excel workbook (XLSX): save it as XLSX, or as CSV in UTF-8."
        )
    unpacked = sum(part.file_size for part in parts)
    shared = sum(part.file_size for part in parts if part.filename.lower() == "xl/sharedstrings.xml")
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or shared > LARGEST_SHARED:
        raise SourceFileError(
            f"{path.name} unpacks to {unpacked >> 20} MB in {len(parts)} parts, which is too much for a"
            f" workbook (at most {LARGEST_UNPACKED >> 20} MB): save the sheet as CSV in UTF-8."
        )
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as content:
                if _DOCTYPE.search(content.read(_BEGINNING)):
                    raise SourceFileError(f"{path.name} declares XML entities, which no workbook needs.")
