"""Which way to cost a journey a request of the API means, and what the server has for it."""

from dataclasses import dataclass

from werkzeug.exceptions import BadRequest

from app.platform.routing.client import Router
from geo.travel.cost import TravelCost
from geo.travel.crow import Detour, Geodesic
from geo.travel.routed import Routed

GEODESIC = "geodesic"
TRAVEL = (GEODESIC, "detour", "route")


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways of one server."""

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
