"""Facts that the request, its answer and the directory know of an agreement, before anybody fills it in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import psycopg
from flask_babel import gettext as _

from app.directory.agreements import queries
from app.directory.agreements.content import Content
from app.directory.agreements.texts import clean, clean_line
from app.directory.bookings.bookables import find as find_bookable
from app.directory.bookings.series import Series
from app.directory.bookings.vocabulary import ROOM
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.people.manager_queries import PLACE
from app.directory.requests.records import Request, Response
from app.directory.requests.service import reservation_of
from app.directory.requests.words import schedule_words
from app.directory.third_places.labels import CONSUMABLES, QUALIFICATIONS, WHEELCHAIR
from app.platform.site.i18n import euros, labelled, long_date

Connection = psycopg.Connection[Any]
EQUIPMENT = {fact.code: fact for fact in EQUIPMENT_TYPES}


def known(connection: Connection, request: Request, response: Response) -> Content:
    """Return what is known, in the language of the moment."""
    schedule = response.schedule or request.schedule
    item = _shared_item(connection, request, response)
    values = {
        **_place(connection, response),
        **_organisation(request),
        **_booked(connection, response),
        **_terms(item),
        "training": clean_line(request.level),
        "supervision": _supervision(request),
        **_times(schedule),
        "learners": str(request.learners),
    }
    return Content({name: value for name, value in values.items() if value}, _inventory(request),
                   _sessions(schedule))  # fmt: skip


def _place(connection: Connection, response: Response) -> dict[str, str]:
    row = connection.execute(queries.PLACE, {"place_id": response.place_id}).fetchone()
    if row is None:
        return {"place_name": clean_line(response.place_name)}
    name, address, postcode, city, siret, telephone, wheelchair = row
    published = connection.execute(PLACE, {"public_id": response.place_id}).fetchone()
    mails = sorted(published[-1]) if published else []
    town = " ".join(part for part in (postcode, city) if part)
    has_town = bool(address and town and address.endswith(town))
    lines = [address or "", "" if has_town else town]
    return {
        "place_name": clean_line(name),
        "place_address": clean_line(", ".join(line for line in lines if line)),
        "holder_siret": siret or "",
        "place_telephone": telephone or "",
        "place_mail": clean_line(mails[0]) if mails else "",
        "wheelchair": str(WHEELCHAIR[wheelchair]) if wheelchair in WHEELCHAIR else "",
    }


def _organisation(request: Request) -> dict[str, str]:
    return {
        "organisation_name": clean_line(request.organisation),
        "organisation_contact": clean_line(request.contact),
        "organisation_mail": clean_line(request.address),
        "organisation_telephone": clean_line(request.telephone or ""),
    }


def _supervision(request: Request) -> str:
    words = {
        "own": _("Un formateur de l’organisme est présent"),
        "place": _("Une personne du lieu est présente"),
    }
    return str(words.get(request.supervision, ""))


def _booked(connection: Connection, response: Response) -> dict[str, str]:
    reservation = reservation_of(connection, response)
    bookable = find_bookable(connection, reservation.bookable_id) if reservation else None
    if bookable is None or bookable.kind != ROOM:
        return {}
    return {"room": clean_line(bookable.name), "capacity": str(bookable.seats) if bookable.seats else ""}


def _inventory(request: Request) -> list[dict[str, str]]:
    fact = EQUIPMENT.get(request.equipment_type or "")
    return [{"name": labelled(fact), "quantity": str(request.quantity)}] if fact else []


def _shared_item(
    connection: Connection, request: Request, response: Response
) -> tuple[str | None, str | None, Mapping[str, Any]] | None:
    parameters = {"place_id": response.place_id, "type": request.equipment_type}
    return connection.execute(queries.ITEM, parameters).fetchone()


def _terms(item: tuple[str | None, str | None, Mapping[str, Any]] | None) -> dict[str, str]:
    if item is None:
        return {}
    conditions, price, terms = item
    rates = (
        ("price_hour", _("l’heure")),
        ("price_half_day", _("la demi-journée")),
        ("price_day", _("la journée")),
    )
    priced = [f"{euros(terms[name])} {unit}" for name, unit in rates if terms.get(name)]
    qualification = terms.get("qualification", "none")
    needed = [str(QUALIFICATIONS[qualification]) if qualification != "none" else "", conditions or ""]
    return {
        "price": clean_line(", ".join(priced) or price or ""),
        "consumables": str(CONSUMABLES.get(terms.get("consumables", ""), "")),
        "equipment_conditions": clean(". ".join(part for part in needed if part)),
    }


def _sessions(schedule: Series) -> list[dict[str, str]]:
    start, end = f"{schedule.start:%H:%M}", f"{schedule.end:%H:%M}"
    return [{"day": long_date(day, "EEEE d MMMM y"), "start": start, "end": end} for day in schedule.days()]


def _times(schedule: Series) -> dict[str, str]:
    first = schedule.first
    length = datetime.combine(first, schedule.end) - datetime.combine(first, schedule.start)
    count = len(schedule.days())
    return {
        "schedule": schedule_words(schedule),
        "session_count": str(count),
        "total_hours": _hours(length * count),
    }


def _hours(length: timedelta) -> str:
    hours, minutes = divmod(round(length.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02}" if minutes else f"{hours} h"
