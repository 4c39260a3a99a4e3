"""A private cluster that is made anew by a dump: everything is there, and there is a way back."""

from pathlib import Path

import pytest
from support.clusters import Start, postmaster, query, running

from app.platform.backups.programs import BackupError
from app.platform.private_postgres import ClusterError, renewal

ROWS = "SELECT string_agg(word, ',' ORDER BY word) FROM note"


def say_nothing(_message: str) -> None:
    """Take a message."""


@pytest.fixture
def written(home: Path) -> Path:
    """The home of a stopped cluster that holds something."""
    with running(home) as url:
        query(url, "CREATE TABLE alembic_version (version_num text)")
        query(url, "CREATE TABLE note (word text PRIMARY KEY, place geography)")
        query(url, "INSERT INTO note VALUES ('été', ST_Point(2, 48)), ('hiver', NULL)")
    return home


def test_everything_is_in_the_new_cluster_and_the_old_one_stands_aside(written: Path) -> None:
    renewed = renewal.renew(written, say_nothing, anyway=True)
    assert renewed is not None
    assert postmaster(written) is None
    assert (renewed.aside / "PG_VERSION").read_text().strip() == str(renewed.old)
    assert renewed.backup.is_file()
    with running(written) as url:
        assert query(url, ROWS) == "hiver,été"
        assert query(url, "SELECT count(*) FROM pg_database WHERE datname LIKE 'proxilieux%'") == 1


def test_what_fails_leaves_the_old_cluster(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise BackupError("the disk is full")

    monkeypatch.setattr(renewal, "restore", fail)
    with pytest.raises(ClusterError, match="as it was: the disk is full"):
        renewal.renew(written, say_nothing, anyway=True)
    assert sorted(path.name for path in (written / "server").iterdir()) == ["data"]
    with running(written) as url:
        assert query(url, ROWS) == "hiver,été"


def test_only_where_it_is_of_use_and_nobody_is_there(written: Path, start: Start) -> None:
    assert renewal.renew(written, say_nothing) is None
    other = start(written)
    other.url()
    with pytest.raises(ClusterError, match="Other commands"):
        renewal.renew(written, say_nothing, anyway=True)
    assert other.leave() == 0


def test_no_cluster(folder: Path) -> None:
    with pytest.raises(ClusterError, match="no private database"):
        renewal.renew(folder / "nothing", say_nothing)
