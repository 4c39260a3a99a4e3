import os
from pathlib import Path

import pytest
from support.clusters import Command, postmaster, query, running

from app.cluster import ClusterError

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may change the account")
NOBODY = 65534


def owner_of_server(home: Path) -> int:
    """The user that the server under a home runs as."""
    return Path(f"/proc/{postmaster(home)}").stat().st_uid


def test_roots_server_is_not_root(home: Path) -> None:
    with running(home):
        owner = owner_of_server(home)
        assert owner != 0
        assert (home / "server").stat().st_uid == owner
        assert (home / "server").stat().st_mode & 0o077 == 0
    assert home.stat().st_uid == 0


def test_the_working_folder_may_be_closed_to_the_server(
    folder: Path, commands: list[Command], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "closed").mkdir(mode=0o700)
    monkeypatch.chdir(folder / "closed")
    previous = os.umask(0o077)
    try:
        commands.append(Command(folder / "deep" / "home"))
    finally:
        os.umask(previous)
    assert query(commands[0].url(), "SELECT 1") == 1


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


def test_an_ordinary_user_runs_the_server_as_itself(folder: Path, commands: list[Command]) -> None:
    home = folder / "theirs"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    commands.append(Command(home, uid=NOBODY))
    url = commands[0].url()
    assert query(url, "SELECT postgis_lib_version()") >= "3"
    assert owner_of_server(home) == NOBODY
    # Root joins, and goes on when the user has left.
    with running(home) as joined:
        assert joined == url
        assert commands[0].leave() == 0
        assert query(url, "SELECT 1") == 1
    assert postmaster(home) is None
    # What root starts there is the user's as well, and the user can take it over.
    with running(home):
        assert owner_of_server(home) == NOBODY
        commands.append(Command(home, uid=NOBODY))
        commands[1].url()
    assert commands[1].leave() == 0
    assert postmaster(home) is None


@pytest.mark.parametrize("name", ["home", "roots/new"])
def test_an_ordinary_user_is_told_whose_home_it_is(home: Path, commands: list[Command], name: str) -> None:
    commands.append(Command(home.parent / name, uid=NOBODY))
    message = commands[0].line("error")
    assert str(home.parent) in message
    assert "set PROXILIEUX_HOME to a folder that you may write to" in message
    assert commands[0].leave() == 3
