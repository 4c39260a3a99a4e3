"""Start of a request: one field takes an organisation's name or number, an address or a town."""

import json
import re
from dataclasses import dataclass
from typing import Any

from app.directory.common.shown_names import shown_name
from app.directory.geocoding.communes import Commune
from app.directory.geocoding.finding import is_address
from app.directory.organisations.identifiers import NDA_PATTERN, SIRET_PATTERN, UAI_PATTERN
from app.directory.organisations.queries import ORGANISATIONS
from app.directory.third_places.opening_periods import PARTS_OF_DAY, WEEKDAYS
from app.directory.understanding.reading import Reading
from app.directory.understanding.service import read_text
from app.directory.understanding.typed_text import ALSO, DAY, KIND
from app.platform.listings.queries import feature_sql
from app.platform.listings.selection import HAS_WORD
from app.platform.services import database
from app.publishing.pages.cards import address_line
from app.publishing.pages.finder.origin import Origin, find_origins
from app.publishing.pages.labels import organisation_kind_label
from app.publishing.pages.listing import fetch_page
from app.publishing.pages.matching.query import Parameters, written_needs

CANDIDATES = 10
IDENTIFIERS = {
    "siret": re.compile(SIRET_PATTERN),
    "uai": re.compile(UAI_PATTERN),
    "nda": re.compile(NDA_PATTERN),
}


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """An organisation as an entry of a list."""

    id: str
    name: str
    kind: str
    address: str
    siret: str | None
    equipment_status: str
    needs: tuple[dict[str, Any], ...]
    latitude: float | None
    longitude: float | None
    precision: str | None

    @property
    def site(self) -> Origin | None:
        """Position; None where nobody knows."""
        if self.latitude is None or self.longitude is None:
            return None
        return Origin(self.latitude, self.longitude, self.name, precision=self.precision)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Organisations that a text may name."""

    cards: tuple[OrganisationCard, ...] = ()
    total: int = 0
    towns: tuple[Origin, ...] = ()
    """Towns that it may mean besides."""
    is_number: bool = False
    """Whether the text is an identifier, and no name."""


def organisation(public_id: str) -> OrganisationCard | None:
    """Return an organisation by its public id; None when there is none."""
    row = database().fetch_one(feature_sql(ORGANISATIONS), {"public_id": public_id})
    return _card(json.loads(row[0])) if row else None


def start_of(parameters: Parameters) -> Origin | None:
    """Return where the parameters (`OrganisationsQuery`) count distances from, where that is known."""
    if "organisation" in parameters:
        chosen = organisation(parameters["organisation"])
        return chosen.site if chosen else None
    return next(iter(find_origins(parameters["near"])), None) if "near" in parameters else None


def candidates(text: str) -> Candidates:
    """Return the organisations of a name or number, and the towns that the text may mean besides."""
    compact = re.sub(r"[\s.-]", "", text).upper()
    api_parameters: dict[str, Any] = {"status": ["open"]}
    # A name of eleven letters is no number.
    is_number = any(sign.isdigit() for sign in compact)
    patterns = IDENTIFIERS.items() if is_number else ()
    identifier = next((name for name, pattern in patterns if pattern.fullmatch(compact)), None)
    if identifier:
        api_parameters[identifier] = compact
    elif HAS_WORD.search(text):
        api_parameters["q"] = text
    else:
        return Candidates()
    page = fetch_page(ORGANISATIONS, ORGANISATIONS.selection(api_parameters), CANDIDATES)
    towns = () if identifier else tuple(find_origins(text))
    cards = tuple(_card(feature) for feature in page.features)
    return Candidates(cards, page.total, towns, identifier is not None)


def understood(parameters: Parameters) -> dict[str, Any]:
    """Return the parameters with what the text of the start says: an organisation, or a place and needs.

    A text that may be several organisations stays `q`; words beside a place that say nothing of matches
    become `ignored`. Needs that the form was filled with are the organisation's own until they are changed.
    """
    started = _started(parameters)
    declared = started.pop("declared", None)
    if declared is None:
        return started
    if declared != written_needs(started["equipment"], started["quantity"]):
        return {**started, "needs": "chosen"}
    if "near" in started:  # a place declares nothing: what was shown is meant
        return {**started, "needs": "chosen"}
    started.pop("needs", None)
    return {**started, "equipment": [], "quantity": {}}


def _started(parameters: Parameters) -> dict[str, Any]:
    if "near" in parameters:
        return _read({**parameters}, parameters["near"])
    if "q" not in parameters:
        return dict(parameters)
    text = parameters["q"]
    named = candidates(text)
    if _is_place(text, named, is_by_name="among" in parameters):
        others = {name: value for name, value in parameters.items() if name not in {"q", "among"}}
        return _read({**others, "near": text}, text)
    if named.total == 1:
        others = {name: value for name, value in parameters.items() if name not in {"q", "among"}}
        return {**others, "organisation": named.cards[0].id}
    return dict(parameters)


def _is_place(text: str, named: Candidates, *, is_by_name: bool) -> bool:
    """Return whether a text is rather a place, perhaps with needs beside it, than an organisation's name."""
    if is_by_name or named.is_number:
        return False
    reading = read_text(database(), text)
    has_place = reading.town is not None or reading.territory is not None
    if not named.total:
        return has_place or bool(named.towns)
    is_sure = not any(part.is_guess for part in reading.parts)
    is_whole = has_place and is_sure and not reading.unknown and not _names_kind_only(reading)
    return is_whole or (text[:1].isdigit() and is_address(text) and bool(named.towns))


def _names_kind_only(reading: Reading[Commune]) -> bool:
    """Return whether beside the place only a kind of place is named, as organisations are called so too."""
    return KIND in {part.family for part in reading.parts} and not reading.equipment


def _read(parameters: dict[str, Any], text: str) -> dict[str, Any]:
    """Return the parameters with the equipment, day and distance that the text of a place asks for."""
    reading = read_text(database(), text)
    if not reading.has_filters or not reading.place_text:
        return parameters
    days = _days(reading)
    families = {KIND, ALSO} if days else {KIND, DAY, ALSO}
    others = (part.text for part in reading.parts if part.family in families)
    ignored = " ".join((*others, *reading.unknown))
    read = {**parameters, "near": reading.place_text}
    if reading.equipment:
        read |= {"equipment": list(dict.fromkeys([*parameters["equipment"], *reading.equipment]))}
    if days:
        read |= days
    if reading.radius_km is not None:
        read["max_km"] = reading.radius_km
    return read | ({"ignored": ignored} if ignored else {})


def _days(reading: Reading[Commune]) -> dict[str, Any]:
    """Return the weekday that a text names, with its part as hours, or its hour."""
    if reading.when is None or reading.when.day is None:
        return {}
    day, _dash, part = reading.when.day.partition("_")
    if day not in WEEKDAYS:
        return {}
    if reading.when.hour is not None:
        return {"day": [day], "start": reading.when.hour}
    if part not in PARTS_OF_DAY:
        return {"day": [day]}
    return {"day": [day], "start": {"morning": "09:00", "afternoon": "14:00", "evening": "18:00"}[part]}


def _card(feature: dict[str, Any]) -> OrganisationCard:
    properties = feature["properties"]
    longitude, latitude = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
    return OrganisationCard(
        id=feature["id"],
        name=shown_name(properties["trade_name"] or properties["name"], properties["commune"]),
        kind=organisation_kind_label(properties["kind"]),
        address=address_line(properties),
        siret=properties["siret"],
        equipment_status=properties["equipment_status"],
        needs=tuple(properties["needs"]),
        latitude=latitude,
        longitude=longitude,
        precision=properties["position_precision"],
    )
