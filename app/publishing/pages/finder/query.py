"""Parameters of the finder as a selection, as an address, and as the API's parameters."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _

from app.directory.third_places.fields import QUERYABLES
from app.directory.third_places.opening_periods import EVENING_CODE, WEEKDAYS, WEEKEND, WORKDAYS
from app.directory.third_places.schemas import LISTED_STATUSES
from app.directory.understanding.territories import Territory
from app.platform import clock, cql2
from app.platform.site.i18n import LANGUAGES, catalogue
from app.publishing.pages.finder.origin import Origin

Parameters = Mapping[str, Any]
Pairs = list[tuple[str, str]]
Address = Callable[..., str]
"""Writes a page's address from the search and changes to it, as `finder_url` does."""

SEARCH = ("q", "mode", "lat", "lon", "label", "accuracy", "precision", "bbox", "territory", "ignored")
"""Parameters of the origin, in the order in which addresses name them."""
FILTERS = (
    "equipment", "either", "open", "day", "hour", "radius_km", "wheelchair", "free", "confirmed", "kind",
    "programme",
)  # fmt: skip
"""Parameters that filter; `without` takes these one by one."""
ANY_PROGRAMME = "any"
RADII_KM = (2, 5, 10, 20, 50, 100)
A_FEW = 5
"""Places that are enough where the widest radius has no page full."""
EVERYWHERE_KM = 20_000
FRESH = timedelta(days=365)
"""Time within which a place that was confirmed is called so."""
"""A radius that leaves nothing out."""
NOW, APPOINTMENT = "now", "appointment"
FILTER_TEXT = "filter_text"
"""The text of a filter in CQL2, beside what was read of it."""


TERRITORY = re.compile(
    r"(?:region-(?P<region>[0-9]{2})|department-(?P<department>[0-9][0-9AB][0-9]?)|epci-(?P<epci>[0-9]{9})"
    r"|departments-(?P<departments>[0-9AB]{2,3}(?:,[0-9AB]{2,3})+))"
)
"""A territory in an address, by the API's parameters; `departments` is a région of before 2016."""
WHOLE_DAY_CODES = frozenset({WEEKEND, WORKDAYS, EVENING_CODE})
"""Times beside which no hour is asked."""


def territory_code(territory: Territory) -> str:
    """Return a territory as addresses write it."""
    return f"{territory.level}-{territory.code}"


def in_territory(written: str) -> dict[str, Any]:
    """Return the API's parameters for a territory as addresses write it."""
    match = TERRITORY.fullmatch(written)
    assert match is not None  # noqa: S101 - as `FinderQuery` checks it
    if codes := match["departments"]:
        several = ",".join(f"'{code}'" for code in codes.split(","))
        text = f"department_code IN ({several})"
        return {"filter": cql2.read(text, cql2.TEXT, QUERYABLES, cql2.CRS84), FILTER_TEXT: text}
    return {name: code for name, code in match.groupdict().items() if code is not None}


def moment_of(day: str | None, hour: str) -> datetime:
    """Return the next such day at an hour, local to each place; today where the hour is not over."""
    now = clock.now_in_paris().replace(tzinfo=None)
    hours, minutes = map(int, hour.split(":"))
    moment = now.replace(hour=hours, minute=minutes, second=0, microsecond=0)
    name = (day or "today").split("_")[0]
    if name == "tomorrow":
        return moment + timedelta(days=1)
    if name not in WEEKDAYS:
        return moment
    ahead = (WEEKDAYS.index(name) - now.weekday()) % len(WEEKDAYS)
    return moment + timedelta(days=ahead or (len(WEEKDAYS) if moment < now else 0))


def bbox_text(bbox: Iterable[float]) -> str:
    """Return west, south, east, north as addresses have them."""
    return ",".join(f"{degrees:.4f}".rstrip("0").rstrip(".") for degrees in bbox)


def centre(bbox: list[float]) -> tuple[float, float]:
    """Return the latitude and longitude of the middle of west, south, east, north."""
    west, south, east, north = bbox
    width = (east - west) % 360.0 or (360.0 if east != west else 0.0)
    return (south + north) / 2, (west + width / 2 + 180.0) % 360.0 - 180.0


def is_at_position(parameters: Parameters) -> bool:
    """Return whether the search starts from its position.

    A form keeps the position it came with; once another text is written, the text counts.
    """
    return "lat" in parameters and parameters.get("q", parameters.get("label")) == parameters.get("label")


def with_one_start(parameters: Parameters) -> dict[str, Any]:
    """Return the search without what no longer says where to look: an area counts before all else."""
    if "bbox" in parameters or not is_at_position(parameters):
        unsaid = {"lat", "lon", "label", "accuracy", "precision"}
    else:
        unsaid = {"q", "mode"}
    if "q" not in parameters:
        unsaid.add("mode")
    return {name: value for name, value in parameters.items() if name not in unsaid}


def as_shared(parameters: Parameters) -> dict[str, Any]:
    """Return the search as somebody reads it who opens its address.

    The position of "Autour de moi" is that of whoever pressed it; an address may name it in another language.
    """
    label = parameters.get("label")
    if not is_of_a_device(label):
        return dict(parameters)
    shared = str(_("la position partagée"))
    return {**parameters, "label": shared} | ({"q": shared} if parameters.get("q") == label else {})


def is_of_a_device(label: str | None) -> bool:
    """Return whether a position is called as one that a browser has found, in any language."""
    return label in _names_of_a_device()


@lru_cache(maxsize=1)
def _names_of_a_device() -> frozenset[str]:
    messages = ("ma position", "la position partagée")
    return frozenset(catalogue(code).ugettext(message) for code in LANGUAGES for message in messages)


def addressed(parameters: Parameters, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - a parameter's value, or None
    """Return the search as addresses say it, but for some parameters (None takes one away)."""
    changed = {name: parameters.get(name) for name in (*SEARCH, *FILTERS)} | changes
    return {
        name: _written(name, value) for name, value in changed.items() if value not in (None, [], "", False)
    }


def finder_url(parameters: Parameters, **changes: Any) -> str:  # noqa: ANN401 - as above
    """Return the finder's address with the same search but for some parameters (None takes one away)."""
    return url_for("web.finder", **addressed(parameters, **changes))


def query_string_of(parameters: Parameters) -> str:
    """Return the search as the query string of an address."""
    return urlencode(addressed(parameters), doseq=True)


def picture_url(parameters: Parameters) -> str | None:
    """Return the address of the picture of a question; None where nothing was asked."""
    chosen = addressed(parameters)
    return url_for("web.pictures.search", **chosen) if chosen else None


def compose_url(parameters: Parameters) -> str:
    """Return the address of the page that puts the map of the search into another site.

    A région or a département is what the site locks its map to.
    """
    match = TERRITORY.fullmatch(parameters.get("territory") or "")
    locks: dict[str, Any] = (
        {name: match[name] for name in ("region", "department") if match[name]} if match else {}
    )
    changes: dict[str, Any] = {"territory": None} if locks else {}
    if locks and parameters.get("q"):
        changes["mode"] = "text"  # within a territory a text is looked for in names
    return url_for("web.embedding.compose", **addressed(parameters, **changes), **locks)


def _written(name: str, value: Any) -> Any:  # noqa: ANN401
    if name == "bbox":
        return bbox_text(value)
    if name in {"radius_km", "accuracy"}:
        return f"{value:g}"
    if value is True:
        return "1"
    return value


def without(parameters: Parameters, name: str, code: str | None = None, address: Address = finder_url) -> str:
    """Return the page's address with one filter taken away, or one code of it."""
    if code is None:
        return address(parameters, **{name: None})
    return address(parameters, **{name: [other for other in parameters[name] if other != code]})


def selected(parameters: Parameters, origin: Origin | None, text: str | None) -> dict[str, Any]:
    """Return the parameters of the API's list that the finder's mean, validated values both."""
    api_parameters: dict[str, Any] = {"status": list(LISTED_STATUSES)}
    api_parameters |= {name: parameters[name] for name in ("wheelchair", "kind") if parameters.get(name)}
    if parameters.get("equipment"):
        is_either = parameters.get("either") and len(parameters["equipment"]) > 1
        api_parameters["equipment_any" if is_either else "equipment"] = parameters["equipment"]
    api_parameters |= _said(parameters)
    if "territory" in parameters:
        api_parameters |= in_territory(parameters["territory"])
    if "bbox" in parameters:
        latitude, longitude = centre(parameters["bbox"])
        api_parameters |= {"bbox": parameters["bbox"], "lat": latitude, "lon": longitude}
    elif origin is not None:
        api_parameters |= {"lat": origin.latitude, "lon": origin.longitude}
        if "radius_km" in parameters:
            api_parameters["radius_km"] = parameters["radius_km"]
    if text is not None:
        api_parameters["q"] = text
    if parameters.get("programme") == ANY_PROGRAMME:
        api_parameters["funded"] = True
    elif "programme" in parameters:
        api_parameters["programme"] = [parameters["programme"]]
    return api_parameters | _times(parameters)


def _said(parameters: Parameters) -> dict[str, Any]:
    """Return the API's parameters of what places say of themselves: prices, and when they were confirmed."""
    api_parameters: dict[str, Any] = {"free": True} if parameters.get("free") else {}
    if parameters.get("confirmed"):
        api_parameters["confirmed_since"] = clock.now_in_paris().date() - FRESH
    return api_parameters


def reach_km(distances_m: Sequence[float], most: int) -> int | None:
    """Return the first radius in kilometres that holds a full page of `most` places.

    Where none does it is the widest, if a few places are within; else None. `distances_m` are those of the
    first page of an answer without a radius.
    """
    if len(distances_m) < most:
        return None
    full = next((km for km in RADII_KM if km * 1000 >= max(distances_m)), None)
    widest = RADII_KM[-1]
    few = sum(distance <= widest * 1000 for distance in distances_m)
    return full or (widest if few >= A_FEW else None)


def _times(parameters: Parameters) -> dict[str, Any]:
    """Return the API's parameters of the time; a chosen day goes before now, this evening, this weekend."""
    day, hour = parameters.get("day"), parameters.get("hour")
    is_by_appointment = parameters.get("open") == APPOINTMENT
    api_parameters: dict[str, Any] = {"by_appointment": True} if is_by_appointment else {}
    if hour is not None and day not in WHOLE_DAY_CODES:
        api_parameters["open_at"] = moment_of(day, hour)
    elif day is not None:
        api_parameters["open_during"] = [day]
    elif parameters.get("open") == NOW:
        api_parameters["open_at"] = clock.now()
    elif "open" in parameters and not is_by_appointment:
        api_parameters["open_during"] = [parameters["open"]]
    return api_parameters


def api_query(api_parameters: Parameters, *, area: bool = True, start: bool = False) -> str:
    """Return the API's query string of `selected`: what is left, whatever the order.

    An origin stands only where a radius needs it, or with `start=True`: files then hold distances in their
    order; `area=False` leaves the area of the map out.
    """
    pairs: Pairs = []
    for name, value in api_parameters.items():
        if name == "status" or (name in {"lat", "lon"} and not start and "radius_km" not in api_parameters):
            continue
        if name == "bbox":
            pairs += [(name, bbox_text(value))] if area else []
        elif name == "filter":
            continue
        elif name == FILTER_TEXT:
            pairs.append(("filter", value))
        elif name == "open_at":
            pairs.append((name, value.isoformat(timespec="minutes") if value.tzinfo is None else NOW))
        elif isinstance(value, list):
            pairs += [(name, str(code)) for code in value]
        elif isinstance(value, bool):
            pairs.append((name, str(value).lower()))
        else:
            pairs.append((name, f"{value:g}" if name == "radius_km" else str(value)))
    return urlencode(pairs)
