"""Files that were made for one request and serve the next ones too.

Whoever reads a file in parts (a range at a time) must get parts of one file, and should not make the server
write it once a part. So a file stays for a while; the oldest go when there are too many.
"""

import atexit
import fcntl
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PREFIX = "proxilieux-exports"
MOST_FILES = 32
MOST_BYTES = 4 * 1024**3


class FileCache:
    """A folder of files by name, shared by the processes that this one forks; its owner removes it."""

    def __init__(
        self, parent: Path | None = None, *, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES
    ) -> None:
        """Choose a folder, which is made when it is first needed; `TMPDIR` says where."""
        self._parent = parent
        self._name = f"{PREFIX}-{os.getpid()}-{secrets.token_hex(8)}"
        self._owner = os.getpid()
        self._most_files = most_files
        self._most_bytes = most_bytes
        atexit.register(self.remove)

    @property
    def folder(self) -> Path:
        """Folder of the files."""
        return (self._parent or Path(tempfile.gettempdir())) / self._name

    def open(self, name: str) -> BinaryIO | None:
        """Return a file that was made, to be closed by the caller; None when there is none."""
        path = self.folder / name
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return None
        with suppress(OSError):
            os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
        return file

    @contextmanager
    def making(self, name: str) -> Iterator[bool]:
        """Reserve a name for whoever makes the file; yield False when somebody else is at it."""
        with self._lock(name) as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def wait(self, name: str) -> None:
        """Wait until nobody is making the file."""
        with self._lock(name) as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)

    def make(self, name: str, write: Callable[[Path], None]) -> BinaryIO:
        """Write a file and return it open; half of one is never seen under the name."""
        with tempfile.TemporaryDirectory(dir=self._made()) as working:
            path = Path(working) / name
            write(path)
            file = path.open("rb")
            path.replace(self.folder / name)
        self._make_room()
        return file

    def make_once(self, name: str, write: Callable[[Path], None]) -> BinaryIO:
        """Write a file and return it open; it is gone when it is closed."""
        with tempfile.TemporaryDirectory(dir=self._made()) as working:
            path = Path(working) / name
            write(path)
            return path.open("rb")

    def remove(self) -> None:
        """Remove the folder, when this process is the one that chose it."""
        if os.getpid() == self._owner:
            atexit.unregister(self.remove)
            shutil.rmtree(self.folder, ignore_errors=True)

    def _made(self) -> Path:
        folder = self.folder
        if not folder.exists():
            self._sweep()
            folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    @contextmanager
    def _lock(self, name: str) -> Iterator[BinaryIO]:
        with (self._made() / f"{name}.lock").open("wb") as lock:
            yield lock

    def _files(self) -> list[tuple[float, int, Path]]:
        """Return time of the last use, size and path of every file."""
        files = []
        for path in self.folder.iterdir():
            with suppress(OSError):
                status = path.stat()
                if path.is_file() and path.suffix != ".lock":
                    files.append((status.st_atime, status.st_size, path))
        return files

    def _make_room(self) -> None:
        """Remove what was not used for longest; whoever reads it has it open."""
        kept = size = 0
        for _used, bytes_, path in sorted(self._files(), reverse=True):
            kept, size = kept + 1, size + bytes_
            if kept > 1 and (kept > self._most_files or size > self._most_bytes):
                path.unlink(missing_ok=True)
                path.with_name(f"{path.name}.lock").unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove what a killed process of this user left behind."""
        for folder in self.folder.parent.glob(f"{PREFIX}-*-*"):
            with suppress(OSError, ValueError):
                owner = int(folder.name.removeprefix(PREFIX).split("-")[1])
                if folder.stat().st_uid == os.getuid() and not _runs(owner):
                    shutil.rmtree(folder, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
