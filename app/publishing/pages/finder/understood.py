"""What was written into the finder's box, as the finder's own parameters."""

from typing import Any

from app.directory.geocoding.communes import Commune
from app.directory.geocoding.finding import is_address
from app.directory.geocoding.online import online_geocoder
from app.directory.geocoding.service import geocode
from app.directory.understanding.reading import Reading
from app.directory.understanding.service import read_text
from app.directory.understanding.times import NOW
from app.platform.services import database
from app.publishing.pages.finder.query import APPOINTMENT, Arguments, is_at_position, territory_code

MAX_TEXT = 200


def understood(arguments: Arguments) -> dict[str, Any]:
    """Return the finder's parameters with what its text asks for as filters, and the place alone as text.

    Words that say nothing are kept as `ignored`, so that the page can say so. A text that names nothing but a
    town, or nothing at all, stays as it is; so does one that is looked for in names (`mode`).
    """
    text = arguments.get("q")
    if text is None or "mode" in arguments or "bbox" in arguments or is_at_position(arguments):
        return dict(arguments)
    reading = read_text(database(), text)
    is_plain = not reading.has_filters and reading.territory is None
    if is_plain and (not reading.unknown or reading.town is None or geocode(database(), text, 1)):
        return dict(arguments)
    return _without_nothing({**arguments, **filters_of(reading, arguments), **_place_of(reading)})


def filters_of(reading: Reading[Commune], arguments: Arguments) -> dict[str, Any]:
    """Return what a reading asks for as the finder's filters, added to those that are set."""
    found: dict[str, Any] = {
        name: list(dict.fromkeys([*arguments.get(name, ()), *codes]))
        for name, codes in (("equipment", reading.equipment), ("kind", reading.kinds))
        if codes
    }
    if reading.is_either:
        found["either"] = True
    if "wheelchair" in reading.also:
        found["wheelchair"] = list(dict.fromkeys([*arguments.get("wheelchair", ()), "yes"]))
    if "free" in reading.also:
        found["free"] = True
    if "appointment" in reading.also:
        found["open"] = APPOINTMENT
    if reading.radius_km is not None:
        found["radius_km"] = reading.radius_km
    if reading.when is not None and reading.when.day == NOW:
        found["open"] = NOW
    elif reading.when is not None:
        found |= {"day": reading.when.day, "hour": reading.when.hour}
    return found


def _place_of(reading: Reading[Commune]) -> dict[str, Any]:
    ignored = " ".join(reading.unknown)[:MAX_TEXT] or None
    if reading.territory is not None:
        return {"q": None, "territory": territory_code(reading.territory), "ignored": ignored}
    if reading.town is None:
        return {"q": None, "ignored": ignored}
    if online_geocoder() is not None and is_address(reading.rest):
        return {"q": reading.rest}
    return {"q": reading.place_text, "ignored": ignored}


def _without_nothing(arguments: Arguments) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}
