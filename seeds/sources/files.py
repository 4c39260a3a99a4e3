"""The files of a source as its reader gets them: looked through, with the companions that lie beside them."""

from dataclasses import replace
from pathlib import Path

from seeds.files import SourceFile, inspect
from seeds.sources.source import Source
from seeds.workbooks import inspect_table


def open_source(source: Source, path: Path) -> SourceFile:
    """Look a source's file through, and its companions.

    Raises
    ------
    SourceFileError
        When one of them cannot be read; the message names it.

    """
    return with_companions(inspect_table(path) if source.workbooks else inspect(path), source)


def with_companions(file: SourceFile, source: Source) -> SourceFile:
    """Return a file with what its source adds: companions that lie beside it, the list it is said to be.

    Raises
    ------
    SourceFileError
        When one of them cannot be read; the message names it.

    """
    beside = {companion.name: file.path.with_name(companion.file_name) for companion in source.companions}
    companions = {name: inspect(path) for name, path in beside.items() if path.exists()}
    return replace(file, companions=companions, list_name=source.said_list)
