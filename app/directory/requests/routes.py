"""`/requests`: asking to use places and answering, by key."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from flask import Response, json, url_for
from flask.views import MethodView
from werkzeug.wrappers import Response as AnyResponse

from app.directory.api_keys.keys import Key
from app.directory.api_keys.replies import once
from app.directory.bookings.refusal import TAKEN, refusal
from app.directory.bookings.service import RefusedError
from app.directory.people.keyed import keyed
from app.directory.people.manager_queries import PLACE
from app.directory.people.people import CurrentPerson
from app.directory.people.permissions import Role, roles
from app.directory.requests import acts, queries, records, service
from app.directory.requests.schemas import (
    AnswerBody,
    RequestBody,
    RequestItem,
    RequestList,
    RequestsQuery,
)
from app.directory.requests.vocabulary import (
    ACCEPTED,
    ASKED,
    LONGEST_MESSAGE,
    PROPOSED,
    REFUSED,
    WAITING,
)
from app.platform import clock
from app.platform.http.blueprint import Blueprint, takes_no_query
from app.platform.http.errors import missing, problem
from app.platform.http.patience import act_name, is_again
from app.platform.services import database
from app.platform.throttle.limits import DAY, Limit, TooManyError, count

blueprint = Blueprint("usage_requests", __name__, description="Requests to use places, and answers.")

Connection = service.Connection
SCOPE = "book"
PER_KEY_DAY = 100
"""Requests and answers of one key: each writes to somebody."""
NEEDS_KEY: dict[str, Any] = {"security": [{"key": []}]}
NO_KEY, NO_SCOPE = "There is no key.", "The key lacks the scope `book`."
LATE = (
    "It was decided, withdrawn or expired meanwhile, or the place does not offer what is to be booked:"
    " nothing was changed."
)
NUMBER = {"name": "number", "in": "path", "description": "Id of the request."}
LEAVES = {
    "accept": ACCEPTED, "refuse": REFUSED, "propose": PROPOSED, "ask": ASKED,
    "take": ACCEPTED, "decline": WAITING, "answer": WAITING,
}  # fmt: skip
"""Status in which each act leaves an answer."""
BY_PLACE = frozenset({"accept", "refuse", "propose", "ask"})


@blueprint.route("/requests")
class UsageRequests(MethodView):
    """Requests that one sent, or was asked."""

    @blueprint.query(RequestsQuery)
    @blueprint.response(200, RequestList)
    @blueprint.alt_response(401, description=NO_KEY)
    @blueprint.alt_response(403, description=NO_SCOPE)
    @blueprint.doc(**NEEDS_KEY)
    def get(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """Return the requests from one's own address, and those to places that one manages, newest first."""
        _key, person = keyed(SCOPE)
        values = {**parameters, "address": person.address, "person_id": person.id}
        with database().connection() as connection:
            rows = [
                records.Request.read(row) for row in connection.execute(queries.SEEN_BY, values).fetchall()
            ]
            return {"requests": [_seen(connection, person, one) for one in rows]}

    @takes_no_query
    @blueprint.arguments(RequestBody)
    @blueprint.response(201, RequestItem)
    @blueprint.alt_response(401, description=NO_KEY)
    @blueprint.alt_response(403, description=NO_SCOPE)
    @blueprint.alt_response(404, description="There is no such place.")
    @blueprint.doc(**NEEDS_KEY)
    def post(self, body: dict[str, Any]) -> AnyResponse:
        """Ask to use places, at once: the address of the key's person is known. They get the answers."""
        return _write(lambda connection, key, person: _ask(connection, key, person, body))


@blueprint.route("/requests/<int:number>", parameters=[NUMBER])
class OneUsageRequest(MethodView):
    """One request."""

    @takes_no_query
    @blueprint.response(200, RequestItem)
    @blueprint.alt_response(401, description=NO_KEY)
    @blueprint.alt_response(403, description=NO_SCOPE)
    @blueprint.alt_response(404, description="There is none of this id that concerns you.")
    @blueprint.doc(**NEEDS_KEY)
    def get(self, number: int) -> dict[str, Any]:
        """Return a request from one's own address, or to a place that one manages."""
        _key, person = keyed(SCOPE)
        with database().connection() as connection:
            return _seen(connection, person, _found(connection, number))


@blueprint.route("/requests/<int:number>/answers", parameters=[NUMBER])
class UsageAnswers(MethodView):
    """Answers to a request."""

    @takes_no_query
    @blueprint.arguments(AnswerBody)
    @blueprint.response(200, RequestItem)
    @blueprint.alt_response(401, description=NO_KEY)
    @blueprint.alt_response(403, description=NO_SCOPE)
    @blueprint.alt_response(404, description="There is no such request or answer that concerns you.")
    @blueprint.alt_response(409, description=f"{LATE} Or it is not free then.")
    @blueprint.doc(**NEEDS_KEY)
    def post(self, body: dict[str, Any], number: int) -> AnyResponse:
        """Answer as a place that you manage, or as who asked; the same as on the pages of the mails."""
        return _write(lambda connection, _key, person: _answer(connection, person, number, body))


def _write(act: Callable[[Connection, Key, CurrentPerson], Response]) -> AnyResponse:
    key, person = keyed(SCOPE)
    try:
        count(database(), Limit("request:key", str(key.id).encode(), DAY, PER_KEY_DAY))
        with database().transaction() as connection:
            return once(connection, key, lambda: act(connection, key, person))
    except TooManyError as error:
        message = f"With one key {PER_KEY_DAY} requests and answers a day are taken."
        return problem(429, message, headers={"Retry-After": str(error.retry_after)})
    except service.TooLateError:
        return problem(409, LATE)
    except RefusedError as error:
        return problem(409, TAKEN, refusal(error))


def _ask(connection: Connection, key: Key, person: CurrentPerson, body: Mapping[str, Any]) -> Response:
    if body["schedule"].days()[0] < clock.now_in_paris().date():
        return problem(400, "The first day is over.", {"json": {"schedule": {"first": ["It is over."]}}})
    texts = {
        name: (body[name] or "").replace("\x00", "").strip()
        for name in ("organisation", "contact", "telephone", "level", "message")
    }
    draft = records.Draft(
        [(place, _name(connection, place)) for place in dict.fromkeys(body["places"])],
        texts["organisation"], texts["contact"], person.address, texts["telephone"] or None,
        body["schedule"], body["equipment"], body["quantity"], body["learners"], texts["level"],
        body["supervision"], texts["message"], person.language,
    )  # fmt: skip
    # Where a key for the request is named, `once` sees to it; else each request is one of its own.
    submission = sha256(f"{key.id} {act_name()}".encode()).digest()
    number = service.store(connection, draft, submission)
    if number is None:  # an attempt before wrote it, whose end nobody saw
        number = service.stored(connection, submission)
    else:
        service.send(connection, number)
    response = _reply(_seen(connection, person, _found(connection, number)), 201)
    response.headers["Location"] = url_for("usage_requests.OneUsageRequest", number=number)
    return response


def _name(connection: Connection, place_id: str) -> str:
    row = connection.execute(PLACE, {"public_id": place_id.replace("\x00", "")}).fetchone()
    if row is None:
        raise missing("third place")
    return str(row[1])


def _answer(connection: Connection, person: CurrentPerson, number: int, body: Mapping[str, Any]) -> Response:
    usage, act, words = _found(connection, number), body["act"], body["words"].replace("\x00", "")
    chosen = next(
        (one for one in service.responses_of(connection, usage.id) if one.id == body.get("response")), None
    )
    _check_party(connection, person, usage, chosen, act)
    if is_again() and chosen is not None and _is_done(chosen, body, words):
        pass  # an attempt before did it, whose end nobody saw
    elif act == "withdraw" or chosen is None:
        acts.withdraw(connection, usage.id)
    elif act == "accept":
        acts.accept(connection, chosen.id, body["bookable"], words)
    elif act == "refuse":
        acts.refuse(connection, chosen.id, words)
    elif act == "propose":
        acts.propose(connection, chosen.id, body["schedule"], body["bookable"], words)
    elif act == "ask":
        acts.ask_back(connection, chosen.id, words)
    else:
        acts.reply(connection, usage.id, chosen.id, act, words)
    return _reply(_seen(connection, person, _found(connection, number)), 200)


def _is_done(response: records.Response, body: Mapping[str, Any], words: str) -> bool:
    """Return whether an answer is as an act leaves it."""
    last_words = response.talk[-1]["text"] if words and response.talk else ""
    proposed = body["schedule"].json() if body["act"] == "propose" else None
    has_it = proposed is None or (response.schedule is not None and response.schedule.json() == proposed)
    return response.status == LEAVES.get(body["act"]) and last_words == words[:LONGEST_MESSAGE] and has_it


def _check_party(
    connection: Connection,
    person: CurrentPerson,
    usage: records.Request,
    response: records.Response | None,
    act: str,
) -> None:
    if act != "withdraw" and response is None:
        raise missing("answer")
    if act in BY_PLACE:
        assert response is not None  # noqa: S101 - as above
        is_party = Role.MANAGER in roles(response.place_id, connection)
    else:
        is_party = usage.address == person.address
    if not is_party:
        # Who may not answer is told no more than of a request that is not there.
        raise missing("request")


def _found(connection: Connection, number: int) -> records.Request:
    usage = service.find(connection, number) if number < 2**31 else None
    if usage is None:
        raise missing("request")
    return usage


def _seen(connection: Connection, person: CurrentPerson, usage: records.Request) -> dict[str, Any]:
    responses = service.responses_of(connection, usage.id)
    if usage.address != person.address:
        responses = [one for one in responses if Role.MANAGER in roles(one.place_id, connection)]
    if not responses or usage.sent_at is None:
        raise missing("request")
    return {
        "id": usage.id,
        "status": usage.status,
        "organisation": usage.organisation,
        "contact": usage.contact,
        "equipment": usage.equipment_type,
        "quantity": usage.quantity,
        "learners": usage.learners,
        "level": usage.level,
        "supervision": usage.supervision,
        "message": usage.message,
        "schedule": usage.schedule.json(),
        "sent_at": usage.sent_at.isoformat(),
        "expires_at": usage.expires_at.isoformat(),
        "responses": [_response(connection, one) for one in responses],
    }


def _response(connection: Connection, response: records.Response) -> dict[str, Any]:
    return {
        "id": response.id,
        "place": response.place_id,
        "name": response.place_name,
        "status": response.status,
        "reached": response.reached,
        "schedule": response.schedule.json() if response.schedule else None,
        "talk": list(response.talk),
        "booking": service.uid_of(connection, response),
    }


def _reply(body: dict[str, Any], code: int) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), code, content_type="application/json")
