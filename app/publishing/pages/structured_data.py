"""A place as schema.org describes one, for search engines and assistants."""

from typing import Any

from flask_babel import gettext as _

from app.publishing.pages.hours import Day
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.place import PlaceView

CONTEXT = "https://schema.org"
TYPES = {"library": "Library", "media_library": "Library", "museum": "Museum"}
"""Types by kind of place, where schema.org has a narrower word that says no more than we know."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WHEELCHAIR = {"yes": True, "no": False}
COUNTRY = "FR"


def place_document(view: PlaceView, address: str) -> dict[str, Any]:
    """Return the JSON-LD of a place whose page is at `address` (absolute).

    A position that is only the commune's is left out: there is no way to say that it is rough. So are
    hours that are not known, and a wheelchair access of which only a part is.
    """
    place = view.properties
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": TYPES.get(place["kind"], "Place"),
        "@id": address,
        "url": address,
        "name": view.name,
        "identifier": view.id,
        "description": place["description"],
        "telephone": place["telephone"],
        "sameAs": view.website,
        "address": _postal_address(place),
        "geo": _position(view),
        "openingHoursSpecification": [
            span for number, day in enumerate(view.week) for span in _day(DAYS[number], day)
        ],
        "amenityFeature": [*_equipment(place["equipment"]), *_access(place["wheelchair"])],
    }
    return {name: value for name, value in document.items() if value not in (None, "", [], {})}


def _postal_address(place: dict[str, Any]) -> dict[str, str]:
    parts = {
        "streetAddress": place["address"],
        "postalCode": place["postcode"],
        "addressLocality": place["city"] or place["commune"],
        "addressRegion": place["region"],
    }
    known = {name: value for name, value in parts.items() if value}
    return {"@type": "PostalAddress", **known, "addressCountry": COUNTRY} if known else {}


def _position(view: PlaceView) -> dict[str, Any] | None:
    if view.card.latitude is None or view.is_approximate:
        return None
    return {
        "@type": "GeoCoordinates",
        "latitude": view.card.latitude,
        "longitude": view.card.longitude,
    }


def _day(name: str, day: Day) -> list[dict[str, str]]:
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"{CONTEXT}/{name}",
            "opens": opens,
            "closes": "23:59" if closes == "24:00" else closes,
        }
        for opens, closes in day.hours
    ]


def _equipment(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_feature(equipment_label(item["type"]), value=item["quantity"] or True) for item in items]


def _access(wheelchair: str | None) -> list[dict[str, Any]]:
    known = WHEELCHAIR.get(wheelchair or "")
    return [] if known is None else [_feature(str(_("Accès en fauteuil roulant")), value=known)]


def _feature(name: str, *, value: object) -> dict[str, Any]:
    return {"@type": "LocationFeatureSpecification", "name": name, "value": value}
