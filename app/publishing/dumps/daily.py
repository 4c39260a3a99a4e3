"""The package of each day, written by a server by itself."""

from pathlib import Path
from typing import Any

import psycopg

from app.platform import clock
from app.platform.private_postgres import default_home
from app.platform.services import services
from app.platform.settings import Settings
from app.publishing.dumps.shelf import put


def shelf_of(settings: Settings) -> Path:
    """Return the folder of the packages."""
    return settings.dumps or (settings.home or default_home()) / "dumps"


def write_todays_package(_connection: psycopg.Connection[Any]) -> None:
    """Write the package of this day of Paris."""
    put(services().database, shelf_of(services().settings), clock.now_in_paris().date())
