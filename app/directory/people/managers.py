"""Managers of places: claims, proofs, and who decides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from app.directory.common.shown_names import shown_name
from app.directory.people import manager_queries as queries
from app.directory.people.domains import host_of, is_of_website
from app.directory.people.people import CurrentPerson
from app.platform import clock
from app.platform.services import database, services

MOST_PLACES_OF_HOST = 3
"""A website that more places name is a network's or an administration's: its addresses prove nothing."""
Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class ClaimedPlace:
    """The facts of a place that a claim hangs on."""

    row: int
    public_id: str
    name: str
    website: str | None
    region_code: str | None
    department_code: str | None
    addresses: tuple[str, ...]
    """E-mail addresses that its sources publish."""


@dataclass(frozen=True, slots=True)
class Manager:
    """Somebody who manages a place, or asks to."""

    number: int
    person_id: int
    address: str
    language: str
    status: str
    proof: str
    created_at: datetime


def find_place(public_id: str) -> ClaimedPlace | None:
    """Return a place that is shown, by its public id."""
    row = database().fetch_one(queries.PLACE, {"public_id": public_id})
    if row is None:
        return None
    number, name, commune, website, region, department, addresses = row
    shown = shown_name(name, commune)
    return ClaimedPlace(number, public_id, shown, website, region, department, tuple(addresses))


def place_of_claim(number: int) -> str | None:
    """Return the public id of the place that a claim is about."""
    row = database().fetch_one(queries.PLACE_OF_CLAIM, {"number": number}) if number < 2**31 else None
    return str(row[0]) if row else None


def place_of_report(number: int) -> str | None:
    """Return the public id of the place that a visitor's report is about."""
    row = database().fetch_one(queries.PLACE_OF_REPORT, {"number": number}) if number < 2**31 else None
    return str(row[0]) if row else None


def managers_of(public_id: str) -> list[Manager]:
    """Return who manages a place or asks to."""
    return [Manager(*row) for row in database().fetch_all(queries.MANAGERS, {"public_id": public_id})]


def confirmed_at(public_id: str) -> datetime | None:
    """Return when a manager last confirmed what is shown, unless it has changed since."""
    row = database().fetch_one(queries.CONFIRMED_AT, {"public_id": public_id})
    return row[0] if row else None


def sure_proof(person: CurrentPerson, place: ClaimedPlace) -> str | None:
    """Return the proof that a person's own address is, or None where it is none."""
    if person.address in place.addresses:
        return "published_address"
    if not is_of_website(person.address, place.website):
        return None
    row = database().fetch_one(queries.PLACES_OF_HOST, {"host": host_of(place.website)})
    return "domain" if row is not None and row[0] <= MOST_PLACES_OF_HOST else None


def claim(
    connection: Connection,
    place: ClaimedPlace,
    person_id: int,
    proof: str,
    message: str = "",
    decided_by: int | None = None,
) -> tuple[str, bool]:
    """Store a claim; return its status, and whether it is a new one. A moderator's proof makes it wait."""
    parameters = {
        "place": place.row,
        "person_id": person_id,
        "status": "pending" if proof == "moderator" else "active",
        "proof": proof,
        "message": message,
        "decided_by": decided_by,
        "now": clock.now(),
    }
    row = connection.execute(queries.CLAIM, parameters).fetchone()
    assert row is not None  # noqa: S101 - the statement returns its row
    return str(row[1]), bool(row[2])


def deciders(connection: Connection, place: ClaimedPlace) -> list[tuple[str, str]]:
    """Return address and language of those who decide for a place: its moderators, else the operators."""
    recipients = connection.execute(
        queries.MODERATORS, {"region": place.region_code, "department": place.department_code}
    ).fetchall()
    return recipients or [(address, "fr") for address in sorted(services().settings.operators)]
