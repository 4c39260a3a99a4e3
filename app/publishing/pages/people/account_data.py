"""All that is kept about somebody who is signed in, for their account and as a file."""

from typing import Any

from app.directory.api_keys.queries import ALL_OF_PERSON as KEYS
from app.directory.audit.queries import OF_PERSON as EVENTS
from app.directory.contributions.history_queries import CHANGES_OF
from app.directory.following.queries import OF_ADDRESS
from app.directory.people.manager_queries import MESSAGES_OF, MODERATES, PLACES_OF
from app.directory.people.people import CurrentPerson
from app.directory.people.queries import BOOKINGS, IDENTITIES, MAILS, REFUSES, REQUESTS, SIRET_OF
from app.directory.proposals.queries import OF_PERSON as PROPOSALS_OF
from app.directory.proposals.service import Proposal
from app.directory.reminders.queries import OF_PERSON as REMINDERS
from app.directory.webhooks.queries import ALL_OF_PERSON as WEBHOOKS
from app.platform import clock
from app.platform.services import database
from app.platform.sessions.queries import OF_PERSON

REQUEST_KEYS = (
    "organisation", "contact", "telephone", "schedule", "equipment_type", "quantity", "learners", "level",
    "supervision", "message", "status", "created_at", "answers",
)  # fmt: skip
BOOKING_KEYS = ("bookable", "place", "title", "quantity", "created_at", "times")


def data_of(person: CurrentPerson) -> dict[str, Any]:
    """Return everything, as JSON has it."""
    return {
        "address": person.address,
        "language": person.language,
        "created_at": person.created_at.isoformat(),
        "signed_in_at": person.signed_in_at.isoformat(),
        "refuses_notices": refuses_notices(person),
        "siret": siret_of(person),
        "identities": [
            {"issuer": issuer, "subject": subject, "since": since.isoformat()}
            for issuer, subject, since in database().fetch_all(IDENTITIES, {"person_id": person.id})
        ],
        "requests": [
            dict(zip(REQUEST_KEYS, row, strict=True)) | {"created_at": row[-2].isoformat()}
            for row in database().fetch_all(REQUESTS, {"address": person.address})
        ],
        "bookings": [
            dict(zip(BOOKING_KEYS, row, strict=True)) | {"created_at": row[-2].isoformat()}
            for row in database().fetch_all(BOOKINGS, {"person_id": person.id})
        ],
        "places": [
            {"id": public_id, "name": name, "status": status, "reason": reason}
            for public_id, name, status, reason in places_of(person)
        ],
        "messages": [
            {"message": message, "sent_at": sent.isoformat()}
            for message, sent in database().fetch_all(MESSAGES_OF, {"person_id": person.id})
        ],
        "moderates": [f"{level} {code}" for level, code in moderated_by(person)],
        "proposals": [
            {
                "about": proposal.subject_name,
                "changes": proposal.changes,
                "reason": proposal.reason,
                "status": proposal.status,
                "created_at": proposal.created_at.isoformat(),
            }
            for proposal in proposals_of(person)
        ],
        "changes": [
            {"id": public_id, "role": role, "reason": reason, "made_at": made.isoformat()}
            for public_id, role, reason, made in database().fetch_all(CHANGES_OF, {"id": person.id})
        ],
        "keys": [
            {
                "name": name,
                "begins_with": hint,
                "scopes": scopes,
                "created_at": created.isoformat(),
                "last_used_at": used.isoformat() if used else None,
                "ended_at": ended.isoformat() if ended else None,
            }
            for name, hint, scopes, created, used, ended in database().fetch_all(
                KEYS, {"person_id": person.id}
            )
        ],
        "webhooks": [
            {
                "url": url,
                "events": events,
                "created_at": created.isoformat(),
                "ended_at": ended.isoformat() if ended else None,
            }
            for url, events, created, ended in database().fetch_all(WEBHOOKS, {"person_id": person.id})
        ],
        "reminders": [
            sent.isoformat() for (sent,) in database().fetch_all(REMINDERS, {"person_id": person.id})
        ],
        "sessions": [
            {"browser": browser, "created_at": created.isoformat(), "seen_at": seen.isoformat()}
            for _number, browser, created, seen in sessions_of(person)
        ],
        "subscriptions": [
            {"kind": kind, "query": query, "title": title, "confirmed": confirmed is not None}
            for _number, kind, query, title, confirmed in subscriptions_of(person)
        ],
        "events": [
            {"happened_at": happened.isoformat(), "kind": kind, "place": place, "detail": detail}
            for happened, kind, place, detail in database().fetch_all(EVENTS, {"person_id": person.id})
        ],
        "mails": [
            {
                "kind": kind,
                "subject": subject,
                "status": status,
                "created_at": created.isoformat(),
                "sent_at": sent.isoformat() if sent else None,
            }
            for kind, subject, status, created, sent in database().fetch_all(
                MAILS, {"address": person.address}
            )
        ],
    }


def sessions_of(person: CurrentPerson) -> list[tuple[Any, ...]]:
    """Return somebody's sessions: number, browser, begin, last request."""
    return database().fetch_all(OF_PERSON, {"person_id": person.id, "now": clock.now()})


def places_of(person: CurrentPerson) -> list[tuple[Any, ...]]:
    """Return the places that somebody manages, or asked for."""
    return database().fetch_all(PLACES_OF, {"person_id": person.id})


def moderated_by(person: CurrentPerson) -> list[tuple[Any, ...]]:
    """Return the territories that somebody moderates."""
    return database().fetch_all(MODERATES, {"person_id": person.id})


def subscriptions_of(person: CurrentPerson) -> list[tuple[Any, ...]]:
    """Return what somebody follows."""
    return database().fetch_all(OF_ADDRESS, {"address": person.address})


def proposals_of(person: CurrentPerson) -> list[Proposal]:
    """Return what somebody proposed, the newest first."""
    return [Proposal.read(row) for row in database().fetch_all(PROPOSALS_OF, {"person_id": person.id})]


def refuses_notices(person: CurrentPerson) -> bool:
    """Return whether somebody refused notices."""
    row = database().fetch_one(REFUSES, {"address": person.address})
    return bool(row and row[0])


def siret_of(person: CurrentPerson) -> str:
    """Return the SIRET of somebody's organisation; empty where it is not known."""
    row = database().fetch_one(SIRET_OF, {"person_id": person.id})
    return str(row[0]) if row else ""
