from contextlib import suppress
from pathlib import Path

import pytest
from support.clusters import Start, postmaster, running
from support.fake_postgres import FakePostgres

from app.platform.private_postgres import processes
from app.platform.private_postgres.lease import Lease


def test_the_first_user_starts_the_server_and_the_last_one_stops_it(home: Path, fakes: FakePostgres) -> None:
    before = fakes.calls("pg_ctl")
    with running(home) as outer:
        server = postmaster(home)
        assert server is not None
        with running(home) as inner:
            assert inner == outer
            assert postmaster(home) == server
        assert postmaster(home) == server
    assert processes.processes_of(home / "server" / "data") == set()
    assert fakes.calls("pg_ctl")[len(before) :] == ["start ", "stop fast"]


def test_making_a_cluster_is_said_once(folder: Path, fakes: FakePostgres) -> None:
    said: list[str] = []
    for _ in range(2):
        with running(folder / "new", said):
            pass
    assert len(said) == 1
    assert str(folder / "new") in said[0]
    (made,) = fakes.calls("initdb")
    assert "--auth-local trust --auth-host reject" in made


@pytest.mark.parametrize("flags", [(), ("durable",)])
def test_a_cluster_is_durable_when_it_is_to_be_kept(
    folder: Path, fakes: FakePostgres, start: Start, flags: tuple[str, ...]
) -> None:
    start(folder / "new", *flags).url()
    settings = (folder / "new" / "server" / "data" / "postgresql.conf").read_text()
    (made,) = fakes.calls("initdb")
    assert "shared_buffers" in settings
    is_throw_away = [
        name in settings for name in ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
    ]
    assert [*is_throw_away, "--no-sync" in made] == [not flags] * 4


def test_commands_that_start_together_make_one_cluster(
    folder: Path, fakes: FakePostgres, start: Start
) -> None:
    commands = [start(folder / "new") for _ in range(3)]
    assert len({command.url() for command in commands}) == 1
    assert len(fakes.calls("initdb")) == 1
    assert fakes.calls("pg_ctl") == ["start "]
    assert [command.leave() for command in commands] == [0, 0, 0]
    assert postmaster(folder / "new") is None


def test_a_forked_worker_that_leaves_stops_nothing(home: Path, start: Start) -> None:
    command = start(home, "worker")
    command.url()
    assert postmaster(home) is not None
    assert command.leave() == 0
    assert postmaster(home) is None


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(home: Path, start: Start) -> None:
    starter, other = start(home), start(home)
    assert other.url() == starter.url()
    server = postmaster(home)
    assert starter.interrupt() != 0
    assert postmaster(home) == server is not None
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


def test_the_server_inherits_no_lock(home: Path, start: Start) -> None:
    command = start(home)
    command.url()
    command.kill()
    opened = [path for pid in processes.processes_of(home / "server" / "data") for path in open_files(pid)]
    assert opened
    assert not [path for path in opened if "cluster." in path]
    lease = Lease(home)
    assert lease.share()
    assert lease.give_back()


def test_two_homes_are_two_clusters(folder: Path, home: Path, start: Start) -> None:
    second = start(folder / "two")
    with running(home) as one:
        assert second.url() != one
        assert postmaster(folder / "two") not in {None, postmaster(home)}
    assert postmaster(home) is None
    assert postmaster(folder / "two") is not None
