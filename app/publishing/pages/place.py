"""The page of a place."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from app.directory.common.shown_names import shown_name
from app.directory.matching.reasons import APPROXIMATE
from app.directory.third_places.mediation_numerique import SEPARATOR
from app.directory.third_places.queries import SHOWN_UNDER, THIRD_PLACES
from app.directory.third_places.schemas import LISTED_STATUSES
from app.platform import clock
from app.platform.services import database
from app.publishing.pages.acts import (
    Act,
    accesslibre,
    acts,
    dialled,
    mail_addresses,
    position_of,
    ways,
    web_address,
)
from app.publishing.pages.cards import Card, address_line, card
from app.publishing.pages.funding import grants_to
from app.publishing.pages.hours import MINUTES_A_DAY, Day, KindsOfTime, short_hours, today, week
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.listing import fetch_page
from app.publishing.pages.openings import Opening, openings_now
from app.publishing.pages.place_access import Access, access_of
from app.publishing.pages.place_equipment import Group, Wanted, by_group, wanted
from app.publishing.pages.queries import PLACE
from app.publishing.pages.requests.asking_link import can_be_asked
from app.publishing.pages.requests.availability import Asking, asking
from app.publishing.pages.way_back import Search, Start, start_of

NEIGHBOURS = 5
KINDS_OF_TIME = 3
"""Open, by appointment, unknown."""
BETWEEN_CHOICES = re.compile(r'[|"\[\]]+(?:, )?')
"""Between the values of a field of the national standard, which some publish as a list."""
WHOLE_WEEK = Multirange([Range(0, 7 * MINUTES_A_DAY)])


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place with all that the directory knows of it."""

    id: str
    name: str
    """As it is shown; `properties` has it as it was published."""
    properties: dict[str, Any]
    card: Card
    address: str
    website: str | None
    """Only where it is an address of the web."""
    telephone: str | None
    """As it is dialled in France, in pairs of digits."""
    mails: tuple[str, ...]
    is_relayed: bool
    """Whether its managers are written to by a form."""
    acts: tuple[Act, ...]
    """Acts that it leads to, the way there first."""
    asking: Asking | None
    """Address, free times and speed of asking to use it; None where it is closed, and in a peek."""
    ways: tuple[Act, ...]
    """Ways there by each means."""
    wanted: tuple[Wanted, ...]
    """The equipment that the search before asked for, as far as it has it."""
    equipment: tuple[Group, ...]
    accesslibre: str | None
    """Address of its record in acceslibre."""
    access: Access | None
    """Access to it, as acceslibre knows it; None in a peek."""
    conditions: tuple[tuple[str, str], ...]
    """Label and text of what it says of who may come, and at what price."""
    stated: tuple[tuple[str, str], ...]
    """Label and text of what else it says of itself in the national standard."""
    address_more: str | None
    """Staircase, floor or building."""
    more_websites: tuple[str, ...]
    week: tuple[Day, ...]
    """Empty when the hours are unknown or cannot be read."""
    today: Day | None
    """Today's hours: those of a day that differs (a holiday), else those of the week."""
    is_exceptional_today: bool
    hours: str | None
    opening: Opening | None
    """Whether it is open now; None where the hours are unknown."""
    is_approximate: bool
    """Whether the position is only the centre of the commune."""
    neighbours: tuple[Card, ...]
    grants: tuple[dict[str, Any], ...]
    """Grants that public bodies publish, to who runs it."""
    fetched_on: date
    updated_on: date
    source_updated_on: date | None
    confirmed_on: date | None
    """Day on which who manages it confirmed what is shown; None where it has changed since."""
    absences: tuple[str, ...]
    """Labels of the equipment that a source states the place not to have."""
    absences_said_by: str
    """Source that states so, with the time of the content where it is known."""
    search: Search | None
    """The search that it was found in, where this request comes from one."""
    start: Start | None
    """Distance from the start of that search."""
    dated: str | None
    """Period that the source's content is of: 2019, or janvier 2024."""


def find_place(public_id: str, search: Search | None = None, *, is_peek: bool = False) -> PlaceView | None:
    """Return a place, found by a search; None when there is none of that id. A peek names no neighbours."""
    row = database().fetch_one(PLACE, {"public_id": public_id, "now": clock.now()})
    if row is None:
        return None
    text, local_time, confirmed, standard, is_relayed, *minutes = row
    regular, exception = minutes[:KINDS_OF_TIME], minutes[KINDS_OF_TIME:]
    feature = json.loads(text)
    properties = feature["properties"]
    hours, source_day = properties["opening_hours"], properties["source_updated_on"]
    stated, target = json.loads(standard or "{}"), position_of(feature)
    start = start_of(search, feature)
    days, is_exceptional = _week(regular, local_time), exception[0] is not None
    how = asking(feature["id"]) if can_be_asked(properties) and not is_peek else None
    return PlaceView(
        id=feature["id"],
        name=shown_name(properties["name"], properties["commune"]),
        properties=properties,
        card=card(feature, equipment=search.equipment if search else ()),
        address=address_line(properties),
        website=web_address(properties["website"]),
        telephone=dialled(properties["telephone"]),
        mails=tuple(mail_addresses(stated)),
        is_relayed=is_relayed,
        acts=acts(feature, stated, start, _ask(how, stated)),
        asking=how,
        ways=ways(target, start) if target else (),
        wanted=wanted(search.equipment if search else (), properties),
        equipment=by_group(properties["equipment"]),
        accesslibre=accesslibre(stated),
        access=None if is_peek else access_of(feature["id"], properties, accesslibre(stated)),
        conditions=_labelled(stated, _condition_labels()),
        stated=_labelled(stated, _offer_labels()),
        address_more=stated.get("complement_adresse"),
        more_websites=_more_websites(stated, properties["website"]),
        week=days,
        today=today(regular, local_time, exception if is_exceptional else None) if days else None,
        is_exceptional_today=is_exceptional,
        hours=short_hours(hours) if hours else None,
        opening=openings_now([feature["id"]]).get(feature["id"]),
        is_approximate=properties["position_precision"] == APPROXIMATE,
        neighbours=() if is_peek else _neighbours(feature),
        grants=() if is_peek else grants_to(feature["id"], properties["siret"]),
        fetched_on=_day(properties["fetched_at"]),
        updated_on=_day(properties["updated_at"]),
        confirmed_on=clock.paris_time(confirmed).date() if confirmed else None,
        source_updated_on=date.fromisoformat(source_day) if source_day else None,
        absences=tuple(equipment_label(code) for code in properties["equipment_absent"]),
        absences_said_by=", ".join(dict.fromkeys(map(_said_by, _givers(properties, "equipment_absent")))),
        search=search,
        start=start,
        dated=_dated(properties["sources"][0]["dated"]),
    )


def _ask(how: Asking | None, stated: Mapping[str, str]) -> Act | None:
    """Return the act of asking; it is called booking where something can be booked here, and only here."""
    if how is None:
        return None
    is_booked_here = how.offers and not stated.get("prise_rdv")
    return Act("calendar", _("Réserver") if is_booked_here else _("Demander à utiliser"), how.url)


def _condition_labels() -> dict[str, str]:
    """Return labels of the standard's fields that say who may come, and at what price."""
    return {
        "frais_a_charge": _("Prix"),
        "modalites_acces": _("Pour venir"),
        "publics_specifiquement_adresses": _("Publics"),
        "prise_en_charge_specifique": _("Prise en charge"),
    }


def _offer_labels() -> dict[str, str]:
    """Return labels of the standard's fields that say what a place does, and under what roof."""
    return {
        "services": _("Services"),
        "modalites_accompagnement": _("Accompagnement"),
        "itinerance": _("Lieu fixe ou itinérant"),
        "dispositif_programmes_nationaux": _("Programmes nationaux"),
        "formations_labels": _("Formations et labels"),
        "autres_formations_labels": _("Autres formations et labels"),
        "structure_parente": _("Structure parente"),
    }


def _labelled(stated: Mapping[str, str], labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    values = ((label, stated.get(field) or "") for field, label in labels.items())
    return tuple((label, BETWEEN_CHOICES.sub(", ", value).strip(", ")) for label, value in values if value)


def _more_websites(stated: Mapping[str, str], shown: str | None) -> tuple[str, ...]:
    addresses = map(web_address, (stated.get("site_web") or "").split(SEPARATOR))
    return tuple(dict.fromkeys(address for address in addresses if address and address != web_address(shown)))


def _givers(properties: dict[str, Any], field: str) -> list[dict[str, Any]]:
    """Return the records that a property is from."""
    return [source for source in properties["sources"] if field in source["fields"]]


def _said_by(source: dict[str, Any]) -> str:
    who, dated = source["publisher"] or source["title"] or source["source"], _dated(source["dated"])
    return f"{who} ({dated})" if dated else str(who)


def _week(regular: KindsOfTime, local_time: datetime) -> tuple[Day, ...]:
    opened, appointment, unknown = regular
    if opened is None or (not opened and not appointment and unknown == WHOLE_WEEK):
        return ()
    return week(opened, local_time, appointment, unknown)


def find_shown_id(public_id: str) -> str | None:
    """Return the id of the place that this record was merged into, if it was."""
    row = database().fetch_one(SHOWN_UNDER, {"public_id": public_id})
    return None if row is None else str(row[0])


def _day(text: str) -> date:
    return clock.paris_time(datetime.fromisoformat(text)).date()


def _dated(day: str | None) -> str | None:
    """Return `2019` as it is, and `2024-01` as month and year."""
    if day is None or "-" not in day:
        return day
    year, month = map(int, day.split("-"))
    return str(format_date(date(year, month, 1), "LLLL y"))


def _neighbours(feature: dict[str, Any]) -> tuple[Card, ...]:
    if feature["geometry"] is None:
        return ()
    longitude, latitude = feature["geometry"]["coordinates"]
    api_parameters = {"status": list(LISTED_STATUSES), "lat": latitude, "lon": longitude}
    page = fetch_page(THIRD_PLACES, THIRD_PLACES.selection(api_parameters), NEIGHBOURS + 1)
    others = [other for other in page.features if other["id"] != feature["id"]]
    precision = feature["properties"]["position_precision"]
    return tuple(card(other, start_precision=precision) for other in others[:NEIGHBOURS])
