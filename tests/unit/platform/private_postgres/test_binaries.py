from collections.abc import Callable
from pathlib import Path

import pytest

from app.platform.private_postgres import ClusterError, binaries, install
from app.platform.private_postgres.binaries import find_or_install

Program = Callable[[Path, str], None]


def write_program(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def write_version(root: Path, major: int, *, has_postgis: bool = True) -> Path:
    """Write programs that say which version they are, in a folder as Debian lays it out."""
    folder = root / str(major)
    for name in ("initdb", "pg_ctl"):
        write_program(folder / "bin" / name, "exit 1")
    write_program(folder / "bin" / "postgres", f"echo 'postgres (PostgreSQL) {major}.4 (Debian {major}.4-1)'")
    write_program(folder / "bin" / "pg_config", f"echo {folder}/share")
    (folder / "share" / "extension").mkdir(parents=True)
    if has_postgis:
        (folder / "share" / "extension" / "postgis.control").touch()
    return folder / "bin"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose only programs are the ones that the test writes."""
    monkeypatch.setattr(binaries, "ROOTS", (tmp_path / "postgresql",))
    monkeypatch.setattr(install, "NO_MAIN_CLUSTER", tmp_path / "etc" / "createcluster.d" / "ours.conf")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return tmp_path / "postgresql"


def path_with_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Add the system's tools, but for apt and sudo, which the test writes itself."""
    path = tmp_path / "path"
    for name in ("sh", "env", "true", "mkdir", "rm", "rmdir", "touch", "cat", "cp"):
        path.mkdir(exist_ok=True)
        (path / name).symlink_to(f"/bin/{name}")
    write_program(path / "sudo", '[ "$1" = -n ] && shift; exec "$@"')
    monkeypatch.setenv("PATH", str(path))
    return path


def say_nothing(_: str) -> None:
    """Keep quiet."""


def test_the_newest_version_with_postgis_is_chosen(root: Path, tmp_path: Path) -> None:
    write_version(root, 15)
    newest = write_version(root, 17)
    write_version(root, 18, has_postgis=False)
    found = find_or_install(tmp_path / "data", say_nothing)
    assert (found.major, found.folder) == (17, newest)


def test_data_keep_the_version_that_made_them(root: Path, tmp_path: Path) -> None:
    older = write_version(root, 15)
    write_version(root, 17)
    (tmp_path / "PG_VERSION").write_text("15\n")
    assert find_or_install(tmp_path, say_nothing).folder == older


@pytest.mark.parametrize("installed", [None, 14, 17])
def test_missing_programs_are_named(root: Path, tmp_path: Path, installed: int | None) -> None:
    if installed is not None:
        write_version(root, installed)
    (tmp_path / "PG_VERSION").write_text("16\n")
    with pytest.raises(ClusterError, match="PostgreSQL 16, which made the data") as caught:
        find_or_install(tmp_path, say_nothing)
    assert "apt-get install postgresql-16 postgresql-16-postgis-3" in str(caught.value)
    (tmp_path / "PG_VERSION").unlink()
    if installed == 17:
        return
    with pytest.raises(ClusterError, match="apt-get install postgresql postgresql-postgis") as caught:
        find_or_install(tmp_path, say_nothing)
    assert "\n" not in str(caught.value)


def test_programs_on_the_path_are_found(root: Path, tmp_path: Path) -> None:
    folder = write_version(tmp_path / "elsewhere", 16)
    write_program(tmp_path / "path" / "pg_config", f"echo {folder}")
    assert find_or_install(tmp_path / "data", say_nothing).folder == folder
    assert not root.exists()


def test_apt_makes_no_cluster_of_its_own(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = path_with_tools(tmp_path, monkeypatch)
    write_version(tmp_path / "package", 15)
    # The real apt is out of a test's reach; this one does what the package's scripts would look at.
    write_program(
        path / "apt-get",
        f'echo "$@" >> {tmp_path}/calls\n'
        f"cat {install.NO_MAIN_CLUSTER} > {tmp_path}/seen\n"
        f'case "$*" in *install*) cp -r {tmp_path}/package {root};; esac',
    )
    said: list[str] = []
    assert find_or_install(tmp_path / "data", said.append).major == 15
    assert "create_main_cluster = false\n" in (tmp_path / "seen").read_text()
    assert not install.NO_MAIN_CLUSTER.parent.exists()
    update, installation = (tmp_path / "calls").read_text().splitlines()
    assert update.endswith("update")
    assert installation.endswith(
        "install -y --no-install-recommends postgresql postgresql-postgis postgresql-postgis-scripts"
    )
    assert len(said) == 1


def test_a_failing_apt_is_quoted_and_leaves_nothing(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_with_tools(tmp_path, monkeypatch)
    write_program(path / "apt-get", "echo 'E: Unable to locate package' >&2; exit 100")
    install.NO_MAIN_CLUSTER.parent.mkdir(parents=True)
    with pytest.raises(
        ClusterError, match=r"\(E: Unable to locate package\): install PostgreSQL 15 or newer"
    ):
        find_or_install(tmp_path / "data", say_nothing)
    assert list(install.NO_MAIN_CLUSTER.parent.iterdir()) == []
    assert not root.exists()
