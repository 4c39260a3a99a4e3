"""Travel modes of the API's requests, and what the server has for each."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from werkzeug.exceptions import BadRequest

from app.platform.routing.client import Router
from app.platform.routing.travel_costs import router_of
from app.platform.settings import Settings
from geo.travel.cost import TravelCost
from geo.travel.crow import Detour, Geodesic
from geo.travel.routed import Routed

KEY = "proxilieux.travel_modes"
GEODESIC = "geodesic"
TRAVEL = (GEODESIC, "detour", "route")


@dataclass(frozen=True, slots=True)
class TravelModes:
    """The ways to cost journeys of one server."""

    detour: float
    router: Router | None

    def named(self, name: str) -> TravelCost:
        """Return the way of a name of `TRAVEL`.

        Raises
        ------
        BadRequest
            For a route where the settings name no router.

        """
        if name == "route":
            if self.router is None:
                raise BadRequest("This server has no routing service: travel may be geodesic or detour.")
            return Routed(self.router)
        return Detour(self.detour) if name == "detour" else Geodesic()


def install(app: Flask, settings: Settings) -> None:
    """Attach the travel modes that the settings name to the application."""
    router = settings.router and router_of(settings.router, visitors_timeout=settings.router_timeout)
    app.extensions[KEY] = TravelModes(settings.detour, router or None)


def travel_modes() -> TravelModes:
    """Return the current application's travel modes."""
    return cast("TravelModes", current_app.extensions[KEY])
