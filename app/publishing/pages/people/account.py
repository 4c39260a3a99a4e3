"""One's account: sessions, one's data as a file, and leaving."""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.api_keys.queries import ALL_OF_PERSON as KEYS
from app.directory.audit.queries import OF_PERSON as EVENTS
from app.directory.common.personal import ADDRESS_REMOVED
from app.directory.contributions.history_queries import CHANGES_OF
from app.directory.following.queries import END as END_SUBSCRIPTION
from app.directory.following.queries import OF_ADDRESS
from app.directory.people.manager_queries import MESSAGES_OF, MODERATES, PLACES_OF
from app.directory.people.people import CurrentPerson
from app.directory.people.queries import ACCEPT_AGAIN, DELETE, MAILS, REFUSES
from app.directory.proposals.queries import OF_PERSON as PROPOSALS_OF
from app.directory.proposals.service import Proposal
from app.directory.reminders.queries import OF_PERSON as REMINDERS
from app.directory.webhooks.queries import ALL_OF_PERSON as WEBHOOKS
from app.platform import clock
from app.platform.services import database
from app.platform.sessions import sessions
from app.platform.sessions.queries import END, END_OTHERS, OF_PERSON
from app.publishing.pages.people.guard import private_page, require_person

blueprint = Blueprint("account", __name__)

BAD_REQUEST = 400


@blueprint.get("/mon-compte")
def show() -> Response:
    """Show one's account."""
    person = require_person()
    session = sessions.current()
    return private_page(
        "people/account.html",
        person=person,
        sessions=_sessions(person),
        current_id=session.id if session else None,
        refuses_notices=_refuses(person),
        places=_places(person),
        moderates=_moderates(person),
        subscriptions=_subscriptions(person),
        proposals=_proposals(person),
    )


@blueprint.post("/deconnexion")
def sign_out() -> AnyResponse:
    """End this session."""
    session = sessions.current()
    if session is not None:
        with database().transaction() as connection:
            sessions.end(connection, session)
    response = redirect(url_for("web.finder"), 303)
    assert isinstance(response, Response)  # noqa: S101 - Flask's class, as the application makes it
    sessions.delete_cookie(response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.post("/mon-compte/sessions/<int:number>/fin")
def end_session(number: int) -> AnyResponse:
    """End one of one's sessions; the number of another's does nothing."""
    person = require_person()
    if number < 2**31:
        database().fetch_all(END, {"person_id": person.id, "id": number})
    return redirect(url_for("web.account.show"), 303)


@blueprint.post("/mon-compte/sessions/fin")
def end_other_sessions() -> AnyResponse:
    """End all of one's sessions but this."""
    person, session = require_person(), sessions.current()
    with database().transaction() as connection:
        connection.execute(END_OTHERS, {"person_id": person.id, "id": session.id if session else 0})
    return redirect(url_for("web.account.show"), 303)


@blueprint.post("/mon-compte/nouvelles")
def subscribe_again() -> AnyResponse:
    """Take notices again."""
    person = require_person()
    with database().transaction() as connection:
        connection.execute(ACCEPT_AGAIN, {"address": person.address})
    return redirect(url_for("web.account.show"), 303)


@blueprint.post("/mon-compte/abonnements/<int:number>/fin")
def end_subscription(number: int) -> AnyResponse:
    """Follow something no longer."""
    person = require_person()
    with database().transaction() as connection:
        connection.execute(END_SUBSCRIPTION, {"address": person.address, "id": number % 2**31})
    return redirect(url_for("web.account.show"), 303)


@blueprint.get("/mon-compte/donnees.json")
def data() -> Response:
    """Give all that is kept about who is signed in."""
    person = require_person()
    response = jsonify(
        {
            "address": person.address,
            "language": person.language,
            "created_at": person.created_at.isoformat(),
            "signed_in_at": person.signed_in_at.isoformat(),
            "refuses_notices": _refuses(person),
            "places": [
                {"id": public_id, "name": name, "status": status, "reason": reason}
                for public_id, name, status, reason in _places(person)
            ],
            "messages": [
                {"message": message, "sent_at": sent.isoformat()}
                for message, sent in database().fetch_all(MESSAGES_OF, {"person_id": person.id})
            ],
            "moderates": [f"{level} {code}" for level, code in _moderates(person)],
            "proposals": [
                {
                    "about": proposal.subject_name,
                    "changes": proposal.changes,
                    "reason": proposal.reason,
                    "status": proposal.status,
                    "created_at": proposal.created_at.isoformat(),
                }
                for proposal in _proposals(person)
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
                for _number, browser, created, seen in _sessions(person)
            ],
            "subscriptions": [
                {"kind": kind, "query": query, "title": title, "confirmed": confirmed is not None}
                for _number, kind, query, title, confirmed in _subscriptions(person)
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
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = 'attachment; filename="proxilieux-mes-donnees.json"'
    return response


@blueprint.get("/mon-compte/supprimer")
def confirm_deletion() -> Response:
    """Say what a deletion takes away."""
    return private_page("people/delete.html", person=require_person(), error="")


@blueprint.post("/mon-compte/supprimer")
def delete() -> Response | AnyResponse:
    """Delete who is signed in and all that names them."""
    person = require_person()
    if request.form.get("sure") != "yes":
        error = _("Cochez la case pour confirmer.")
        return private_page("people/delete.html", BAD_REQUEST, person=person, error=error)
    named = {"id": person.id, "address": person.address, "removed": ADDRESS_REMOVED}
    with database().transaction() as connection:
        for statement in DELETE:
            connection.execute(statement, named)
    response = private_page("people/deleted.html")
    sessions.delete_cookie(response)
    return response


def _sessions(person: CurrentPerson) -> list[tuple[Any, ...]]:
    return database().fetch_all(OF_PERSON, {"person_id": person.id, "now": clock.now()})


def _places(person: CurrentPerson) -> list[tuple[Any, ...]]:
    return database().fetch_all(PLACES_OF, {"person_id": person.id})


def _moderates(person: CurrentPerson) -> list[tuple[Any, ...]]:
    return database().fetch_all(MODERATES, {"person_id": person.id})


def _subscriptions(person: CurrentPerson) -> list[tuple[Any, ...]]:
    return database().fetch_all(OF_ADDRESS, {"address": person.address})


def _proposals(person: CurrentPerson) -> list[Proposal]:
    return [Proposal.read(row) for row in database().fetch_all(PROPOSALS_OF, {"person_id": person.id})]


def _refuses(person: CurrentPerson) -> bool:
    row = database().fetch_one(REFUSES, {"address": person.address})
    return bool(row and row[0])
