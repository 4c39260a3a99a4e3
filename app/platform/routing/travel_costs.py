"""Ways to cost a journey, by the names that the command line and the settings give them."""

from collections.abc import Callable
from pathlib import Path

from app.platform.outgoing.retry import Patience
from app.platform.routing.client import Router
from geo.travel.cost import TravelCost
from geo.travel.crow import Detour, Geodesic
from geo.travel.dialects import PROFILE, Dialect, Osrm, Valhalla
from geo.travel.matrix import MatrixError, read_matrix
from geo.travel.routed import Routed

DEFAULT_DETOUR = 1.3
"""A convention and no measurement (docs/travel.md)."""
DIALECTS: dict[str, Callable[..., Dialect]] = {"osrm": Osrm, "valhalla": Valhalla}
FORMS = "geodesic, detour:FACTOR, matrix:FILE, osrm:URL[,PROFILE] or valhalla:URL[,PROFILE]"
VISITOR_ATTEMPTS = 2


class TravelCostError(ValueError):
    """A way that there is not; the text says what to write."""


def travel_cost_of(text: str) -> TravelCost:
    """Return the way that a text names (`FORMS`).

    Raises
    ------
    WayError
        For anything else, or a file that cannot be used.

    """
    kind, _, rest = text.partition(":")
    if text == "geodesic":
        return Geodesic()
    if kind == "detour":
        return _detour(rest)
    if kind == "matrix" and rest:
        try:
            return read_matrix(Path(rest))
        except MatrixError as error:
            raise TravelCostError(f"{rest}: {error}") from error
    if kind in DIALECTS:
        return Routed(router_of(text))
    raise TravelCostError(f"{text!r} is no way to travel; write {FORMS}")


def router_of(text: str, *, visitors_timeout: float | None = None) -> Router:
    """Return the router that a text names: `osrm:URL[,PROFILE]` or `valhalla:URL[,PROFILE]`.

    With `visitors_timeout` somebody waits: that many seconds are all that the router has.

    Raises
    ------
    WayError
        For anything else.

    """
    kind, _, rest = text.partition(":")
    url, _, profile = rest.partition(",")
    if kind not in DIALECTS:
        raise TravelCostError(f"{text!r} names no router; write osrm:URL[,PROFILE] or valhalla:URL[,PROFILE]")
    if not url.startswith(("http://", "https://")):
        raise TravelCostError(f"{url!r} must begin with http:// or https://")
    if profile and not PROFILE.fullmatch(profile):
        raise TravelCostError(f"the profile {profile!r} may hold letters, digits, - and _ only")
    dialect = DIALECTS[kind](profile) if profile else DIALECTS[kind]()
    if visitors_timeout is None:
        return Router(url.rstrip("/"), dialect)
    patience = Patience(attempts=VISITOR_ATTEMPTS, first_wait_seconds=0.1, longest_wait_seconds=0.5)
    return Router(
        url.rstrip("/"), dialect, timeout=visitors_timeout, budget=visitors_timeout, patience=patience
    )


def _detour(text: str) -> Detour:
    try:
        return Detour(float(text) if text else DEFAULT_DETOUR)
    except ValueError as error:
        raise TravelCostError(f"detour:{text}: {error}") from error
