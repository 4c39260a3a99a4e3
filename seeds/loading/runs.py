"""Import runs and refused rows, written apart from the data, so that a failed run leaves its report."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, insert, select, text, update

from app.directory.common.personal import without_contacts_in_texts
from app.directory.imports.models import ImportRun, RejectedRecord
from seeds.loading.feed import Counts
from seeds.loading.records import Tally
from seeds.reading.records import Refusal

LOCK = 0x70726F78696C  # "proxil"
"""Key of the advisory lock that every load holds."""
INTERRUPTED = "interrupted: the program ended before the run did; nothing of it was kept"
BATCH = 500
"""Refused rows held in memory before they are written."""
LONGEST_ERROR = 2000
Notify = Callable[[str], None]


class RunLog:
    """Writes runs through a connection in autocommit mode."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._open: dict[int, tuple[str, Tally]] = {}
        self._hashes: dict[str, bytes] = {}
        self._rejected: list[dict[str, object]] = []

    def close_interrupted(self) -> int:
        """Mark runs that never ended as failed, and return how many; only the lock's holder may call it."""
        closed = self._connection.execute(
            update(ImportRun)
            .where(ImportRun.status == "running")
            .values(status="failed", error=INTERRUPTED, finished_at=func.now())
        )
        return closed.rowcount

    def last_hash(self, source: str) -> bytes | None:
        """Return the hash of the file that this session, else the last successful run, has loaded."""
        if source in self._hashes:
            return self._hashes[source]
        return self._connection.scalar(
            select(ImportRun.file_hash)
            .where(ImportRun.source == source, ImportRun.status == "succeeded")
            .order_by(ImportRun.id.desc())
            .limit(1)
        )

    def start(self, source: str, file_name: str, file_hash: bytes, tally: Tally) -> int:
        """Open a run, whose tally is read when it ends, and return its id."""
        run_id = self._connection.execute(
            insert(ImportRun)
            .values(source=source, file_name=file_name, file_hash=file_hash)
            .returning(ImportRun.id)
        ).scalar_one()
        self._open[run_id] = (source, tally)
        self._hashes[source] = file_hash
        return run_id

    def refuse(self, run_id: int, refusal: Refusal) -> None:
        """Keep a refused row with its reason."""
        self._rejected.append(
            {
                "import_run_id": run_id,
                "line_number": refusal.origin.line_number,
                "code": refusal.code,
                "reason": refusal.reason,
                "record": without_contacts_in_texts(refusal.origin.row),
            }
        )
        if len(self._rejected) >= BATCH:
            self._write_rejected()

    def fail(self, run_id: int, error: str) -> None:
        """Close a run of which nothing was kept."""
        source, tally = self._open[run_id]
        self._hashes.pop(source, None)
        tally.counts = Counts()
        self._close(run_id, status="failed", error=error[:LONGEST_ERROR])

    def fail_open(self, error: BaseException) -> None:
        """Close every open run as failed."""
        for run_id in list(self._open):
            self.fail(run_id, _message(error))

    def succeed_open(self) -> None:
        """Close every open run: its data is committed."""
        for run_id in list(self._open):
            self._close(run_id, status="succeeded", error=None)

    def _close(self, run_id: int, *, status: str, error: str | None) -> None:
        self._write_rejected()
        _source, tally = self._open.pop(run_id)
        kept = tally.counts
        self._connection.execute(
            update(ImportRun)
            .where(ImportRun.id == run_id)
            .values(
                status=status,
                error=error,
                finished_at=func.now(),
                rows_read=tally.read,
                refused=tally.refused,
                created=kept.created,
                updated=kept.updated,
                unchanged=kept.unchanged,
                merged=kept.merged,
                vanished=kept.vanished,
                remarks={code: occurrence.kept() for code, occurrence in tally.remarks.items()},
            )
        )

    def _write_rejected(self) -> None:
        if self._rejected:
            self._connection.execute(insert(RejectedRecord), self._rejected)
            self._rejected.clear()


@contextmanager
def import_session(engine: Engine, notify: Notify) -> Iterator[RunLog]:
    """Hold the lock against a second import, and close the runs that were opened when the block ends.

    The block commits its data itself, before it ends. Waits, and says so, while another import runs.
    """
    with exclusive(engine, notify) as connection:
        log = RunLog(connection)
        if log.close_interrupted():
            notify("An earlier import was interrupted; nothing of it was kept.")
        try:
            yield log
        except BaseException as error:
            log.fail_open(error)
            raise
        log.succeed_open()


@contextmanager
def exclusive(engine: Engine, notify: Notify) -> Iterator[Connection]:
    """Hold the lock against imports, and yield the connection in autocommit mode that holds it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _lock(connection, notify)
        yield connection


def _lock(connection: Connection, notify: Notify) -> None:
    if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}):
        notify("Another import is running; waiting for it to end.")
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})


def _message(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted by the operator; nothing of it was kept"
    return f"{type(error).__name__}: {error}"
