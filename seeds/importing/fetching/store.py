"""Last download of each address; kept in the database."""

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.directory.imports.models import SourceDownload
from seeds.importing.fetching.download import Fetched, Known


def known_download(connection: Connection, source: str, address: str) -> tuple[Known, bytes] | None:
    """Return what the last download said of itself, and its SHA-256; None when there was none."""
    row = connection.execute(
        select(SourceDownload.etag, SourceDownload.last_modified, SourceDownload.sha256).where(
            SourceDownload.source == source, SourceDownload.address == address
        )
    ).one_or_none()
    return None if row is None else (Known(row.etag, row.last_modified), row.sha256)


def remember(connection: Connection, source: str, address: str, fetched: Fetched) -> None:
    """Keep what a download said of itself, or that it is still the same."""
    if not fetched.is_new:
        connection.execute(
            update(SourceDownload)
            .where(SourceDownload.source == source, SourceDownload.address == address)
            .values(checked_at=func.now())
        )
        return
    values = {
        "etag": fetched.etag,
        "last_modified": fetched.last_modified,
        "sha256": fetched.sha256,
        "size": fetched.size,
    }
    statement = insert(SourceDownload).values(source=source, address=address, **values)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["source", "address"],
            set_={**values, "fetched_at": func.now(), "checked_at": func.now()},
        )
    )
