from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from support.clusters import Command, postmaster, query, running

from app.cluster import processes
from app.cluster.lease import Lease
from app.db.database import libpq_url


def test_the_first_user_starts_the_server_and_the_last_one_stops_it(home: Path) -> None:
    with running(home) as outer:
        server = postmaster(home)
        assert server is not None
        with running(home) as inner:
            assert inner == outer
            assert postmaster(home) == server
        assert query(outer, "SELECT 1") == 1
    assert processes.processes_of(home / "server" / "data") == set()


def test_a_new_cluster_has_the_database_and_its_extensions(folder: Path) -> None:
    said: list[str] = []
    with running(folder / "new", said) as url:
        assert query(url, "SELECT current_database()") == "proxilieux"
        assert query(url, "SELECT postgis_lib_version()") >= "3"
        extensions = query(url, "SELECT array_agg(extname::text) FROM pg_extension")
        assert {"postgis", "pg_trgm", "unaccent", "btree_gist", "intarray"} <= set(extensions)
        assert query(url, "SHOW server_encoding") == "UTF8"
    assert len(said) == 1
    assert str(folder / "new") in said[0]


def test_nothing_listens_on_the_network(home: Path) -> None:
    with running(home) as url:
        assert query(url, "SHOW listen_addresses") == ""
        sockets = Path(query(url, "SHOW unix_socket_directories"))
        assert sockets.stat().st_mode & 0o077 == 0


def test_settings_of_the_users_libpq_lead_nowhere_else(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGHOST", "/nowhere")
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGUSER", "somebody")
    with running(home) as url:
        assert query(url, "SELECT current_user::text") == "proxilieux"


def test_the_server_outlives_every_user_but_the_last(home: Path, commands: list[Command]) -> None:
    first, second = Command(home), Command(home)
    commands += [first, second]
    url = first.url()
    assert second.url() == url
    server = postmaster(home)
    assert first.leave() == 0
    assert postmaster(home) == server
    assert query(url, "SELECT 1") == 1
    assert second.leave() == 0
    assert postmaster(home) is None


def test_commands_that_start_together_make_one_cluster(folder: Path, commands: list[Command]) -> None:
    commands += [Command(folder / "new") for _ in range(3)]
    servers = {query(command.url(), "SELECT pg_postmaster_start_time()") for command in commands}
    assert len(servers) == 1
    assert [command.leave() for command in commands] == [0, 0, 0]
    assert postmaster(folder / "new") is None


def test_a_forked_worker_that_leaves_stops_nothing(home: Path, commands: list[Command]) -> None:
    command = Command(home, "worker")
    commands.append(command)
    assert query(command.url(), "SELECT 1") == 1
    assert command.leave() == 0
    assert postmaster(home) is None


def test_a_leaving_user_does_not_wait_for_open_connections(home: Path) -> None:
    with running(home) as url:
        connection = psycopg.connect(libpq_url(url))
        connection.execute("SELECT 1")
    assert postmaster(home) is None
    connection.close()


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(home: Path, commands: list[Command]) -> None:
    starter, other = Command(home), Command(home)
    commands += [starter, other]
    url = starter.url()
    assert other.url() == url
    assert starter.interrupt() != 0
    assert query(url, "SELECT 1") == 1
    assert other.interrupt() != 0
    assert postmaster(home) is None


def open_files(pid: int) -> list[str]:
    """What a process has open; nothing of one that has just ended, as a server's helpers may."""
    found = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                found.append(str(entry.readlink()))
    return found


def test_the_server_inherits_no_lock(home: Path, commands: list[Command]) -> None:
    command = Command(home)
    commands.append(command)
    command.url()
    command.kill()
    opened = [path for pid in processes.processes_of(home / "server" / "data") for path in open_files(pid)]
    assert opened
    assert not [path for path in opened if "cluster." in path]
    lease = Lease(home)
    assert lease.share()
    assert lease.give_back()


def test_two_homes_are_two_clusters(folder: Path, home: Path, commands: list[Command]) -> None:
    home.rename(folder / "one")
    commands.append(Command(folder / "two"))
    with running(folder / "one") as one:
        two = commands[0].url()
        query(one, "CREATE TABLE here ()")
        assert query(two, "SELECT to_regclass('here')") is None
        assert postmaster(folder / "one") != postmaster(folder / "two")
    assert query(two, "SELECT 1") == 1
