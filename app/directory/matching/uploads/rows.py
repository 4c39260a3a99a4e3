"""Reading a list of sites that somebody sends: CSV or JSON lines, one row a site.

A file that cannot be read at all is refused as a whole; a row that cannot be is kept, with its reason.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import TextIOWrapper
from typing import IO, cast

from app.directory.matching.sentences import Sentence, sentence
from app.platform.files.text_tables import (
    ends_a_line,
    is_above_header,
    is_cut_off,
    lines_of_another_encoding,
    named,
    with_last,
)

MOST_ROWS = 200_000
LARGEST_BYTES = 64 << 20
LONGEST_FIELD = 100_000
"""Characters; `csv` counts quotes in them too."""
CSV, JSON_LINES = "text/csv", "application/x-ndjson"
JSON_LINES_TOO = frozenset({JSON_LINES, "application/jsonl", "application/json-lines"})
SEPARATORS = ",;\t"
COLUMNS = (
    "id", "lat", "lon", "address", "postcode", "city", "siret", "equipment", "learners",
)  # fmt: skip
POSITIONS = (("lat", "lon"), ("address",), ("postcode",), ("city",), ("siret",))
"""Columns of which one set at least must be there, so that a row can be somewhere."""

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


class UploadError(ValueError):
    """The file cannot be read at all; the text says what to change, in English and in French."""

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.by_language = {"en": en, "fr": fr}


class TooManyRowsError(UploadError):
    """The file has more rows than one request takes."""


@dataclass(frozen=True, slots=True)
class InputRow:
    """One row as it was sent."""

    id: str
    """The caller's own, or the row's number, from 1, where there is none."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Cells by column of `COLUMNS`, stripped; empty ones are left out."""
    problem: Sentence | None = None
    """Why the row cannot be read."""


class Upload:
    """A file of rows, spooled; it is read once to be checked, and once for every reading of its rows."""

    def __init__(self, file: IO[bytes], media_type: str) -> None:
        """Check a file of `text/csv` or of JSON lines.

        Raises
        ------
        TooManyRowsError
            For more than `MOST_ROWS` rows.
        UploadError
            When it cannot be read at all.

        """
        self._file = file
        self._read = _json_lines if media_type in JSON_LINES_TOO else _csv
        self._encoding = _encoding(file)
        self.count = 0
        """Rows."""
        for _row in self.rows():
            self.count += 1
            if self.count > MOST_ROWS:
                raise TooManyRowsError(
                    f"The file has more than {MOST_ROWS:,} rows; send it in parts.",
                    f"Le fichier a plus de {MOST_ROWS} lignes ; envoyez-le en plusieurs fois.",
                )
        if not self.count:
            raise UploadError("The file has no rows.", "Le fichier n’a aucune ligne.")

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

    def rows(self) -> Iterator[InputRow]:
        """Yield every row, in order."""
        self._file.seek(0)
        text = TextIOWrapper(self._file, encoding=self._encoding, errors="replace", newline="")
        try:
            yield from self._read(text)
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


def _csv(text: TextIOWrapper) -> Iterator[InputRow]:
    csv.field_size_limit(LONGEST_FIELD)
    before = 0
    # Blank lines, and what Excel writes there to say how cells are separated.
    while (first := text.readline(LONGEST_FIELD)) and is_above_header(first):
        before += 1
    separator = max(SEPARATORS, key=first.count)
    header = [name.strip().lower() for name in next(csv.reader([first], delimiter=separator), [])]
    _check_header(header)
    # Strict: an open quotation mark would swallow the rows after it without a word.
    reader = csv.reader(text, delimiter=separator, strict=True)
    begins = before + 2

    def rows() -> Iterator[list[str]]:
        nonlocal begins
        for values in reader:
            begins = before + reader.line_num + 2
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


def _check_header(header: list[str]) -> None:
    twice = {name for name in header if name in COLUMNS and header.count(name) > 1}
    if twice:
        raise UploadError(
            f"The column {min(twice)} stands twice in the header.",
            f"La colonne {min(twice)} figure deux fois dans l’en-tête.",
        )
    if not any(set(names) <= set(header) for names in POSITIONS):
        columns = ", ".join(name[:40] for name in header[:12] if name)
        raise UploadError(
            "The header names no position: it needs lat and lon, or address, postcode or city, or siret."
            f" Columns found: {columns or 'none'}.",
            "L’en-tête ne nomme pas de position : il faut lat et lon, ou address, postcode ou city, ou siret."
            f" Colonnes trouvées : {columns or 'aucune'}.",
        )


def _csv_row(number: int, header: list[str], values: list[str], *, has_end: bool) -> InputRow:
    fields = {
        name: text
        for name, value in zip(header, values, strict=False)
        if name in COLUMNS and (text := value.strip())
    }
    if is_cut_off(len(values), header, ends_a_line=has_end):
        return _row(number, fields, CUT_OFF)
    return _row(number, fields, TOO_MANY_FIELDS if any(values[len(header) :]) else None)


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
