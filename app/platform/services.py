"""What the application owns once and requests share."""

from typing import cast

from flask import Flask, current_app

from app.directory.geocoding.online import OnlineGeocoder
from app.directory.matching.travel_modes import Ways
from app.platform.database.connection import Database
from app.platform.listings.feature_collection import Counter
from app.platform.routing.travel_costs import router_of
from app.platform.settings import Settings
from app.publishing.exports.file_response import Exporter

KEY = "proxilieux"


class Services:
    """The database, its counters and the settings of one application."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.counter = Counter(database)
        self.exporter = Exporter(at_once=max(1, settings.threads - 1))
        self.online_geocoder = (
            OnlineGeocoder.at(settings.ban_url, settings.ban_timeout) if settings.ban_url else None
        )
        """Finds addresses, where the settings name a geocoder."""
        self.ways = Ways(
            settings.detour,
            router_of(settings.router, visitors_timeout=settings.router_timeout) if settings.router else None,
        )
        """How journeys are costed."""


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


def exporter() -> Exporter:
    """Return the current application's exporter."""
    return services().exporter
