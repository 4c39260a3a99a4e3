"""Workbooks (XLSX) as they are handed over: looked through before anything of them is unpacked."""

import hashlib
from pathlib import Path

from app.platform.files.workbook_cells import ZIP, WorkbookError, check_archive
from seeds.reading.files import CHUNK, DIGEST_SIZE, SourceFile, SourceFileError, inspect, unreadable

LARGEST_UNPACKED = 400 << 20
"""Bytes of all parts together: a million rows of twenty columns need less."""
LARGEST_SHARED = 64 << 20
"""Bytes of the texts that all cells share, which are held in memory."""


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
        raise unreadable(path, error) from error
    return _inspect_workbook(path) if is_archive else inspect(path)


def _inspect_workbook(path: Path) -> SourceFile:
    try:
        check_archive(path, most_bytes=LARGEST_UNPACKED, most_shared=LARGEST_SHARED)
    except WorkbookError as error:
        raise _refusal(path, error) from error
    size, digest = 0, hashlib.blake2b(digest_size=DIGEST_SIZE)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            digest.update(chunk)
    return SourceFile(path=path, size=size, digest=digest.digest(), encoding="latin-1", workbook=True)


def _refusal(path: Path, error: WorkbookError) -> SourceFileError:
    most = LARGEST_UNPACKED >> 20
    texts = {
        "damaged": (
            "is a damaged or locked workbook: save it again.",
            "est un classeur abîmé ou protégé : enregistrez-le de nouveau.",
        ),
        "foreign": (
            "is no Excel workbook (XLSX): save it as XLSX, or as CSV in UTF-8.",
            "n’est pas un classeur Excel (XLSX) : enregistrez-le en XLSX, ou en CSV en UTF-8.",
        ),
        "too_large": (
            (
                f"unpacks to {error.unpacked >> 20} MB in {error.parts} parts, which is too much for a"
                f" workbook (at most {most} MB): save the sheet as CSV in UTF-8."
            ),
            (
                f"fait, décompressé, {error.unpacked >> 20} Mo en {error.parts} parties, ce qui est trop pour"
                f" un classeur ({most} Mo au plus) : enregistrez la feuille en CSV, en UTF-8."
            ),
        ),
        "entities": (
            "declares XML entities, which no workbook needs.",
            "déclare des entités XML, dont aucun classeur n’a besoin.",
        ),
    }
    english, french = texts[error.code]
    return SourceFileError(f"{path.name} {english}", f"{path.name} {french}")
