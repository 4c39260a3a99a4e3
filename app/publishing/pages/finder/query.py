"""Parameters of the finder as a selection, as an address, and as the API's parameters."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _

from app.directory.third_places.schemas import LISTED_STATUSES
from app.platform import clock
from app.platform.site.i18n import LANGUAGES, catalogue
from app.publishing.pages.finder.origin import Origin

Arguments = Mapping[str, Any]
Pairs = list[tuple[str, str]]
Address = Callable[..., str]
"""Writes a page's address from the question and changes to it, as `finder_url` does."""

SEARCH = ("q", "mode", "lat", "lon", "label", "accuracy", "precision", "bbox")
"""Parameters of the origin, in the order in which addresses name them."""
FILTERS = ("equipment", "open", "radius_km", "wheelchair", "kind", "programme")
"""Parameters that filter; `without` takes these one by one."""
ANY_PROGRAMME = "any"
RADII_KM = (2, 5, 10, 20, 50, 100)
NOW, APPOINTMENT = "now", "appointment"


def bbox_text(bbox: Iterable[float]) -> str:
    """Return west, south, east, north as addresses have them."""
    return ",".join(f"{degrees:.4f}".rstrip("0").rstrip(".") for degrees in bbox)


def centre(bbox: list[float]) -> tuple[float, float]:
    """Return the latitude and longitude of the middle of west, south, east, north."""
    west, south, east, north = bbox
    width = (east - west) % 360.0 or (360.0 if east != west else 0.0)
    return (south + north) / 2, (west + width / 2 + 180.0) % 360.0 - 180.0


def is_at_position(arguments: Arguments) -> bool:
    """Return whether the question starts from its position.

    A form keeps the position it came with; once another text is written, the text counts.
    """
    return "lat" in arguments and arguments.get("q", arguments.get("label")) == arguments.get("label")


def with_one_start(arguments: Arguments) -> dict[str, Any]:
    """Return the question without what no longer says where to look: an area counts before all else."""
    if "bbox" in arguments or not is_at_position(arguments):
        unsaid = {"lat", "lon", "label", "accuracy", "precision"}
    else:
        unsaid = {"q", "mode"}
    if "q" not in arguments:
        unsaid.add("mode")
    return {name: value for name, value in arguments.items() if name not in unsaid}


def as_shared(arguments: Arguments) -> dict[str, Any]:
    """Return the question as somebody reads it who opens its address.

    The position of "Autour de moi" is that of whoever pressed it; an address may name it in another language.
    """
    label = arguments.get("label")
    if not is_of_a_device(label):
        return dict(arguments)
    shared = str(_("la position partagée"))
    return {**arguments, "label": shared} | ({"q": shared} if arguments.get("q") == label else {})


def is_of_a_device(label: str | None) -> bool:
    """Return whether a position is called as one that a browser has found, in any language."""
    return label in _names_of_a_device()


@lru_cache(maxsize=1)
def _names_of_a_device() -> frozenset[str]:
    messages = ("ma position", "la position partagée")
    return frozenset(catalogue(code).ugettext(message) for code in LANGUAGES for message in messages)


def addressed(arguments: Arguments, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - a parameter's value, or None
    """Return the question as addresses say it, but for some parameters (None takes one away)."""
    asked = {name: arguments.get(name) for name in (*SEARCH, *FILTERS)} | changes
    return {name: _written(name, value) for name, value in asked.items() if value not in (None, [], "")}


def finder_url(arguments: Arguments, **changes: Any) -> str:  # noqa: ANN401 - as above
    """Return the finder's address with the same question but for some parameters (None takes one away)."""
    return url_for("web.finder", **addressed(arguments, **changes))


def compose_url(arguments: Arguments) -> str:
    """Return the address of the page that puts the map of the question into another site."""
    return url_for("web.embedding.compose", **addressed(arguments))


def _written(name: str, value: Any) -> Any:  # noqa: ANN401
    if name == "bbox":
        return bbox_text(value)
    if name in {"radius_km", "accuracy"}:
        return f"{value:g}"
    return value


def without(arguments: Arguments, name: str, code: str | None = None, address: Address = finder_url) -> str:
    """Return the page's address with one filter taken away, or one code of it."""
    if code is None:
        return address(arguments, **{name: None})
    return address(arguments, **{name: [other for other in arguments[name] if other != code]})


def selected(arguments: Arguments, origin: Origin | None, text: str | None) -> dict[str, Any]:
    """Return the parameters of the API's list that the finder's mean, validated values both."""
    asked: dict[str, Any] = {"status": list(LISTED_STATUSES)}
    asked |= {name: arguments[name] for name in ("equipment", "wheelchair", "kind") if arguments.get(name)}
    if "bbox" in arguments:
        latitude, longitude = centre(arguments["bbox"])
        asked |= {"bbox": arguments["bbox"], "lat": latitude, "lon": longitude}
    elif origin is not None:
        asked |= {"lat": origin.latitude, "lon": origin.longitude}
        if "radius_km" in arguments:
            asked["radius_km"] = arguments["radius_km"]
    if text is not None:
        asked["q"] = text
    if arguments.get("programme") == ANY_PROGRAMME:
        asked["funded"] = True
    elif "programme" in arguments:
        asked["programme"] = [arguments["programme"]]
    if arguments.get("open") == NOW:
        asked["open_at"] = clock.now()
    elif arguments.get("open") == APPOINTMENT:
        asked["by_appointment"] = True
    elif "open" in arguments:
        asked["open_during"] = [arguments["open"]]
    return asked


def api_query(asked: Arguments, *, area: bool = True) -> str:
    """Return the API's query string of `selected`: what is left, whatever the order.

    An origin stands only where a radius needs it; `area=False` leaves the area of the map out.
    """
    pairs: Pairs = []
    for name, value in asked.items():
        if name == "status" or (name in {"lat", "lon"} and "radius_km" not in asked):
            continue
        if name == "bbox":
            pairs += [(name, bbox_text(value))] if area else []
        elif name == "open_at":
            pairs.append((name, NOW))
        elif isinstance(value, list):
            pairs += [(name, str(code)) for code in value]
        elif isinstance(value, bool):
            pairs.append((name, str(value).lower()))
        else:
            pairs.append((name, f"{value:g}" if name == "radius_km" else str(value)))
    return urlencode(pairs)
