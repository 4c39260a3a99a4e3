"""Text of the finder's box as the finder's own parameters."""

from typing import Any

from app.directory.geocoding.communes import Commune
from app.directory.geocoding.finding import is_address
from app.directory.geocoding.online import online_geocoder
from app.directory.geocoding.service import geocode
from app.directory.understanding.reading import Reading
from app.directory.understanding.service import read_text
from app.directory.understanding.times import NOW
from app.platform.services import database
from app.publishing.pages.finder.query import APPOINTMENT, Parameters, is_at_position, territory_code

MAX_TEXT = 200


def understood(parameters: Parameters) -> dict[str, Any]:
    """Return the finder's parameters with what its text asks for as filters, and the place alone as text.

    Words that say nothing are kept as `ignored`, so that the page can say so. A text that names nothing but a
    town, or nothing at all, stays as it is; so does one that is looked for in names (`mode`).
    """
    text = parameters.get("q")
    if text is None or "mode" in parameters or "bbox" in parameters or is_at_position(parameters):
        return dict(parameters)
    reading = read_text(database(), text)
    is_plain = not reading.has_filters and reading.territory is None
    if is_plain and (not reading.unknown or reading.town is None or geocode(database(), text, 1)):
        return dict(parameters)
    return _without_nothing({**parameters, **filters_of(reading, parameters), **_place_of(reading)})


def filters_of(reading: Reading[Commune], parameters: Parameters) -> dict[str, Any]:
    """Return what a reading asks for as the finder's filters, added to those that are set."""
    filters: dict[str, Any] = {
        name: list(dict.fromkeys([*parameters.get(name, ()), *codes]))
        for name, codes in (("equipment", reading.equipment), ("kind", reading.kinds))
        if codes
    }
    if reading.is_either:
        filters["either"] = True
    if "wheelchair" in reading.also:
        filters["wheelchair"] = list(dict.fromkeys([*parameters.get("wheelchair", ()), "yes"]))
    if "free" in reading.also:
        filters["free"] = True
    if "appointment" in reading.also:
        filters["open"] = APPOINTMENT
    if reading.radius_km is not None:
        filters["radius_km"] = reading.radius_km
    if reading.when is not None and reading.when.day == NOW:
        filters["open"] = NOW
    elif reading.when is not None:
        filters |= {"day": reading.when.day, "hour": reading.when.hour}
    return filters


def _place_of(reading: Reading[Commune]) -> dict[str, Any]:
    ignored = " ".join(reading.unknown)[:MAX_TEXT] or None
    if reading.territory is not None:
        return {"q": None, "territory": territory_code(reading.territory), "ignored": ignored}
    if reading.town is None:
        return {"q": None, "ignored": ignored}
    if online_geocoder() is not None and is_address(reading.rest):
        return {"q": reading.rest}
    return {"q": reading.place_text, "ignored": ignored}


def _without_nothing(parameters: Parameters) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value is not None}
