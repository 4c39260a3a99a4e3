"""A backup is made while others write, and everything comes back from it."""

import json
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url
from support.program import run
from support.rows import execute

from app.platform.backups import shelf
from app.platform.backups.programs import BackupError
from app.platform.database.connection import libpq_url

WAITING_MAIL = (
    "INSERT INTO outbox_message (message_id, kind, recipient, language, subject, content, can_wait, due_at,"
    " expires_at) VALUES ('1', 'test', 'waits@example.org', 'fr', 's', '[]', false, now(), now() + interval"
    " '1 h')"
)
Digests = dict[str, tuple[object, ...] | None]


def digests(url: str) -> Digests:
    """The number of rows and a digest of the rows of each table."""
    with psycopg.connect(libpq_url(url)) as connection:
        names = connection.execute("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public'")
        statement = "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {} t"
        return {
            name: connection.execute(sql.SQL(statement).format(sql.Identifier(name))).fetchone()
            for (name,) in names.fetchall()
        }


def test_everything_comes_back(own_demonstration_url: str, tmp_path: Path) -> None:
    url, folder, elsewhere = own_demonstration_url, tmp_path / "backups", tmp_path / "elsewhere"
    execute(url, WAITING_MAIL)
    before = digests(url)
    assert len(before) > 40
    with psycopg.connect(libpq_url(url)) as writer:  # somebody is writing meanwhile, and gives up
        writer.execute("DELETE FROM daily_run")
        made = run(url, "backup", "--folder", str(folder), "--copy-to", str(elsewhere))
        writer.rollback()
    assert made.exit_code == 0, made.output
    file = shelf.newest(folder)
    assert file is not None
    assert (elsewhere / file.name).read_bytes() == file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0

    execute(url, "UPDATE directory_state SET content = 'empty'")
    execute(url, "DROP TABLE third_place_listing CASCADE")
    done = run(url, "restore", "--yes", str(elsewhere / file.name))
    assert done.exit_code == 0, done.output
    mails = "SELECT DISTINCT status FROM outbox_message WHERE recipient = 'waits@example.org'"
    assert execute(url, mails) == [("doubtful",)], "it may have been sent since: no mail is sent twice"
    before["outbox_message"] = digests(url)["outbox_message"]
    assert digests(url) == before
    # What was there is kept beside it, until somebody drops it.
    kept = done.output.rsplit('"', 2)[1]
    aside = make_url(url).set(database=kept).render_as_string(hide_password=False)
    with psycopg.connect(libpq_url(aside)) as connection:
        assert connection.execute("SELECT content FROM directory_state").fetchone() == ("empty",)
    execute(url, f'DROP DATABASE "{kept}"')

    # A file that is cut or changed is told, and changes nothing.
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    refused = run(url, "restore", "--yes", str(file))
    assert (refused.exit_code, "SHA-256" in refused.output) == (1, True)
    (folder / f"{file.name}.sha256").unlink()
    assert run(url, "restore", "--yes", str(file)).exit_code == 1
    assert digests(url) == before

    status = run(url, "status", "--json", PROXILIEUX_BACKUPS=str(elsewhere))
    assert any("backup" in figure["name"] for figure in json.loads(status.output)["figures"])


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    for day in (1, 2, 3, 4):
        for suffix in ("", ".sha256"):
            (tmp_path / f"proxilieux-2026010{day}T000000Z.dump{suffix}").touch()
    (tmp_path / "proxilieux-before-the-move.dump").touch()
    shelf._forget_old(tmp_path, 2)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "proxilieux-20260103T000000Z.dump",
        "proxilieux-20260103T000000Z.dump.sha256",
        "proxilieux-20260104T000000Z.dump",
        "proxilieux-20260104T000000Z.dump.sha256",
        "proxilieux-before-the-move.dump",
    ]


def test_no_backup_is_left_half_made(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="pg_dump failed"):
        shelf.make("postgresql://nobody:secret@127.0.0.1:1/none", tmp_path, keep=1)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BackupError, match="no backup"):
        shelf.check(tmp_path / "nothing.dump")
