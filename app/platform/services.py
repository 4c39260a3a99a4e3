"""Services of one application: settings, database, counters, files made for responses."""

from typing import cast

from flask import Flask, current_app

from app.platform.database.connection import Database
from app.platform.files.file_cache import Spool
from app.platform.listings.feature_collection import Counter
from app.platform.settings import Settings

KEY = "proxilieux"


class Services:
    """The settings, the database, its counters and the files made for answers of one application."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.counter = Counter(database)
        self.spool = Spool()


def install(app: Flask, services: Services) -> None:
    """Attach the services to the application."""
    app.extensions[KEY] = services


def services() -> Services:
    """Return the current application's services."""
    return cast("Services", current_app.extensions[KEY])


def database() -> Database:
    """Return the current application's database."""
    return services().database


def counter() -> Counter:
    """Return the current application's counter."""
    return services().counter
