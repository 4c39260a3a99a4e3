"""`proxilieux template`: spreadsheets to fill in, made of the columns that the readers declare."""

import csv
from collections.abc import Sequence
from pathlib import Path

import click
import openpyxl

from app.commands.base import notify
from seeds.reading.spreadsheet import EXPLANATIONS, SheetColumn, SpreadsheetReader
from seeds.sources.spreadsheet_funded import read_funded_equipment
from seeds.sources.spreadsheet_projects import read_projects
from seeds.sources.spreadsheet_support import read_support_offers
from seeds.sources.spreadsheet_survey import read_survey

TEMPLATES = {
    reader.template: reader
    for reader in (read_funded_equipment, read_survey, read_projects, read_support_offers)
}
DATA_SHEET = "Données"
HELP_HEADER = ("Titre de la colonne", "Column title", "Obligatoire", "Que mettre", "What to write")
EXPLAINED = "EXPLICATION, ligne à effacer : "
"""First characters of the row of explanations, which stands under the header of a CSV."""


@click.command("template")
@click.argument("name", type=click.Choice(list(TEMPLATES)))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template(name: str, file: Path) -> None:
    """Write a spreadsheet to fill in: FILE ends in .csv or .xlsx and must not exist yet.

    Its example row is fictional; imported unchanged, it is refused. docs/spreadsheets.md explains it.
    """
    if file.suffix.lower() not in {".csv", ".xlsx"}:
        raise click.UsageError("FILE must end in .csv or .xlsx.")
    if file.exists():
        raise click.UsageError(f"{file} exists already.")
    columns = in_template(TEMPLATES[name])
    try:
        (_write_workbook if file.suffix.lower() == ".xlsx" else _write_csv)(file, columns)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    notify(f"{file} is ready. Import it with: proxilieux import {name} {file}")


def in_template(reader: SpreadsheetReader) -> tuple[SheetColumn, ...]:
    """Return the columns that a template shows; readers know more."""
    return tuple(column for column in reader.declared if column.in_template)


def _write_csv(file: Path, columns: Sequence[SheetColumn]) -> None:
    first, *others = columns
    # With a byte order mark, without which Excel takes UTF-8 for Windows' own encoding.
    with file.open("x", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow([column.french for column in columns])
        writer.writerow([EXPLAINED + first.explanation, *(column.explanation for column in others)])
        writer.writerow([column.example for column in columns])


def _write_workbook(file: Path, columns: Sequence[SheetColumn]) -> None:
    book = openpyxl.Workbook()
    data, explained = book.active, book.create_sheet(EXPLANATIONS)
    data.title = DATA_SHEET
    data.freeze_panes = "A2"
    data.append([column.french for column in columns])
    data.append([column.example for column in columns])
    for number, column in enumerate(columns, start=1):
        # As text, so that no spreadsheet program takes zeros off.
        for row in (1, 2):
            data.cell(row, number).number_format = "@"
        letter = openpyxl.utils.get_column_letter(number)
        data.column_dimensions[letter].number_format = "@"
        data.column_dimensions[letter].width = max(14, len(column.french) + 2)
    explained.append(HELP_HEADER)
    for column in columns:
        explained.append(
            (
                column.french,
                column.english,
                "oui" if column.required else "",
                column.explanation,
                column.meaning,
            )
        )
    for letter, width in zip("ABCDE", (28, 28, 12, 90, 90), strict=True):
        explained.column_dimensions[letter].width = width
    book.save(file)
