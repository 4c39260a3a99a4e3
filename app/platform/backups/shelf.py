"""Folder of backups: made whole or not at all, checked, copied elsewhere, and deleted in time."""

import hashlib
import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from app.platform.backups.programs import BackupError, run

STAMP = "%Y%m%dT%H%M%SZ"
PREFIX, SUFFIX, DIGEST = "proxilieux-", ".dump", ".sha256"


def make(url: str, folder: Path, *, keep: int, copy_to: Path | None = None) -> Path:
    """Write a backup of this moment, also while others write; return its file.

    It is read whole before it counts. Of all that are there the `keep` newest stay.

    Raises
    ------
    BackupError, OSError
        When it cannot be made; what was there before is as it was.

    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{PREFIX}{datetime.now(UTC).strftime(STAMP)}{SUFFIX}"
    part = file.with_suffix(f".part-{os.getpid()}")
    try:
        part.touch(mode=0o600)
        # A snapshot: every table as it was at one moment. The format is compressed.
        run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}", url=url)
        _read_whole(part)
        _put(part, file, _digest(part))
    finally:
        part.unlink(missing_ok=True)
    _forget_old(folder, keep)
    if copy_to is not None:
        _copy(file, copy_to)
        _forget_old(copy_to, keep)
    return file


def check(file: Path) -> None:
    """Read a backup whole, and compare it with its digest.

    Raises
    ------
    BackupError
        When it is damaged, or is none.

    """
    if not file.is_file():
        raise BackupError(f"There is no backup {file}.")
    beside = file.with_name(file.name + DIGEST)
    if beside.is_file() and beside.read_text(encoding="ascii").split()[:1] != [_digest(file)]:
        raise BackupError(f"{file} is not what was written: its SHA-256 is another than {beside.name} says.")
    _read_whole(file)


def newest(folder: Path) -> Path | None:
    """Return the newest backup of a folder."""
    return max(_backups(folder), default=None)


def made_at(file: Path) -> datetime:
    """Return when a backup was made."""
    stamp = file.name.removeprefix(PREFIX).removesuffix(SUFFIX)
    return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)


def _backups(folder: Path) -> list[Path]:
    files = []
    for file in folder.glob(f"{PREFIX}*{SUFFIX}"):
        with suppress(ValueError):  # a file that somebody put there under a name of its own stays
            made_at(file)
            files.append(file)
    return sorted(files)


def _read_whole(file: Path) -> None:
    run("pg_restore", "--file=/dev/null", str(file))


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _put(part: Path, file: Path, digest: str) -> None:
    with part.open("rb+") as opened:
        os.fsync(opened.fileno())
    file.with_name(file.name + DIGEST).write_text(f"{digest}  {file.name}\n", encoding="ascii")
    part.replace(file)


def _copy(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{file.stem}.part-{os.getpid()}"
    try:
        shutil.copyfile(file, part)
        part.chmod(0o600)
        if (digest := _digest(part)) != _digest(file):
            raise BackupError(f"The copy of {file.name} in {folder} is damaged.")
        _put(part, folder / file.name, digest)
    finally:
        part.unlink(missing_ok=True)


def _forget_old(folder: Path, keep: int) -> None:
    for file in _backups(folder)[:-keep]:
        file.unlink()
        file.with_name(file.name + DIGEST).unlink(missing_ok=True)
