"""Permissions to write: the one table. A route that it does not name nobody may use."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from psycopg import Connection

from app.directory.people.manager_queries import ROLES
from app.directory.people.people import current_person
from app.platform.services import database


class Role(StrEnum):
    """Roles; each is decided for one request."""

    VISITOR = "visitor"
    PERSON = "person"
    MANAGER = "manager"
    """Of the place that the request is about."""
    MODERATOR = "moderator"
    """Of the territory of that place."""
    OPERATOR = "operator"


ANYBODY = frozenset({Role.VISITOR})
PERSON = frozenset({Role.PERSON})
OPERATOR = frozenset({Role.OPERATOR})
MODERATOR = frozenset({Role.MODERATOR, Role.OPERATOR})
MANAGER = frozenset({Role.MANAGER, Role.OPERATOR})
MANAGER_OR_MODERATOR = MANAGER | MODERATOR

WRITES: Mapping[str, frozenset[Role]] = {
    # Questions that are too long for an address: they change nothing.
    "matches.MatchesOfPoint": ANYBODY,
    "matches.MatchesOfList": ANYBODY,
    "web.checking.check": ANYBODY,
    "web.lists.read_list": ANYBODY,
    "web.lists.download": ANYBODY,
    "scenarios.WhatIf": ANYBODY,
    "siting.Siting": ANYBODY,
    # Whoever has the address, 128 random bits, has the scenario or the run.
    "siting.OneSiting": ANYBODY,
    "scenarios.Scenarios": ANYBODY,
    "scenarios.OneScenario": ANYBODY,
    # With a key: `SCOPES` says which.
    "writing.Proposals": PERSON,
    "writing.PatchedThirdPlace": MANAGER,
    "bookings.Bookings": PERSON,
    "bookings.OneBooking": PERSON,
    "bookings.BookingConfirmation": PERSON,
    "usage_requests.UsageRequests": PERSON,
    "usage_requests.UsageAnswers": PERSON,
    "webhooks.Webhooks": PERSON,
    "webhooks.OneWebhook": PERSON,
    "web.siting_runs.begin": ANYBODY,
    "web.siting_runs.end": ANYBODY,
    "web.reports.send": ANYBODY,
    "web.people.ask_code": ANYBODY,
    "web.people.try_code": ANYBODY,
    "web.people.follow_link": ANYBODY,
    "web.people.unsubscribe": ANYBODY,
    "web.subscriptions.subscribe": ANYBODY,
    "web.subscriptions.change": ANYBODY,
    # Whoever has the address of the mail, 128 random bits, is who manages the places.
    "web.reminders.answer": ANYBODY,
    "web.account.sign_out": PERSON,
    "web.account.end_session": PERSON,
    "web.account.end_other_sessions": PERSON,
    "web.account.subscribe_again": PERSON,
    "web.account.state_siret": PERSON,
    "web.account.follow_proposal": PERSON,
    "web.account.delete": PERSON,
    "web.keys.make": PERSON,
    "web.keys.end": PERSON,
    "web.webhooks.make": PERSON,
    "web.webhooks.end": PERSON,
    "web.account.end_subscription": PERSON,
    "web.outbox.resend": OPERATOR,
    "web.managing.claim": PERSON,
    "web.managing.prove": PERSON,
    "web.managing.withdraw": PERSON,
    "web.managing.confirm": MANAGER,
    "web.managing.leave": MANAGER,
    "web.managing.name": MANAGER,
    "web.managing.remove": MANAGER_OR_MODERATOR,
    "web.relay.choose": MANAGER,
    "web.relay.send": ANYBODY,
    "web.moderation.decide": MODERATOR,
    "web.moderation.close_report": MODERATOR,
    "web.editing.save": MANAGER,
    "web.proposing.send_correction": ANYBODY,
    "web.proposing.send_closure": ANYBODY,
    "web.proposing.send_addition": ANYBODY,
    "web.needing.send": ANYBODY,
    "web.requests.send": ANYBODY,
    # Whoever has the code or the link, 128 random bits, has asked, or was asked.
    "web.requests.try_code": ANYBODY,
    "web.requests.follow_link": ANYBODY,
    "web.requests.reply": ANYBODY,
    "web.requests.withdraw": ANYBODY,
    "web.request_answers.answer": ANYBODY,
    "web.agreements.organisation_make": ANYBODY,
    "web.agreements.place_make": ANYBODY,
    "web.place_bookings.offer": MANAGER,
    "web.place_bookings.end_offer": MANAGER,
    "web.place_bookings.add": MANAGER,
    "web.place_bookings.decide": MANAGER,
    "web.place_bookings.make_feed": MANAGER,
    "web.place_bookings.read_calendar": MANAGER,
    # Whoever has the link, 128 random bits, has proposed it.
    "web.following.answer": ANYBODY,
    "web.following.withdraw": ANYBODY,
    "web.reviewing.review": MANAGER_OR_MODERATOR,
    "web.history.take_back": MODERATOR,
    "web.history.take_import_back": OPERATOR,
}
"""Endpoint to the roles that may use it. Whoever may do what a visitor may needs no account."""


SCOPES: Mapping[str, str] = {
    "writing.Proposals": "propose",
    "writing.PatchedThirdPlace": "edit",
    "bookings.Bookings": "book",
    "bookings.OneBooking": "book",
    "bookings.BookingConfirmation": "book",
    "usage_requests.UsageRequests": "book",
    "usage_requests.UsageAnswers": "book",
    "webhooks.Webhooks": "book",
    "webhooks.OneWebhook": "book",
}
"""Scope that a key needs beside the role of its person, by endpoint of the API."""


def roles(public_id: str | None, connection: Connection[Any] | None = None) -> frozenset[Role]:
    """Return the roles of who sends this request, for a place where it is about one.

    Who holds a connection lends it: where all hold one and wait for a second, nobody gets it.
    """
    person = current_person()
    if person is None:
        return ANYBODY
    held = {Role.VISITOR, Role.PERSON}
    if person.is_operator:
        held.add(Role.OPERATOR)
    if public_id is not None:
        parameters = {"person_id": person.id, "public_id": public_id}
        row = (
            database().fetch_one(ROLES, parameters)
            if connection is None
            else connection.execute(ROLES, parameters).fetchone()
        )
        manages, moderates = row or (False, False)
        held |= ({Role.MANAGER} if manages else set()) | ({Role.MODERATOR} if moderates else set())
    return frozenset(held)
