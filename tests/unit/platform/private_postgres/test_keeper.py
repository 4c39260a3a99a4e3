import logging
import os
import shutil
import signal
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from support.clusters import Start, eventually, postmaster, running
from support.fake_postgres import FakePostgres

from app.platform.private_postgres import ClusterError, server_of
from app.platform.private_postgres.keeper import CALM_SECONDS, LONGEST_PAUSE, Keeper
from app.platform.private_postgres.lease import Lease


def not_over(_: float) -> bool:
    return False


def keeper_of(home: Path) -> Keeper:
    return Keeper(server_of(home, lambda _: None), Lease(home))


def end(home: Path, number: int) -> None:
    """Send the server a signal and wait until it is gone."""
    server = postmaster(home)
    assert server is not None
    os.kill(server, number)
    eventually(lambda: postmaster(home) is None)


@pytest.fixture
def used_home(home: Path, start: Start) -> Path:
    """The home of a cluster that a command uses."""
    start(home).url()
    return home


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGQUIT])
def test_a_server_that_dies_is_started_again_each_time(
    used_home: Path, caplog: pytest.LogCaptureFixture, number: int
) -> None:
    keeper = keeper_of(used_home)
    keeper._pause = lambda: 0.0  # type: ignore[method-assign]
    for _ in range(2):
        end(used_home, number)
        keeper.look(not_over)
        assert postmaster(used_home) is not None
    said = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert ["died" in line for line in said] == [True, False] * 2
    assert "answers again" in said[-1]


def test_a_server_that_is_killed_before_it_has_written_anything_is_started_again(used_home: Path) -> None:
    end(used_home, signal.SIGKILL)
    (used_home / "server" / "data" / "global" / "pg_control").write_text("shut down\n")
    keeper_of(used_home).look(not_over)
    assert postmaster(used_home) is not None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["fast", "smart"])
def test_a_server_that_was_stopped_stays_so_until_a_command_starts_it(
    used_home: Path, caplog: pytest.LogCaptureFixture, number: int
) -> None:
    keeper = keeper_of(used_home)
    end(used_home, number)
    for _ in range(3):
        keeper.look(not_over)
    assert postmaster(used_home) is None
    assert ["left so" in record.message for record in caplog.records] == [True]
    with running(used_home):
        keeper.look(not_over)
        end(used_home, signal.SIGKILL)
        keeper.look(not_over)
        assert postmaster(used_home) is not None


def test_a_server_that_lives_is_left_alone(used_home: Path, fakes: FakePostgres) -> None:
    before = postmaster(used_home), fakes.calls("pg_ctl")
    keeper_of(used_home).look(not_over)
    assert (postmaster(used_home), fakes.calls("pg_ctl")) == before


def test_nothing_is_started_once_the_command_leaves(used_home: Path) -> None:
    end(used_home, signal.SIGKILL)
    keeper_of(used_home).look(lambda _: True)
    assert postmaster(used_home) is None


def test_data_that_are_gone_are_not_made_anew(used_home: Path, fakes: FakePostgres) -> None:
    end(used_home, signal.SIGKILL)
    shutil.rmtree(used_home / "server" / "data")
    with pytest.raises(ClusterError, match="is gone"):
        keeper_of(used_home).look(not_over)
    assert not (used_home / "server" / "data").exists()
    assert len(fakes.calls("initdb")) == 1


@dataclass
class Dead:
    """A server that never starts."""

    clock: float = 1000.0
    attempts: int = 0
    is_alive = False
    was_stopped = False

    def start_again(self) -> None:
        self.attempts += 1
        raise ClusterError(f"attempt {self.attempts}")


def test_attempts_that_fail_become_rare_and_never_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = Dead()
    keeper = Keeper(server, Lease(tmp_path), clock=lambda: server.clock)
    at: list[float] = []
    waits = iter([False] * 4 * 400 + [True])

    def is_over(seconds: float) -> bool:
        if len(at) < server.attempts:
            at.append(server.clock)
        server.clock += seconds
        return bool(seconds) and next(waits)

    keeper.run(is_over)
    pauses = [round(later - earlier) for earlier, later in pairwise(at)]
    assert pauses == [1, 2, 4, 8, 16, 32] + [int(LONGEST_PAUSE)] * 5
    assert sum("does not run: attempt" in record.message for record in caplog.records) == server.attempts


def test_after_a_long_life_the_next_start_is_quick_again(tmp_path: Path) -> None:
    server = Dead()
    keeper = Keeper(server, Lease(tmp_path), clock=lambda: server.clock)
    for _ in range(5):
        with pytest.raises(ClusterError):
            keeper.look(not_over)
        server.clock += LONGEST_PAUSE
    server.clock += CALM_SECONDS
    for _ in range(2):
        with pytest.raises(ClusterError):
            keeper.look(not_over)
        server.clock += 1.01
    assert server.attempts == 7
