"""What a running cluster is, and how commands share it."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from support.clusters import (
    NOBODY,
    Start,
    copy_of,
    needs_root,
    open_folder,
    owner_of,
    postmaster,
    query,
    quick_disk,
    running,
)

from app.platform.database.connection import libpq_url
from app.platform.private_postgres import processes
from app.platform.private_postgres.paths import Layout

from .conftest import Made

UNUSUAL = "l'été, à deux, " + "dans un dossier au nom long " * 3


@pytest.fixture(scope="module")
def shared_home(made: Made) -> Iterator[Path]:
    """The home of a cluster that runs; tests join it and change nothing."""
    with open_folder(quick_disk()) as folder:
        home = copy_of(made.home, folder / "home")
        with running(home):
            yield home


def test_a_new_cluster_has_the_database_and_its_extensions(made: Made, shared_home: Path) -> None:
    with running(shared_home) as url:
        assert query(url, "SELECT current_database()") == "proxilieux"
        assert query(url, "SELECT postgis_lib_version()") >= "3"
        assert query(url, "SELECT count(*) FROM spatial_ref_sys") > 0
        extensions = query(url, "SELECT array_agg(extname::text) FROM pg_extension")
        assert {"postgis", "pg_trgm", "unaccent", "btree_gist", "intarray"} <= set(extensions)
        assert query(url, "SHOW server_encoding") == "UTF8"
    assert len(made.said) == 1
    assert str(made.home) in made.said[0]


def test_nothing_listens_on_the_network(shared_home: Path) -> None:
    with running(shared_home) as url:
        assert query(url, "SHOW listen_addresses") == ""
        sockets = Path(query(url, "SHOW unix_socket_directories"))
        assert sockets.stat().st_mode & 0o077 == 0


def test_settings_of_the_users_libpq_lead_nowhere_else(
    shared_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("PORT", "1"), ("HOST", "/nowhere"), ("DATA", "/nowhere"), ("USER", "somebody")):
        monkeypatch.setenv(f"PG{name}", value)
    with running(shared_home) as url:
        assert query(url, "SELECT current_user::text") == "proxilieux"


def test_a_link_to_a_home_is_that_home(shared_home: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(shared_home)
    with running(shared_home) as url, running(tmp_path / "link") as linked:
        assert linked == url
        assert query(linked, "SELECT 1") == 1


@needs_root
def test_roots_server_is_not_root(shared_home: Path) -> None:
    owner = owner_of(postmaster(shared_home))
    assert owner != 0
    assert (shared_home / "server").stat().st_uid == owner
    assert (shared_home / "server").stat().st_mode & 0o077 == 0
    assert shared_home.stat().st_uid == 0


def test_the_last_user_stops_the_server_and_waits_for_no_connection(home: Path, start: Start) -> None:
    first, second = start(home), start(home)
    url = first.url()
    assert second.url() == url
    server = postmaster(home)
    assert server is not None
    with closing(psycopg.connect(libpq_url(url))) as connection:
        assert first.leave() == 0
        assert postmaster(home) == server
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert second.leave() == 0
        assert processes.processes_of(home / "server" / "data") == set()


def test_a_long_and_unusual_path_gets_a_short_plain_socket(home: Path) -> None:
    moved = home.rename(home.parent / UNUSUAL)
    sockets = Layout.of(moved).sockets
    assert moved not in sockets.parents
    with running(moved) as url:
        assert query(url, "SHOW unix_socket_directories") == str(sockets)
    assert not sockets.exists()


@needs_root
def test_an_ordinary_user_runs_the_server_as_itself(home: Path, start: Start) -> None:
    for path in (home, *home.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    user = start(home, uid=NOBODY)
    url = user.url()
    assert query(url, "SELECT postgis_lib_version()") >= "3"
    assert owner_of(postmaster(home)) == NOBODY
    # Root joins, and goes on when the user has left.
    with running(home) as joined:
        assert joined == url
        assert user.leave() == 0
        assert query(url, "SELECT 1") == 1
    assert postmaster(home) is None
    # What root starts there is the user's as well, and the user can take it over.
    with running(home):
        assert owner_of(postmaster(home)) == NOBODY
        user = start(home, uid=NOBODY)
        user.url()
    assert user.leave() == 0
    assert postmaster(home) is None
