"""The shelf of packages: a folder for each day, whole or not there, and which of them stay."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from app.platform.database.connection import Database
from app.publishing.dumps.package import CHECKSUMS, DESCRIPTOR, DICTIONARY, Written, write_package

DAYS_KEPT = 7
MONTHS_KEPT = 12
"""After so many days the first package of each month stays, for about so many months."""
DAY_NAME = re.compile(r"\d{4}-\d{2}-\d{2}")
WORKING = ".working-"


@dataclass(frozen=True, slots=True)
class Package:
    """A day's package on the shelf."""

    day: date
    folder: Path

    @property
    def descriptor(self) -> dict[str, Any]:
        """Data Package that it holds."""
        descriptor: dict[str, Any] = json.loads((self.folder / DESCRIPTOR).read_text(encoding="utf-8"))
        return descriptor

    @property
    def file_names(self) -> list[str]:
        """Names of the files that may be had."""
        resources = [resource["path"] for resource in self.descriptor["resources"]]
        return [*resources, DICTIONARY, DESCRIPTOR, CHECKSUMS]


def packages(shelf: Path) -> list[Package]:
    """Return the packages on the shelf, the newest first."""
    if not shelf.is_dir():
        return []
    days = [path for path in shelf.iterdir() if DAY_NAME.fullmatch(path.name) and path.is_dir()]
    return [
        Package(date.fromisoformat(path.name), path)
        for path in sorted(days, key=lambda path: path.name, reverse=True)
    ]


def put(database: Database, shelf: Path, day: date) -> list[Written]:
    """Write a day's package; one that is there is replaced. Killed at any moment, it is the old or the new.

    Raises
    ------
    OSError
        When it cannot be written.

    """
    shelf.mkdir(parents=True, exist_ok=True)
    with _working(shelf) as folder:
        written = write_package(database, folder, day)
        folder.chmod(0o755)
        _take_place(folder, shelf / day.isoformat())
    _clear(shelf, day)
    return written


@contextmanager
def _working(shelf: Path) -> Iterator[Path]:
    folder = Path(mkdtemp(prefix=WORKING, dir=shelf))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _take_place(folder: Path, place: Path) -> None:
    if place.exists():
        aside = Path(mkdtemp(prefix=WORKING, dir=place.parent))
        place.rename(aside / place.name)
        folder.rename(place)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        folder.rename(place)


def _clear(shelf: Path, today: date) -> None:
    """Take away what is past its time, and what a killed process has left."""
    kept = days_kept([package.day for package in packages(shelf)], today)
    for package in packages(shelf):
        if package.day not in kept:
            shutil.rmtree(package.folder)
    yesterday = (today - timedelta(days=1)).toordinal()
    for path in shelf.glob(f"{WORKING}*"):
        if date.fromtimestamp(path.stat().st_mtime).toordinal() < yesterday:  # noqa: DTZ012 - days apart
            shutil.rmtree(path, ignore_errors=True)


def days_kept(days: list[date], today: date) -> set[date]:
    """Return the days whose packages stay: the last seven, and the first of each month for a year."""
    recent = {day for day in days if (today - day).days < DAYS_KEPT}
    firsts: dict[tuple[int, int], date] = {}
    for day in sorted(days):
        firsts.setdefault((day.year, day.month), day)
    year = {day for day in firsts.values() if (today - day).days < MONTHS_KEPT * 31}
    return recent | year


def file_of(shelf: Path, day: str, name: str) -> Path | None:
    """Return a file of a package; None where there is none of this name."""
    if not DAY_NAME.fullmatch(day):
        return None
    folder = shelf / day
    if not (folder / DESCRIPTOR).is_file() or name not in Package(date.min, folder).file_names:
        return None
    path = folder / name
    return path if path.is_file() and not path.is_symlink() else None
