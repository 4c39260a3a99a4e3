"""Folders in a ZIP: the one table in them, unpacked into a temporary file for as long as it is read."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile, ZipInfo

from app.platform.files.workbook_cells import DAMAGED, MOST_PARTS, ZIP
from seeds.reading.files import CHUNK, DIGEST_SIZE, SourceFile, SourceFileError, unreadable
from seeds.reading.workbooks import inspect_table

LARGEST_MEMBER = 200 << 20
"""Bytes of the table when it is unpacked."""
TABLES = (".csv", ".tsv", ".txt", ".json", ".geojson", ".ndjson", ".jsonl", ".xlsx")


def inspect_any(path: Path) -> SourceFile:
    """Look a file through that is text, a workbook, or a folder in a ZIP.

    Raises
    ------
    SourceFileError
        When it is none of these.

    """
    if not _is_folder(path):
        return inspect_table(path)
    digest, size = hashlib.blake2b(digest_size=DIGEST_SIZE), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            digest.update(chunk)
    return SourceFile(path=path, size=size, digest=digest.digest(), encoding="latin-1", archive=True)


def _is_folder(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            if file.read(len(ZIP)) != ZIP:
                return False
        with ZipFile(path) as archive:
            return "xl/workbook.xml" not in archive.namelist()
    except OSError as error:
        raise unreadable(path, error) from error
    except DAMAGED as error:
        raise SourceFileError(
            f"{path.name} is a damaged archive: pack it again.",
            f"{path.name} est une archive abîmée : compressez de nouveau.",
        ) from error


@contextmanager
def unpacked(file: SourceFile, member: str = "") -> Iterator[SourceFile]:
    """Yield the table of a folder in a ZIP, the largest where none is named; any other file is its own.

    Raises
    ------
    SourceFileError
        When there is none, or one that unpacks to more than fits.

    """
    if not file.archive:
        yield file
        return
    with TemporaryDirectory(prefix="proxilieux-zip-") as folder:
        path = _unpack(file, member, Path(folder))
        yield replace(
            inspect_table(path), companions=file.companions, list_name=file.list_name, sheet=file.sheet
        )


def _unpack(file: SourceFile, member: str, folder: Path) -> Path:
    name = file.path.name
    try:
        with ZipFile(file.path) as archive:
            chosen = _choose(name, archive, member)
            path = folder / f"table{Path(chosen.filename).suffix.lower()}"
            with archive.open(chosen) as packed, path.open("wb") as out:
                left = LARGEST_MEMBER
                # Counted, whatever the archive says of itself.
                while chunk := packed.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise _too_large(name, chosen)
                    out.write(chunk)
    except DAMAGED as error:
        raise SourceFileError(
            f"{name} is a damaged or locked archive: pack it again.",
            f"{name} est une archive abîmée ou protégée : compressez de nouveau.",
        ) from error
    except OSError as error:  # the disk is full, or the archive names a place before its beginning
        raise SourceFileError(
            f"{name} cannot be unpacked: {error.strerror}.",
            f"{name} ne peut pas être décompressé : {error.strerror}.",
        ) from error
    return path


def _choose(name: str, archive: ZipFile, member: str) -> ZipInfo:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise SourceFileError(
            f"{name} holds {len(parts)} files, which is too many: pack the table alone.",
            f"{name} contient {len(parts)} fichiers, ce qui est trop : compressez la table seule.",
        )
    tables = [
        part
        for part in parts
        if part.filename.lower().endswith(TABLES) and not part.filename.startswith("__MACOSX/")
    ]
    if member:
        tables = [part for part in parts if part.filename == member]
    if not tables:
        listed = ", ".join(part.filename for part in parts[:10])
        kinds = f"table ({', '.join(TABLES)})"
        raise SourceFileError(
            f"{name} holds no {member or kinds}; it has: {listed}.",
            f"{name} ne contient pas de {member or kinds} ; il contient : {listed}.",
        )
    chosen = max(tables, key=lambda part: part.file_size)
    if chosen.file_size > LARGEST_MEMBER:
        raise _too_large(name, chosen)
    return chosen


def _too_large(name: str, part: ZipInfo) -> SourceFileError:
    return SourceFileError(
        f"{part.filename} in {name} unpacks to more than {LARGEST_MEMBER >> 20} MB: publish less at once.",
        f"{part.filename} dans {name} fait, décompressé, plus de {LARGEST_MEMBER >> 20} Mo :"
        " publiez moins à la fois.",
    )
