"""Reading a list of sites that somebody sends: CSV, a workbook (XLSX) or JSON lines, one row a site.

A file that cannot be read at all is refused as a whole; a row that cannot be is kept, with its reason. Of a
workbook one sheet is read, as the CSV that it is first turned into.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import TextIOWrapper
from typing import IO, cast

from app.directory.matching.sentences import Sentence, sentence
from app.directory.matching.uploads.headings import (
    COLUMNS,
    HEADER_WITHIN,
    names_a_position,
    recognised,
    repeated,
)
from app.directory.matching.uploads.upload_errors import TooManyRowsError, UploadError
from app.directory.matching.uploads.workbook import as_csv
from app.platform.files.text_tables import (
    ends_a_line,
    is_above_header,
    is_cut_off,
    lines_of_another_encoding,
    named,
    with_last,
)
from app.platform.files.workbook_cells import XLSX

MOST_ROWS = 200_000
LARGEST_BYTES = 64 << 20
LONGEST_FIELD = 100_000
"""Characters; `csv` counts quotes in them too."""
CSV, JSON_LINES = "text/csv", "application/x-ndjson"
JSON_LINES_TOO = frozenset({JSON_LINES, "application/jsonl", "application/json-lines"})
SEPARATORS = ",;\t"
UNREADABLE_LINE = sentence(
    "line_unreadable", "Ligne illisible : ce n’est pas un objet JSON.", "The line is not a JSON object."
)
NO_TEXT = sentence(
    "value_unreadable",
    "Une valeur n’est ni un texte, ni un nombre, ni une liste de codes.",
    "A value is no text, no number and no list of codes.",
)
TOO_MANY_FIELDS = sentence(
    "too_many_fields",
    "La ligne a plus de champs que l’en-tête : un séparateur dans un texte demande des guillemets.",
    "The line has more fields than the header: a separator within a text needs quotes.",
)
CUT_OFF = sentence(
    "cut_off",
    "La dernière ligne a moins de champs que l’en-tête et n’a pas de fin : le fichier est tronqué.",
    "The last line has fewer fields than the header and no end: the file was cut off.",
)
NUL = sentence("character_nul", "La ligne contient un caractère NUL.", "The line holds a NUL character.")


@dataclass(frozen=True, slots=True)
class InputRow:
    """One row as it was sent."""

    id: str
    """The caller's own, or the row's number, from 1, where there is none."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Cells by column of `COLUMNS`, stripped; empty ones are left out."""
    problem: Sentence | None = None
    """Why the row cannot be read."""


@dataclass(frozen=True, slots=True)
class _Header:
    """The line of a CSV that names its columns."""

    names: tuple[str, ...] = ()
    """Headings as they are written."""
    keys: tuple[str | None, ...] = ()
    """Column of `COLUMNS` of each; None where it is not read."""
    separator: str = ","
    before: int = 0
    """Lines above it."""


class Upload:
    """A file of rows, spooled; it is read once to be checked, and once for every reading of its rows."""

    def __init__(self, file: IO[bytes], media_type: str, most_rows: int | None = None) -> None:
        """Check a file of `text/csv`, of a workbook, or of JSON lines.

        Raises
        ------
        TooManyRowsError
            For more than `most_rows` rows, or `MOST_ROWS`.
        UploadError
            When it cannot be read at all.

        """
        self.sheet: str | None = None
        """Sheet of the workbook that is read; None of a text."""
        self.other_sheets: tuple[str, ...] = ()
        """Sheets that are not."""
        if media_type == XLSX:
            sheet = as_csv(file)
            file, self.sheet, self.other_sheets = sheet.file, sheet.name, sheet.others
        self.file = file
        """Its rows as text."""
        self._is_json = media_type in JSON_LINES_TOO
        self.count = 0
        """Rows."""
        try:
            self._check(MOST_ROWS if most_rows is None else most_rows)
        except BaseException:
            self.close()
            raise

    def _check(self, most: int) -> None:
        self._encoding = _encoding(self.file)
        self._header = _Header() if self._is_json else _header(self.file, self._encoding)
        for _row in self.rows():
            self.count += 1
            if self.count > most:
                raise TooManyRowsError(most)
        if not self.count:
            raise UploadError("The file has no rows.", "Le fichier n’a aucune ligne.")

    @property
    def columns(self) -> tuple[tuple[str, str | None], ...]:
        """Headings of a table as they are written, each with the column that it is read as, or None."""
        return tuple(
            (name, key) for name, key in zip(self._header.names, self._header.keys, strict=True) if name
        )

    def close(self) -> None:
        """Remove the file."""
        self.file.close()

    def rows(self) -> Iterator[InputRow]:
        """Yield every row, in order."""
        self.file.seek(0)
        text = TextIOWrapper(self.file, encoding=self._encoding, errors="replace", newline="")
        try:
            yield from _json_lines(text) if self._is_json else _csv(text, self._header)
        finally:
            text.detach()


def _encoding(file: IO[bytes]) -> str:
    """Return UTF-8 where that is what it is, else what spreadsheets of western Europe write."""
    if _reads_as(file, "utf-8-sig"):
        return "utf-8-sig"
    file.seek(0)
    if file.read(2) in {b"\xff\xfe", b"\xfe\xff"}:
        raise UploadError(
            "The file is UTF-16; save it as CSV UTF-8.",
            "Le fichier est en UTF-16 ; enregistrez-le en CSV UTF-8.",
        )
    file.seek(0)
    if lines := lines_of_another_encoding(file):
        raise UploadError(
            f"The file mixes encodings: line {named(lines)} is not UTF-8, other text is."
            " Save it anew as UTF-8.",
            f"Le fichier mêle deux encodages : la ligne {named(lines)} n’est pas en UTF-8, le reste l’est."
            " Enregistrez-le de nouveau en UTF-8.",
        )
    return "cp1252" if _reads_as(file, "cp1252") else "latin-1"


def _reads_as(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    text = TextIOWrapper(file, encoding=encoding)
    try:
        while text.read(1 << 20):
            pass
    except UnicodeDecodeError:
        return False
    else:
        return True
    finally:
        text.detach()


def _header(file: IO[bytes], encoding: str) -> _Header:
    """Return the first line that says where sites are, among those that may stand above a table."""
    file.seek(0)
    text = TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        first: _Header | None = None
        lines = 0
        while lines < HEADER_WITHIN and (line := text.readline(LONGEST_FIELD)):
            # Blank lines, and what Excel writes there to say how cells are separated.
            if not is_above_header(line):
                header = _header_of(line, lines)
                if names_a_position(header.keys):
                    return _without_repetition(header)
                first = first or header
            lines += 1
    finally:
        text.detach()
    _refuse_repeated(first or _Header())
    raise _no_position(first or _Header())


def _header_of(line: str, before: int) -> _Header:
    separator = max(SEPARATORS, key=line.count)
    names = tuple(name.strip() for name in next(csv.reader([line], delimiter=separator), []))
    return _Header(names, recognised(names), separator, before)


def _without_repetition(header: _Header) -> _Header:
    _refuse_repeated(header)
    return header


def _refuse_repeated(header: _Header) -> None:
    if (twice := repeated(header.names)) is not None:
        raise UploadError(
            f"The column {twice} stands twice in the header.",
            f"La colonne {twice} figure deux fois dans l’en-tête.",
        )


def _no_position(header: _Header) -> UploadError:
    columns = ", ".join(name[:40] for name in header.names[:12] if name)
    return UploadError(
        "The header names no position: it needs lat and lon, or address, postcode or city, or siret."
        f" Columns found: {columns or 'none'}.",
        "L’en-tête ne nomme pas de position : il faut « Adresse », « Code postal » ou « Ville », ou"
        f" « SIRET », ou « Latitude » et « Longitude ». Colonnes trouvées : {columns or 'aucune'}.",
    )


def _csv(text: TextIOWrapper, header: _Header) -> Iterator[InputRow]:
    csv.field_size_limit(LONGEST_FIELD)
    for _line in range(header.before + 1):
        text.readline(LONGEST_FIELD)
    # Strict: an open quotation mark would swallow the rows after it without a word.
    reader = csv.reader(text, delimiter=header.separator, strict=True)
    begins = header.before + 2

    def rows() -> Iterator[list[str]]:
        nonlocal begins
        for values in reader:
            begins = header.before + reader.line_num + 2
            if any(values):
                yield values

    try:
        for number, (values, is_last) in enumerate(with_last(rows()), start=1):
            has_end = not is_last or ends_a_line(cast("IO[bytes]", text.buffer))
            yield _csv_row(number, header, values, has_end=has_end)
    except csv.Error as error:
        raise UploadError(
            f"Line {begins} cannot be read: {error}. Is a quotation mark missing or not doubled?",
            f"La ligne {begins} est illisible : un guillemet manque ou n’est pas doublé,"
            " ou un champ est trop long.",
        ) from None


def _csv_row(number: int, header: _Header, values: list[str], *, has_end: bool) -> InputRow:
    fields = {
        key: text
        for key, value in zip(header.keys, values, strict=False)
        if key is not None and (text := value.strip())
    }
    if is_cut_off(len(values), header.names, ends_a_line=has_end):
        return _row(number, fields, CUT_OFF)
    return _row(number, fields, TOO_MANY_FIELDS if any(values[len(header.names) :]) else None)


def _json_lines(text: TextIOWrapper) -> Iterator[InputRow]:
    number = 0
    while line := text.readline(LONGEST_FIELD):
        if not line.endswith("\n") and len(line) >= LONGEST_FIELD:
            raise UploadError(
                f"Row {number + 1} has more than {LONGEST_FIELD:,} characters.",
                f"La ligne {number + 1} a plus de {LONGEST_FIELD} caractères.",
            )
        if line.strip():
            number += 1
            yield _json_row(number, line)


def _json_row(number: int, line: str) -> InputRow:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        return InputRow(str(number), problem=UNREADABLE_LINE)
    texts = {name: _text(record[name]) for name in COLUMNS if record.get(name) is not None}
    fields = {name: text for name, text in texts.items() if text}
    return _row(number, fields, NO_TEXT if None in texts.values() else None)


def _text(value: object) -> str | None:
    """Return a value of JSON as a CSV would hold it; None where it could not."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ";".join(value)
    return None


def _row(number: int, fields: dict[str, str], problem: Sentence | None) -> InputRow:
    if any("\x00" in value for value in fields.values()):
        problem = NUL
    return InputRow(
        fields.get("id", str(number)).replace("\x00", "\N{REPLACEMENT CHARACTER}"), fields, problem
    )
