"""The backup of each day, made by a server by itself where the settings say where to."""

from pathlib import Path
from typing import Any

import psycopg

from app.platform.backups.shelf import made_at, make, newest
from app.platform.observing.figures import Figure
from app.platform.private_postgres import default_home
from app.platform.services import services
from app.platform.settings import Settings


def folder_of(settings: Settings) -> Path:
    """Return the folder of the backups."""
    return settings.backups or (settings.home or default_home()) / "backups"


def back_up_today(_connection: psycopg.Connection[Any]) -> None:
    """Make the backup of this day; without a folder in the settings, none."""
    settings = services().settings
    if settings.backups is not None:
        url = services().database.url
        make(url, settings.backups, keep=settings.backups_kept, copy_to=settings.backups_copy)


def figures_of_backups(settings: Settings) -> list[Figure]:
    """Return when the newest backup was made, where there is any."""
    file = newest(folder_of(settings))
    if file is None:
        return []
    meaning = "When the newest backup was made."
    return [Figure("proxilieux_backup_timestamp_seconds", meaning, made_at(file).timestamp())]
