"""The page of a place."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from flask_babel import format_date
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from app.directory.matching.reasons import APPROXIMATE
from app.directory.third_places.queries import SHOWN_UNDER, THIRD_PLACES
from app.directory.third_places.schemas import LISTED_STATUSES
from app.platform import clock
from app.platform.services import database
from app.publishing.pages.cards import Card, address_line, card
from app.publishing.pages.hours import MINUTES_A_DAY, Day, KindsOfTime, short_hours, today, week
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.listing import fetch_page
from app.publishing.pages.openings import Opening, openings_now
from app.publishing.pages.queries import PLACE
from app.publishing.pages.way_back import Search, Start, search_before, start_of

NEIGHBOURS = 5
KINDS_OF_TIME = 3
"""Open, by appointment, unknown."""
WHOLE_WEEK = Multirange([Range(0, 7 * MINUTES_A_DAY)])


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place with all that the directory knows of it."""

    id: str
    properties: dict[str, Any]
    card: Card
    address: str
    website: str | None
    """Only where it is an address of the web."""
    telephone: str | None
    """As it is dialled in France, in pairs of digits."""
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
    fetched_on: date
    updated_on: date
    source_updated_on: date | None
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


def find_place(public_id: str) -> PlaceView | None:
    """Return a place, or None when there is none of that id."""
    row = database().fetch_one(PLACE, {"public_id": public_id, "now": clock.now()})
    if row is None:
        return None
    text, local_time, *minutes = row
    regular, exception = minutes[:KINDS_OF_TIME], minutes[KINDS_OF_TIME:]
    feature = json.loads(text)
    properties = feature["properties"]
    hours, source_day = properties["opening_hours"], properties["source_updated_on"]
    search = search_before()
    days, is_exceptional = _week(regular, local_time), exception[0] is not None
    return PlaceView(
        id=feature["id"],
        properties=properties,
        card=card(feature),
        address=address_line(properties),
        website=_web_address(properties["website"]),
        telephone=_dialled(properties["telephone"]),
        week=days,
        today=today(regular, local_time, exception if is_exceptional else None) if days else None,
        is_exceptional_today=is_exceptional,
        hours=short_hours(hours) if hours else None,
        opening=openings_now([feature["id"]]).get(feature["id"]),
        is_approximate=properties["position_precision"] == APPROXIMATE,
        neighbours=_neighbours(feature),
        fetched_on=_day(properties["fetched_at"]),
        updated_on=_day(properties["updated_at"]),
        source_updated_on=date.fromisoformat(source_day) if source_day else None,
        absences=tuple(equipment_label(code) for code in properties["equipment_absent"]),
        absences_said_by=", ".join(dict.fromkeys(map(_said_by, _givers(properties, "equipment_absent")))),
        search=search,
        start=start_of(search, feature),
        dated=_dated(properties["sources"][0]["dated"]),
    )


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


def _dated(said: str | None) -> str | None:
    """Return `2019` as it is, and `2024-01` as month and year."""
    if said is None or "-" not in said:
        return said
    year, month = map(int, said.split("-"))
    return str(format_date(date(year, month, 1), "LLLL y"))


def _web_address(text: str | None) -> str | None:
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


def _dialled(number: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(number) if number else None
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL) if parsed else None


def _neighbours(feature: dict[str, Any]) -> tuple[Card, ...]:
    if feature["geometry"] is None:
        return ()
    longitude, latitude = feature["geometry"]["coordinates"]
    asked = {"status": list(LISTED_STATUSES), "lat": latitude, "lon": longitude}
    page = fetch_page(THIRD_PLACES, THIRD_PLACES.selection(asked), NEIGHBOURS + 1)
    others = [other for other in page.features if other["id"] != feature["id"]]
    precision = feature["properties"]["position_precision"]
    return tuple(card(other, start_precision=precision) for other in others[:NEIGHBOURS])
