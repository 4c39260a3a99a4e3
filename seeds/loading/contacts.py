"""Takes contacts of people out of every text of a record, whichever reader made it."""

import re
from dataclasses import replace

from app.directory.common.personal import without_contacts, without_contacts_in_texts
from seeds.reading.records import (
    AwardRecord,
    EquipmentRecord,
    LocationRecord,
    OrganisationRecord,
    PlaceRecord,
)

REMOVED = "personal_contact_removed"
CODES = frozenset({"pivot", "code_insee"})
"""Fields of the standard whose digits are no telephone number."""
_PAGE = re.compile(r"https?://[^\s@]+")
"""The address of a page, which may end in any digits."""


def place_without_contacts(place: PlaceRecord) -> PlaceRecord:
    """Return a place whose texts name no contact; its own telephone and `courriels` have their fields."""
    if not _may_name_contacts(place):
        return place
    standard = {
        name: value
        if name in CODES or _PAGE.fullmatch(value)
        else without_contacts_in_texts({name: value})[name]
        for name, value in place.standard.items()
    }
    masked = replace(
        place,
        name=without_contacts(place.name),
        location=_location(place.location),
        opening_hours=_text(place.opening_hours),
        description=_text(place.description),
        standard=standard,
        equipment=tuple(map(_equipment, place.equipment)),
        awards=tuple(map(_award, place.awards)),
    )
    return masked if masked == place else replace(masked, remarks=_remarked(place.remarks))


def _may_name_contacts(place: PlaceRecord) -> bool:
    """Whether anything is written in a place's texts that a contact has; most have none."""
    location = place.location
    texts = [place.name, location.address, location.city, place.opening_hours, place.description]
    texts += place.standard.values()
    for item in place.equipment:
        texts += (item.conditions, item.price, item.raw_text)
    texts += [award.call for award in place.awards]
    written = "\n\n".join(filter(None, texts))
    return without_contacts(written) != written


def organisation_without_contacts(organisation: OrganisationRecord) -> OrganisationRecord:
    """Return an organisation whose texts name no contact."""
    masked = replace(
        organisation,
        name=without_contacts(organisation.name),
        trade_name=_text(organisation.trade_name),
        location=_location(organisation.location),
        networks=tuple(map(without_contacts, organisation.networks)),
    )
    return masked if masked == organisation else replace(masked, remarks=_remarked(organisation.remarks))


def _remarked(remarks: tuple[str, ...]) -> tuple[str, ...]:
    return remarks if REMOVED in remarks else (*remarks, REMOVED)


def _text(text: str | None) -> str | None:
    return without_contacts(text) if text else text


def _location(location: LocationRecord) -> LocationRecord:
    return replace(location, address=_text(location.address), city=_text(location.city))


def _equipment(item: EquipmentRecord) -> EquipmentRecord:
    return replace(
        item, conditions=_text(item.conditions), price=_text(item.price), raw_text=_text(item.raw_text)
    )


def _award(award: AwardRecord) -> AwardRecord:
    return replace(award, call=_text(award.call))
