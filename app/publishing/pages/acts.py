"""Acts that the page of a place leads to: only what is known can be pressed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import phonenumbers
from flask_babel import gettext as _

from app.directory.building_access.addresses import HOST as ACCESLIBRE
from app.platform.mail.addresses import is_address
from app.publishing.pages.way_back import Start

OPENSTREETMAP = "https://www.openstreetmap.org/directions"
ENGINES = {"walk": "fossgis_osrm_foot", "bike": "fossgis_osrm_bike", "car": "fossgis_osrm_car"}
"""OpenStreetMap's routers by the icon of the way."""
BETWEEN_ADDRESSES = re.compile(r'[\s|;,"\[\]]+')
"""Between the addresses of the standard's `courriels`, which some publish as a list."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do about a place."""

    icon: str
    label: str
    url: str
    name: str = ""
    """Name for those who do not see what it is about, where the label alone does not say it."""


Position = tuple[float, float]
"""Latitude and longitude, degrees."""


def acts(
    feature: dict[str, Any], stated: Mapping[str, str], start: Start | None, asking: Act | None = None
) -> tuple[Act, ...]:
    """Return what can be done about a place, the way there first; `stated` are the standard's own fields."""
    return tuple(_acts(feature, stated, start, asking))


def _acts(
    feature: dict[str, Any], stated: Mapping[str, str], start: Start | None, asking: Act | None
) -> Iterator[Act]:
    properties, target = feature["properties"], position_of(feature)
    if target is not None:
        mode = start.travel.mode if start and start.travel and start.position else None
        yield Act("route", _("Itinéraire"), way(target, start, mode), _("Itinéraire (OpenStreetMap)"))
    if asking is not None:
        yield asking
    if properties["telephone"]:
        number = dialled(properties["telephone"])
        yield Act("phone", _("Appeler"), f"tel:{properties['telephone']}", f"{_('Appeler')} {number}")
    if addresses := mail_addresses(stated):
        yield Act("mail", _("Écrire"), f"mailto:{quote(addresses[0], safe='@')}", addresses[0])
    if booking := web_address(stated.get("prise_rdv")):
        yield Act("calendar", _("Réserver"), booking, _("Prendre rendez-vous en ligne"))
    if website := web_address(properties["website"]):
        yield Act("out", _("Site web"), website, website)


def position_of(feature: dict[str, Any]) -> Position | None:
    """Return the latitude and longitude of a Feature; None where it has no position."""
    if feature["geometry"] is None:
        return None
    longitude, latitude = feature["geometry"]["coordinates"]
    return latitude, longitude


def way(target: Position, start: Start | None, mode: str | None = None) -> str:
    """Return OpenStreetMap's address of the way to a place, from the start where links may name it."""
    engine = f"engine={ENGINES[mode]}&" if mode else ""
    to = written(target)
    if start is None or start.position is None:
        return f"{OPENSTREETMAP}?{engine}to={to}"
    return f"{OPENSTREETMAP}?{engine}route={written(start.position)}%3B{to}"


def ways(target: Position, start: Start | None) -> tuple[Act, ...]:
    """Return the ways to a place by each means; by public transport in Google Maps."""
    labels = {"walk": _("à pied"), "bike": _("à vélo"), "car": _("en voiture")}
    origin = f"&origin={written(start.position)}" if start and start.position else ""
    transit = (
        f"https://www.google.com/maps/dir/?api=1{origin}&destination={written(target)}&travelmode=transit"
    )
    return (
        *(Act(mode, label, way(target, start, mode)) for mode, label in labels.items()),
        Act("", _("en transports en commun (Google Maps)"), transit),
    )


def written(position: Position) -> str:
    """Return a position as addresses of maps write it."""
    return f"{position[0]}%2C{position[1]}"


def mail_addresses(stated: Mapping[str, str]) -> list[str]:
    """Return the addresses of the standard's `courriels`."""
    result = BETWEEN_ADDRESSES.split(stated.get("courriels") or "")
    return [address for address in dict.fromkeys(result) if is_address(address)]


def accesslibre(stated: Mapping[str, str]) -> str | None:
    """Return the address of the place's record in acceslibre, where one is published."""
    address = web_address(stated.get("fiche_acces_libre"))
    return address if address and urlsplit(address).hostname == ACCESLIBRE else None


def web_address(text: str | None) -> str | None:
    """Return an address that a link may lead to: nothing but http and https."""
    if not text:
        return None
    candidate = text.strip()
    if "://" not in candidate and ":" not in candidate.split("/")[0]:
        candidate = f"https://{candidate}"
    try:
        parts = urlsplit(candidate)
    except ValueError:
        return None
    return candidate if parts.scheme in {"http", "https"} and parts.netloc else None


def dialled(number: str | None) -> str | None:
    """Return a telephone number as it is dialled in France, in pairs of digits."""
    try:
        parsed = phonenumbers.parse(number) if number else None
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL) if parsed else None
