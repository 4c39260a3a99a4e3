"""Files as publishers hand them over: which encoding, and whether they are text at all."""

import codecs
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.platform.files.text_tables import lines_of_another_encoding, named

CHUNK = 1 << 20
"""Bytes read at a time."""
DIGEST_SIZE = 32
UTF_8, WINDOWS = "utf-8-sig", "cp1252"
"""`utf-8-sig` is UTF-8 with or without a byte order mark."""

_UTF_16 = ("text in UTF-16: save it in UTF-8", "du texte en UTF-16 : enregistrez-le en UTF-8")
_SIGNATURES = (
    (
        b"PK\x03\x04",
        "an Excel workbook or a ZIP archive: save it as CSV in UTF-8",
        "un classeur Excel ou une archive ZIP : enregistrez-le en CSV, en UTF-8",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel workbook: save it as CSV in UTF-8",
        "un ancien classeur Excel : enregistrez-le en CSV, en UTF-8",
    ),
    (b"%PDF", "a PDF document", "un document PDF : il faut les données d’où il vient"),
    (b"\x1f\x8b", "compressed with gzip: unpack it first", "compressé avec gzip : décompressez-le d’abord"),
    (codecs.BOM_UTF16_LE, *_UTF_16),
    (codecs.BOM_UTF16_BE, *_UTF_16),
)
_WEB_PAGES = (b"<!doctype html", b"<html")


class SourceFileError(Exception):
    """A file that cannot be read as what it should be; nothing of it is loaded.

    `french` says the same where a page shows it; the message itself is English, for the command line.
    """

    def __init__(self, message: str, french: str = "") -> None:
        super().__init__(message)
        self.french = french or message


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A text file that was looked through once."""

    path: Path
    size: int
    """Bytes."""
    digest: bytes
    """BLAKE2b of its bytes."""
    encoding: str
    """Encoding; of a workbook, one that any bytes can be read in."""
    workbook: bool = False
    """Whether it is a workbook (XLSX) and no text."""
    archive: bool = False
    """Whether it is a folder in a ZIP."""
    companions: Mapping[str, "SourceFile"] = field(default_factory=dict)
    """Files that the reader joins to it, by the names of the source's `Companion`s; those that are there."""
    list_name: str = ""
    """The list that whoever hands it over says all of it is; empty where its rows say it."""
    sheet: str = ""
    """The sheet of a workbook that whoever hands it over asks for; empty for every visible one."""

    @property
    def content_digest(self) -> bytes:
        """BLAKE2b of its bytes and of its companions'; its own digest where it has none."""
        if not self.companions:
            return self.digest
        digest = hashlib.blake2b(self.digest, digest_size=DIGEST_SIZE)
        for name, companion in sorted(self.companions.items()):
            digest.update(f"{name}\x00".encode() + companion.digest)
        return digest.digest()


@dataclass(slots=True)
class _Census:
    """Bytes that a strict reading as UTF-8 and as CP1252 would meet."""

    accented: int = 0
    """Characters beyond ASCII that are valid UTF-8."""
    invalid: int = 0
    """Places where the bytes are not UTF-8."""
    windows: bool = True
    """Whether every byte is defined in CP1252."""


def _mixed_lines(path: Path) -> list[int]:
    with path.open("rb") as file:
        return lines_of_another_encoding(file)


def inspect(path: Path) -> SourceFile:
    """Look a file through: its digest, and whether its text is UTF-8, else CP1252 or Latin-1.

    Raises
    ------
    SourceFileError
        When it is missing, empty, no text, or mostly but not wholly UTF-8: read in another encoding,
        such a file would have all its accents garbled.

    """
    digest, size, census = hashlib.blake2b(digest_size=DIGEST_SIZE), 0, _Census()
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                if size == 0:
                    _refuse_other_formats(path, chunk)
                if b"\x00" in chunk:
                    raise SourceFileError(
                        f"{path.name} is not a text file: it holds NUL bytes.",
                        f"{path.name} n’est pas un fichier de texte : il contient des octets nuls.",
                    )
                size += len(chunk)
                digest.update(chunk)
                _count(census, decoder.decode(chunk), chunk)
    except OSError as error:
        raise unreadable(path, error) from error
    _count(census, decoder.decode(b"", final=True), b"")
    if size == 0:
        raise SourceFileError(f"{path.name} is empty.", f"{path.name} est vide.")
    return SourceFile(path=path, size=size, digest=digest.digest(), encoding=_encoding(path, census))


def unreadable(path: Path, error: OSError) -> SourceFileError:
    """Return what to raise where the system cannot read a file."""
    return SourceFileError(
        f"{path} cannot be read: {error.strerror}.", f"{path.name} ne peut pas être lu : {error.strerror}."
    )


def _refuse_other_formats(path: Path, chunk: bytes) -> None:
    for signature, english, french in _SIGNATURES:
        if chunk.startswith(signature):
            raise SourceFileError(f"{path.name} is {english}.", f"{path.name} est {french}.")
    if chunk[:CHUNK].lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:14].lower().startswith(_WEB_PAGES):
        raise SourceFileError(
            f"{path.name} is a web page, not data: was it saved from an error page?",
            f"{path.name} est une page web et non des données : est-ce une page d’erreur enregistrée ?",
        )


def _count(census: _Census, text: str, chunk: bytes) -> None:
    if text.isascii() and chunk.isascii():
        return
    replaced = text.count("\ufffd")
    census.invalid += replaced
    census.accented += len(text) - len(text.encode("ascii", "ignore")) - replaced
    census.windows = census.windows and not any(byte in chunk for byte in b"\x81\x8d\x8f\x90\x9d")


def _encoding(path: Path, census: _Census) -> str:
    if census.invalid == 0:
        return UTF_8
    if census.accented and (lines := _mixed_lines(path)):
        raise SourceFileError(
            f"{path.name} mixes encodings: line {named(lines)} is not UTF-8, other text is."
            " Save it anew as UTF-8.",
            f"{path.name} mélange les encodages : la ligne {named(lines)} n’est pas en UTF-8,"
            " d’autres le sont. Enregistrez-le de nouveau en UTF-8.",
        )
    if census.accented > census.invalid:
        raise SourceFileError(
            f"{path.name} is UTF-8 with {census.invalid} damaged characters: ask for the file again.",
            f"{path.name} est en UTF-8 avec {census.invalid} caractères abîmés : redemandez le fichier.",
        )
    return WINDOWS if census.windows else "latin-1"
