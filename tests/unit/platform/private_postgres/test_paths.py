import os
from pathlib import Path

import pytest
from support.clusters import NOBODY, Start, needs_root, postmaster, running

from app.platform.private_postgres import ClusterError, default_home, processes
from app.platform.private_postgres.paths import Layout

TOO_LONG = "a-folder-with-a-long-name-" * 4


def test_home_is_the_one_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROXILIEUX_HOME", "data")
    assert default_home() == tmp_path / "data"


def test_home_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROXILIEUX_HOME", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_home() == Path("/data/proxilieux")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert default_home() == Path("/home/somebody/.local/share/proxilieux")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert default_home() == Path("/home/somebody/.local/share/proxilieux")


def test_home_of_root_is_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROXILIEUX_HOME", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert default_home() == Path("/var/lib/proxilieux")


@pytest.mark.parametrize("name", [TOO_LONG, "l'été, à deux"])
def test_a_long_or_unusual_path_gets_a_short_plain_socket(home: Path, name: str) -> None:
    moved = home.rename(home.parent / name)
    sockets = Layout.of(moved).sockets
    assert moved not in sockets.parents
    with running(moved):
        written = processes.read_pid_file(moved / "server" / "data")
        assert written is not None
        assert written.sockets == sockets
        assert sockets.stat().st_mode & 0o077 == 0
    assert not sockets.exists()


def test_sockets_of_two_long_homes_differ(folder: Path) -> None:
    assert Layout.of(folder / TOO_LONG / "a").sockets != Layout.of(folder / TOO_LONG / "b").sockets


def test_a_command_with_another_temporary_folder_joins(
    home: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = home.rename(home.parent / TOO_LONG)
    elsewhere = home.parent / "tmp"
    elsewhere.mkdir()
    elsewhere.chmod(0o777)
    command = start(moved, TMPDIR=str(elsewhere))
    url = command.url()
    assert str(elsewhere.name) in url
    monkeypatch.delenv("TMPDIR", raising=False)
    with running(moved) as joined:
        assert joined == url
        assert command.leave() == 0
    assert list(elsewhere.iterdir()) == []
    assert not Layout.of(moved).sockets.exists()


def test_a_link_to_a_home_is_that_home(home: Path, folder: Path) -> None:
    (folder / "link").symlink_to(home)
    with running(home) as url, running(folder / "link") as linked:
        assert linked == url


def test_a_name_that_a_shell_would_read_is_refused(folder: Path) -> None:
    with pytest.raises(ClusterError, match=r"has '\$' in its name"), running(folder / "$(touch here)"):
        pass


@needs_root
def test_a_socket_folder_that_another_user_made_is_not_used(home: Path) -> None:
    moved = home.rename(home.parent / TOO_LONG)
    sockets = Layout.of(moved).sockets
    sockets.mkdir()
    try:
        os.chown(sockets, NOBODY, NOBODY)
        with pytest.raises(ClusterError, match="belongs to another user"), running(moved):
            pass
        assert postmaster(moved) is None
        assert sockets.stat().st_uid == NOBODY
    finally:
        sockets.rmdir()


def test_a_file_in_the_way_is_named(folder: Path) -> None:
    (folder / "file").touch()
    with pytest.raises(ClusterError, match="cannot be used") as caught, running(folder / "file" / "home"):
        pass
    assert str(folder / "file") in str(caught.value)
