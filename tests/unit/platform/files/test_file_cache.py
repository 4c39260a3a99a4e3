"""The folder of files that were made for downloads."""

import stat
from pathlib import Path

from app.platform.files.file_cache import FileCache


def test_nobody_else_of_the_machine_reads_what_lies_there(tmp_path: Path) -> None:
    spool = FileCache(tmp_path)
    with spool.make("a.csv", lambda path: path.write_text("a")) as file:  # type: ignore[arg-type, return-value]
        assert file.read() == b"a"
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700
    spool.remove()
    assert list(tmp_path.iterdir()) == []


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    spool = FileCache(tmp_path, most_files=2)
    for name in ("one", "two"):
        spool.make(name, Path.touch).close()
    used = spool.open("one")
    assert used is not None
    used.close()
    spool.make("three", Path.touch).close()
    assert sorted(path.name for path in spool.folder.iterdir()) == ["one", "three"]
    assert spool.open("two") is None
    spool.remove()
