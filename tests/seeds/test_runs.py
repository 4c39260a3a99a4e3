import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text
from support.importing import AMBERIEU, everything, import_rows, import_text, outcome, rows, value
from support.published_rows import LABELLED, as_csv

from app.platform.database.connection import libpq_url
from seeds.importing.import_file import import_
from seeds.loading.runs import INTERRUPTED, import_session
from seeds.sources.registry import BY_NAME

pytestmark = pytest.mark.slow

SECOND = {**LABELLED, "id": "f-2", "nom": "La Forge"}
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()
"""


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def start_import(url: str, source: str, path: Path) -> subprocess.Popen[bytes]:
    command = [str(Path(sys.executable).parent / "proxilieux"), "import", source, str(path)]
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_an_import_killed_half_way_leaves_the_old_state(
    engine: Engine, empty_url: str, tmp_path: Path
) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED, SECOND)
    before = everything(engine)
    changed = tmp_path / "changed.csv"
    changed.write_text(
        as_csv([{**LABELLED, "nom": "Autre"}, {**LABELLED, "id": "f-3"}, {**SECOND, "nom": ""}])
    )
    with psycopg.connect(libpq_url(empty_url)) as blocker:
        # Awards are written after the places: the import stops in the middle of its transaction.
        blocker.execute("LOCK TABLE award IN SHARE MODE")
        process = start_import(empty_url, "fabriques", changed)
        until(lambda: process.poll() is not None or value(engine, WAITING))
        assert process.poll() is None
        assert value(engine, "SELECT status FROM import_run ORDER BY id DESC LIMIT 1") == "running"
        process.send_signal(signal.SIGKILL)
        process.wait()
        blocker.rollback()
    assert everything(engine) == before

    report = import_text(engine, tmp_path, "fabriques", changed.read_text())
    assert outcome(report) == (1, 1, 0, 1, 0)
    assert rows(engine, "SELECT status, error FROM import_run ORDER BY id") == [
        ("succeeded", None),
        ("failed", INTERRUPTED),
        ("succeeded", None),
    ]


def test_two_imports_at_once_come_one_after_the_other(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "fabriques.csv"
    path.write_text(as_csv([LABELLED]))
    said: list[str] = []
    with import_session(engine, said.append):
        second = threading.Thread(
            target=import_, args=(engine, BY_NAME["fabriques"], path), kwargs={"notify": said.append}
        )
        second.start()
        until(lambda: said)
        assert value(engine, "SELECT count(*) FROM third_place") == 0
    second.join(timeout=60)
    assert said == ["Another import is running; waiting for it to end."]
    assert value(engine, "SELECT count(*) FROM third_place") == 1


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (KeyboardInterrupt(), "interrupted by the operator; nothing of it was kept"),
        (RuntimeError("no such luck"), "RuntimeError: no such luck"),
    ],
)
def test_a_run_that_breaks_is_reported_as_failed(
    engine: Engine, tmp_path: Path, error: BaseException, message: str
) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED)
    before = everything(engine)

    class Broken:
        def __enter__(self) -> Callable[[int], None]:
            def advance(_done: int) -> None:
                raise error

            return advance

        def __exit__(self, *_: object) -> None:
            pass

    path = tmp_path / "fabriques.csv"
    path.write_text(as_csv([SECOND]))
    with suppress(type(error)):
        import_(engine, BY_NAME["fabriques"], path, watch=lambda _title, _total: Broken())  # type: ignore[arg-type, return-value]
    assert everything(engine) == before
    assert rows(engine, "SELECT status, error FROM import_run ORDER BY id DESC LIMIT 1") == [
        ("failed", message)
    ]


def test_a_database_that_refuses_fails_the_run_and_keeps_the_old_state(
    engine: Engine, tmp_path: Path
) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED)
    before = everything(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE third_place ADD CONSTRAINT never CHECK (name <> 'La Forge')"))
    path = tmp_path / "fabriques.csv"
    path.write_text(as_csv([SECOND]))
    with pytest.raises(psycopg.errors.CheckViolation):
        import_(engine, BY_NAME["fabriques"], path)
    assert everything(engine) == before
    ((status, error),) = rows(engine, "SELECT status, error FROM import_run ORDER BY id DESC LIMIT 1")
    assert status == "failed"
    assert "CheckViolation" in error


def test_a_known_file_is_skipped_only_on_request(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "fabriques.csv"
    path.write_text(as_csv([LABELLED]))
    source = BY_NAME["fabriques"]
    assert import_(engine, source, path, skip_if_known=True).status == "loaded"
    assert import_(engine, source, path, skip_if_known=True).status == "skipped"
    assert value(engine, "SELECT count(*) FROM import_run") == 1
    assert import_(engine, source, path).status == "loaded"
    path.write_text(as_csv([LABELLED, SECOND]))
    assert import_(engine, source, path, skip_if_known=True).status == "loaded"


def test_a_known_file_is_read_again_when_the_communes_are_new(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "fabriques.csv"
    path.write_text(as_csv([LABELLED]))
    import_(engine, BY_NAME["fabriques"], path)
    import_rows(engine, tmp_path, "communes", AMBERIEU)
    report = import_(engine, BY_NAME["fabriques"], path, skip_if_known=True)
    assert (report.status, report.tally.counts.updated) == ("loaded", 1)


def test_a_failed_file_is_not_known(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "fabriques.csv"
    path.write_text("nonsense")
    for _ in range(2):
        assert import_(engine, BY_NAME["fabriques"], path, skip_if_known=True).status == "failed"
