"""A workbook (XLSX) that somebody sends, turned into the CSV of the sheet that says where sites are."""

import csv
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from app.directory.matching.uploads.headings import HEADER_WITHIN, names_a_position, recognised
from app.directory.matching.uploads.upload_errors import TooManyRowsError, UploadError
from app.platform.files.workbook_cells import WorkbookError, as_text, check_archive, has_formulas

MOST_WORKBOOK_ROWS = 10_000
"""Rows of sites that are read of a workbook."""
MOST_COLUMNS = 100
MOST_BLANK = 50_000
"""Rows that are looked at, blank ones too: programs write formats far below the last site."""
LONGEST_CELL = 2000
"""Characters of a cell that are read."""
LARGEST_UNPACKED, LARGEST_SHARED = 120 << 20, 20 << 20
"""Bytes of all parts together, and of the texts that cells share, which are held in memory."""
IN_MEMORY = 1 << 20

DAMAGED = UploadError(
    "The workbook is damaged or locked: save it again as XLSX, or as CSV.",
    "Le classeur est abîmé ou protégé : enregistrez-le de nouveau en XLSX, ou en CSV.",
)
REFUSALS = {
    "damaged": DAMAGED,
    "foreign": UploadError(
        "The file is no Excel workbook (XLSX): save it as XLSX, or as CSV.",
        "Le fichier n’est pas un classeur Excel (XLSX) : enregistrez-le en XLSX, ou en CSV.",
    ),
    "too_large": UploadError(
        "The workbook unpacks to more than a list of sites needs: keep the sheet of the sites alone, or save"
        " it as CSV.",
        "Le classeur, une fois décompressé, dépasse ce que demande une liste de sites : gardez la seule"
        " feuille des sites, ou enregistrez-la en CSV.",
    ),
    "entities": UploadError(
        "The workbook declares XML entities, which no workbook needs.",
        "Le classeur déclare des entités XML, dont aucun classeur n’a besoin.",
    ),
}

Cells = Sequence[Any]


@dataclass(frozen=True, slots=True)
class SheetAsCsv:
    """The sheet that is read, as text in UTF-8, and the sheets that are not."""

    file: IO[bytes]
    name: str
    others: tuple[str, ...]


def as_csv(file: IO[bytes]) -> SheetAsCsv:
    """Return the first visible sheet that names positions as a CSV, from its header on; the file is closed.

    Of formulas the value counts that was last calculated; one that never was stays as it is written.

    Raises
    ------
    TooManyRowsError
        For more than `MOST_WORKBOOK_ROWS` rows.
    UploadError
        When the file is no workbook, or none that may be unpacked.

    """
    with closing(file):
        try:
            check_archive(file, most_bytes=LARGEST_UNPACKED, most_shared=LARGEST_SHARED)
        except WorkbookError as error:
            raise REFUSALS[error.code] from error
        with warnings.catch_warnings():
            # On parts of a workbook that hold no cells.
            warnings.simplefilter("ignore")
            try:
                return _converted(file)
            except UploadError:
                raise
            # openpyxl lets through whatever its parsers of ZIP and XML raise.
            except Exception as error:
                raise DAMAGED from error


def _converted(file: IO[bytes]) -> SheetAsCsv:
    with closing(_opened(file, values=True)) as book:
        visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        name, header = _best(book, visible)
    out: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by who reads it
    text = TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    try:
        writer.writerows(_counted(_rows(file, name, header)))
    except BaseException:
        out.close()
        raise
    text.detach()
    return SheetAsCsv(out, name, tuple(other for other in visible if other != name))


def _counted(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for count, cells in enumerate(rows):
        if count > MOST_WORKBOOK_ROWS:
            raise TooManyRowsError(MOST_WORKBOOK_ROWS)
        yield cells


def _opened(file: IO[bytes], *, values: bool) -> Any:  # noqa: ANN401 - openpyxl is untyped
    file.seek(0)
    import openpyxl  # noqa: PLC0415 - read with the first workbook, not when the server starts

    return openpyxl.load_workbook(file, read_only=True, data_only=values, keep_links=False)


def _best(book: Any, names: Sequence[str]) -> tuple[str, int]:  # noqa: ANN401 - as above
    """Return the sheet whose header knows the most columns, and the row (0 is the first) of that header.

    Where no sheet names a position the first row of the first one is the header, and is refused as such.

    Raises
    ------
    UploadError
        When no sheet can be seen.

    """
    if not names:
        raise DAMAGED
    best, most = (names[0], 0), 0
    for name in names:
        for number, cells in enumerate(islice(_cells(book, name), HEADER_WITHIN)):
            keys = recognised([as_text(cell) for cell in cells])
            known = sum(key is not None for key in keys)
            if names_a_position(keys) and known > most:
                best, most = (name, number), known
    return best


def _cells(book: Any, name: str) -> Iterator[Cells]:  # noqa: ANN401 - as above
    sheet = book[name]
    # Programs write dimensions that are too small or enormous.
    sheet.reset_dimensions()
    rows: Iterator[Cells] = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
    return islice(rows, MOST_BLANK)


def _rows(file: IO[bytes], name: str, header: int) -> Iterator[list[str]]:
    """Yield the rows of a sheet from its header on that are not blank."""
    with closing(_opened(file, values=True)) as book:
        values = islice(_cells(book, name), header, None)
        if not has_formulas(file):
            yield from _texts(values, iter(()))
            return
        with closing(_opened(file, values=False)) as written:
            yield from _texts(values, islice(_cells(written, name), header, None))


def _texts(values: Iterator[Cells], formulas: Iterator[Cells]) -> Iterator[list[str]]:
    width = 0
    for cells in values:
        written = next(formulas, ())
        texts = [_text(cell, written[at] if at < len(written) else None) for at, cell in enumerate(cells)]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            width = width or len(texts)
            yield texts + [""] * (width - len(texts))


def _text(value: object, formula: object) -> str:
    text = as_text(formula if value is None else value)[:LONGEST_CELL]
    return " ".join(text.replace("\x00", " ").split())
