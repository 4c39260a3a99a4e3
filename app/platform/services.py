"""Services of one application: settings, database, files made for responses."""

from typing import cast

from flask import Flask, current_app

from app.platform.database.connection import Database
from app.platform.files.file_cache import FileCache
from app.platform.oidc.provider import Provider
from app.platform.settings import Settings

KEY = "proxilieux"


class Services:
    """The settings, the database and the files made for responses of one application."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.file_cache = FileCache()
        self.provider = Provider(settings.oidc) if settings.oidc else None


def install(app: Flask, services: Services) -> None:
    """Attach the services to the application."""
    app.extensions[KEY] = services


def services() -> Services:
    """Return the current application's services."""
    return cast("Services", current_app.extensions[KEY])


def database() -> Database:
    """Return the current application's database."""
    return services().database
