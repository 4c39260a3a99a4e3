"""The files of a source as its reader gets them: looked through, with the companions that lie beside them."""

from dataclasses import replace
from pathlib import Path

from seeds.reading.files import SourceFile, SourceFileError, inspect
from seeds.reading.mapping.archives import inspect_any
from seeds.reading.spreadsheet_rows import sheets
from seeds.reading.workbooks import inspect_table
from seeds.sources.source import Source


def open_source(source: Source, path: Path) -> SourceFile:
    """Look a source's file through, and its companions.

    Raises
    ------
    SourceFileError
        When one of them cannot be read; the message names it.

    """
    return with_companions(look_through(path, source, source.sheet), source)


def look_through(path: Path, source: Source | None, sheet: str = "") -> SourceFile:
    """Look a file through as a source's, or as that of any source; of a workbook, ask for one sheet.

    Raises
    ------
    SourceFileError
        When it cannot be read, or has no such sheet; the message names those that it has.

    """
    if source is None or source.archives:
        file = inspect_any(path)
    else:
        file = inspect_table(path) if source.workbooks else inspect(path)
    if sheet and not file.workbook:
        raise SourceFileError(f"{path.name} is no workbook (XLSX): it has no sheet {sheet!r}.")
    file = replace(file, sheet=sheet)
    if sheet:
        sheets(file)
    return file


def with_companions(file: SourceFile, source: Source) -> SourceFile:
    """Return a file with what its source adds: companions that lie beside it, the list it is said to be.

    Raises
    ------
    SourceFileError
        When one of them cannot be read; the message names it.

    """
    beside = {companion.name: file.path.parent / companion.file_name for companion in source.companions}
    companions = {name: inspect(path) for name, path in beside.items() if path.exists()}
    return replace(file, companions=companions, list_name=source.said_list)
