"""Mappings kept with what was imported by them, version by version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, insert, select

from app.directory.imports.models import ListMapping
from seeds.reading.files import SourceFile
from seeds.reading.mapping.declaration import MappingError
from seeds.reading.mapping.reader import MAPPING


def keep_mapping(connection: Connection, file: SourceFile) -> None:
    """Keep the mapping that a file was imported by, as a new version where it is another than the last."""
    companion = file.companions.get(MAPPING)
    if companion is None:
        return
    document = companion.path.read_text(encoding="utf-8-sig")
    last = _last(connection, file.list_name)
    if last is None or last[1] != document:
        version = last[0] + 1 if last else 1
        connection.execute(
            insert(ListMapping).values(list=file.list_name, version=version, document=document)
        )


def _last(connection: Connection, list_name: str, version: int | None = None) -> tuple[int, str] | None:
    statement = select(ListMapping.version, ListMapping.document).where(ListMapping.list == list_name)
    if version is not None:
        statement = statement.where(ListMapping.version == version)
    row = connection.execute(statement.order_by(ListMapping.version.desc()).limit(1)).first()
    return (row.version, row.document) if row else None


def kept_document(connection: Connection, list_name: str, version: int | None = None) -> str:
    """Return the mapping of a list, the last one where no version is asked for.

    Raises
    ------
    MappingError
        When none was kept.

    """
    kept = _last(connection, list_name, version)
    if kept is None:
        which = f" in version {version}" if version is not None else ""
        raise MappingError(f"No mapping of the list {list_name!r} is kept{which}: name one with --mapping.")
    return kept[1]


@contextmanager
def kept_file(connection: Connection, list_name: str) -> Iterator[Path]:
    """Write the last mapping of a list to a temporary file.

    Raises
    ------
    MappingError
        When none was kept.

    """
    document = kept_document(connection, list_name)
    with TemporaryDirectory(prefix="proxilieux-mapping-") as folder:
        path = Path(folder) / f"{list_name}.toml"
        path.write_text(document, encoding="utf-8")
        yield path
