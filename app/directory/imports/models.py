"""Import runs, the rows they refused, and the state of the directory as a whole."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.common.licences import LICENCES
from app.platform.database.base import Base, one_of

RUN_STATUSES = ("running", "succeeded", "failed")


class DataSource(Base):
    """A source as pages and exports name it; written by its imports."""

    __tablename__ = "data_source"

    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    publisher: Mapped[str]
    licence: Mapped[str]
    attribution: Mapped[str]
    address: Mapped[str | None]
    """Address at the publisher's."""
    dated: Mapped[str | None]
    """Period of its content, as far as the source states it: 2019, or 2024-01."""
    trust: Mapped[int]
    """Rank among sources of the same thing: of two values that differ, the higher one's is shown."""

    __table_args__ = (one_of("licence", LICENCES),)


class SourceList(Base):
    """A list of a source that many publishers fill, and what was said of it; null: as of the source."""

    __tablename__ = "source_list"

    source: Mapped[str] = mapped_column(primary_key=True)
    list: Mapped[str] = mapped_column(primary_key=True)
    """As identifiers begin with it."""
    title: Mapped[str | None]
    publisher: Mapped[str | None]
    """Publisher, named wherever its records are shown or exported."""
    licence: Mapped[str | None]

    __table_args__ = (one_of("licence", LICENCES),)


class ListMapping(Base):
    """A mapping by which a territory's list was imported; the newest version is in use."""

    __tablename__ = "list_mapping"

    list: Mapped[str] = mapped_column(primary_key=True)
    """As identifiers begin with it."""
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1 at the first import; one more whenever an import comes with another mapping."""
    document: Mapped[str]
    """The mapping (TOML)."""
    kept_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SourceDownload(Base):
    """Last download from a source's live address."""

    __tablename__ = "source_download"

    source: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    fetched_at: Mapped[datetime] = mapped_column(server_default=func.now())
    checked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """Time at which the publisher last said that it is still the same."""


class ImportRun(Base):
    """One run of one source. Written apart from the data, so that a failed run leaves its report."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    file_name: Mapped[str]
    file_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """Digest of the file and of the reader's version: equal means that nothing would change."""
    status: Mapped[str] = mapped_column(server_default="running")
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]
    rows_read: Mapped[int] = mapped_column(server_default="0")
    created: Mapped[int] = mapped_column(server_default="0")
    updated: Mapped[int] = mapped_column(server_default="0")
    unchanged: Mapped[int] = mapped_column(server_default="0")
    refused: Mapped[int] = mapped_column(server_default="0")
    vanished: Mapped[int] = mapped_column(server_default="0")
    merged: Mapped[int] = mapped_column(server_default="0")
    """Rows that were found to be a place that another record already shows."""
    remarks: Mapped[Any] = mapped_column(JSONB, server_default="{}")
    """By the remark's short name: how often, the first lines, every line as `2-7, 9`, and an example."""
    error: Mapped[str | None]

    __table_args__ = (one_of("status", RUN_STATUSES), Index(None, "source", "started_at"))


class RejectedRecord(Base):
    """A row that a run refused, as it stood in the file, with the reason."""

    __tablename__ = "rejected_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), index=True)
    line_number: Mapped[int | None]
    """Line of the file where the row begins, the header being line 1; null for GeoJSON features."""
    code: Mapped[str]
    """Short name of the rule that refused the row."""
    reason: Mapped[str]
    """A sentence that says what to change."""
    record: Mapped[Any] = mapped_column(JSON)
    """The row as it was read; JSON and not JSONB, which forgets the order of the columns."""


class DirectoryState(Base):
    """The single row that says what the directory holds and which version of it."""

    __tablename__ = "directory_state"

    id: Mapped[int] = mapped_column(primary_key=True, server_default="1")
    version: Mapped[int] = mapped_column(server_default="0")
    """Raised by every transaction that changes what the API serves, by triggers
    (`app/migrations/sql/current/functions/raise_directory_version.sql`)."""
    content: Mapped[str] = mapped_column(server_default="empty")
    """`demonstration` (fictional) or `published` once the initial load is complete."""
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("id = 1", name="single_row"),
        one_of("content", ("empty", "demonstration", "published")),
    )
