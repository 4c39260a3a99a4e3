import os
from pathlib import Path

import pytest
from support.clusters import NOBODY, Start, needs_root, owner_of, postmaster, running
from support.fake_postgres import FakePostgres

from app.platform.private_postgres import ClusterError

pytestmark = [needs_root, pytest.mark.usefixtures("fakes")]


def test_roots_server_is_not_root(home: Path) -> None:
    with running(home):
        owner = owner_of(postmaster(home))
        assert owner != 0
        assert (home / "server").stat().st_uid == owner
        assert (home / "server").stat().st_mode & 0o077 == 0
    assert home.stat().st_uid == 0


def test_the_working_folder_may_be_closed_to_the_server(
    folder: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "closed").mkdir(mode=0o700)
    monkeypatch.chdir(folder / "closed")
    previous = os.umask(0o077)
    try:
        command = start(folder / "deep" / "home")
    finally:
        os.umask(previous)
    command.url()
    assert postmaster(folder / "deep" / "home") is not None


@pytest.mark.parametrize("through", ["closed", "link"])
def test_a_folder_that_the_server_cannot_enter_is_named(folder: Path, through: str) -> None:
    (folder / "closed").mkdir(mode=0o700)
    (folder / "link").symlink_to(folder / "closed")
    with pytest.raises(ClusterError) as caught, running(folder / through / "home"):
        pass
    assert f"cannot enter {folder / 'closed'};" in str(caught.value)
    assert f"chmod o+x {folder / 'closed'}" in str(caught.value)


def test_a_home_that_the_server_cannot_enter_is_named(home: Path) -> None:
    home.chmod(0o700)
    with pytest.raises(ClusterError, match="cannot enter") as caught, running(home):
        pass
    assert str(home) in str(caught.value)
    assert home.stat().st_mode & 0o777 == 0o700


def test_an_ordinary_user_runs_the_server_as_itself(folder: Path, fakes: FakePostgres, start: Start) -> None:
    home = folder / "theirs"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    command = start(home, uid=NOBODY)
    url = command.url()
    assert len(fakes.calls("initdb")) == 1
    assert owner_of(postmaster(home)) == NOBODY
    assert (home / "server" / "data").stat().st_uid == NOBODY
    # Root joins, and goes on when the user has left.
    with running(home) as joined:
        assert joined == url
        assert command.leave() == 0
        assert owner_of(postmaster(home)) == NOBODY
    assert postmaster(home) is None


@pytest.mark.parametrize("name", ["home", "roots/new"])
def test_an_ordinary_user_is_told_whose_home_it_is(home: Path, start: Start, name: str) -> None:
    command = start(home.parent / name, uid=NOBODY)
    message = command.line("error")
    assert str(home.parent) in message
    assert "set PROXILIEUX_HOME to a folder that you may write to" in message
    assert command.leave() == 3
