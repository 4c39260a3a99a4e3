"""What a command finds that was killed, filled up or made by something else."""

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from support.clusters import (
    Start,
    copy_of,
    eventually,
    needs_root,
    open_folder,
    postmaster,
    processes,
    query,
    running,
)

from app.platform.private_postgres import ClusterError
from app.platform.private_postgres.privileges import server_account

from .conftest import Made

DURABLE = "SELECT current_setting('fsync') || current_setting('full_page_writes')"
SMALL = "20m"
"""Less than initdb writes."""


def kill_server(home: Path) -> int:
    """Kill the server so that it cannot clean up; return its pid."""
    server = postmaster(home)
    assert server is not None
    os.kill(server, signal.SIGKILL)
    return server


def fill(file: Path) -> None:
    """Write a file until its disk is full."""
    with suppress(OSError), file.open("wb", buffering=0) as opened:
        while True:
            opened.write(b"\0" * 65536)


@pytest.fixture
def stranger(home: Path) -> Iterator[int]:
    """The pid of a program of the server's account that is no server."""
    account = server_account(home / "server")
    other = None if account.uid == os.geteuid() else account.uid
    with subprocess.Popen(["sleep", "600"], user=other, cwd="/") as process:
        yield process.pid
        assert process.poll() is None, "the stranger was touched"
        process.kill()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of its own, too small for a cluster."""
    with open_folder() as folder:
        disk = folder / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL},mode=755", "small", str(disk)]
        if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
            pytest.skip("no disk can be mounted here")
        try:
            yield disk
        finally:
            processes.end_processes_of(disk / "home" / "server" / "data")
            subprocess.run([str(shutil.which("umount")), str(disk)], check=True)


def test_the_server_of_a_killed_command_is_joined_and_then_stopped(home: Path, start: Start) -> None:
    command = start(home)
    url = command.url()
    server = postmaster(home)
    command.kill()
    assert postmaster(home) == server
    with running(home) as again:
        assert again == url
        assert query(again, "SELECT 1") == 1
        assert postmaster(home) == server
    assert postmaster(home) is None


def test_a_killed_server_starts_again_with_its_data(home: Path, start: Start) -> None:
    with (home / "server" / "data" / "postgresql.conf").open("a") as settings:
        settings.write("fsync = on\nsynchronous_commit = on\nfull_page_writes = on\n")
    command = start(home)
    url = command.url()
    assert query(url, DURABLE) == "onon"
    query(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    server = kill_server(home)
    command.kill()
    with running(home) as again:
        assert postmaster(home) != server
        assert query(again, "SELECT answer FROM kept") == 42


def test_a_killed_server_starts_again_for_those_who_use_it_though_a_query_outlives_it(
    home: Path, start: Start
) -> None:
    command = start(home)
    url = command.url()

    def work_for_ever() -> None:
        with pytest.raises(psycopg.OperationalError):
            query(url, "SELECT count(*) FROM generate_series(1, 1000000000000)")

    worker = threading.Thread(target=work_for_ever)
    worker.start()
    eventually(lambda: query(url, "SELECT count(*) FROM pg_stat_activity WHERE query ~ '0000000'") > 1)
    # A throw-away cluster commits before anything is written.
    query(url, "SET synchronous_commit = on; CREATE TABLE kept AS SELECT 42 AS answer")
    kill_server(home)
    with running(home) as again:
        assert again == url
        assert query(again, "SELECT answer FROM kept") == 42
    worker.join(timeout=30)
    assert not worker.is_alive()
    assert query(url, "SELECT 1") == 1
    assert command.leave() == 0
    assert postmaster(home) is None


def test_pids_that_are_another_programs_by_now_are_no_server(home: Path, stranger: int) -> None:
    account = server_account(home / "server")
    for name in ("server/data/postmaster.pid", "run/.s.PGSQL.5432.lock"):
        file = home / name
        file.write_text(f"{stranger}\n{home}/server/data\n1700000000\n5432\n{home}/run\n\n0 0\nready   \n")
        os.chown(file, account.uid, account.gid)
        file.chmod(0o600)
    with running(home) as url:
        assert query(url, "SELECT 1") == 1


def test_a_start_that_fails_shows_the_servers_log(home: Path) -> None:
    with (home / "server" / "data" / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = 'plenty'\n")
    with pytest.raises(ClusterError, match="shared_buffers"), running(home):
        pass


def test_data_of_another_version_are_left_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = home / "server" / "data" / "PG_VERSION"
    version.write_text("14\n")
    before = sorted(path.name for path in version.parent.iterdir())
    monkeypatch.setenv("PATH", str(home))  # nothing is installed by this test
    with pytest.raises(ClusterError, match="PostgreSQL 14, which made the data"), running(home):
        pass
    assert sorted(path.name for path in version.parent.iterdir()) == before


@needs_root
def test_a_cluster_that_finds_no_space_is_not_half_made(small_disk: Path) -> None:
    with pytest.raises(ClusterError, match="No space left on device"), running(small_disk / "home"):
        pass
    assert list((small_disk / "home" / "server").iterdir()) == []


@needs_root
def test_a_disk_that_is_full_is_named_and_its_data_start_when_there_is_room(
    small_disk: Path, made: Made
) -> None:
    subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
    home = copy_of(made.home, small_disk / "home")
    filler = small_disk / "filler"
    fill(filler)
    with pytest.raises(ClusterError, match="No space left on device"), running(home):
        pass
    filler.unlink()
    with running(home) as url:
        assert query(url, "SELECT 1") == 1
