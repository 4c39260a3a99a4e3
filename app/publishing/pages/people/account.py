"""One's account: sessions, one's data as a file, and leaving."""

import secrets

from flask import Blueprint, Response, abort, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.common.personal import ADDRESS_REMOVED
from app.directory.contributions.inputs import Problem, Siret
from app.directory.following.queries import END as END_SUBSCRIPTION
from app.directory.people.people import CurrentPerson
from app.directory.people.queries import ACCEPT_AGAIN, DELETE, STATE_SIRET
from app.directory.proposals.queries import FOLLOW_OWN
from app.directory.proposals.vocabulary import ASKED
from app.directory.webhooks.queries import OF_PERSON as WEBHOOKS
from app.directory.webhooks.vocabulary import EVENTS, LONGEST_URL
from app.platform.mail.links import mailed_url
from app.platform.oidc import hint
from app.platform.oidc.provider import Provider, ProviderError
from app.platform.secret_links import digest_of, new_secret
from app.platform.services import database, services
from app.platform.sessions import sessions
from app.platform.sessions.queries import END, END_OTHERS
from app.platform.site.i18n import DEFAULT
from app.publishing.pages.differences import differences
from app.publishing.pages.people.account_data import (
    data_of,
    moderated_by,
    places_of,
    proposals_of,
    refuses_notices,
    sessions_of,
    siret_of,
    subscriptions_of,
)
from app.publishing.pages.people.guard import private_page, require_person

blueprint = Blueprint("account", __name__)

BAD_REQUEST, NOT_FOUND = 400, 404


@blueprint.get("/mon-compte")
def show() -> Response:
    """Show one's account."""
    return account_page(require_person())


def account_page(
    person: CurrentPerson, code: int = 200, *, siret: str | None = None, **typed: str | list[str]
) -> Response:
    """Return the account, with what was typed wrongly in one of its sections."""
    session = sessions.current()
    return private_page(
        "people/account.html",
        code,
        person=person,
        sessions=sessions_of(person),
        current_id=session.id if session else None,
        refuses_notices=refuses_notices(person),
        places=places_of(person),
        moderates=moderated_by(person),
        subscriptions=subscriptions_of(person),
        proposals=proposals_of(person),
        siret=siret_of(person) if siret is None else siret,
        webhooks=database().fetch_all(WEBHOOKS, {"person_id": person.id}),
        events=EVENTS,
        longest_url=LONGEST_URL,
        **typed,
    )


@blueprint.post("/deconnexion")
def sign_out() -> AnyResponse:
    """End this session and, where it began at the provider, lead on to where that ends its own."""
    session = sessions.current()
    if session is not None:
        with database().transaction() as connection:
            sessions.end(connection, session)
    provider = services().provider
    leaving = _leaving_url(provider) if provider else None
    # A page, not a redirect: the policy `form-action` holds for what a form is redirected to.
    response = (
        private_page("people/leaving.html", url=leaving, name=provider.settings.name)
        if provider and leaving
        else redirect(url_for("web.finder"), 303)
    )
    assert isinstance(response, Response)  # noqa: S101 - Flask's class, as the application makes it
    sessions.delete_cookie(response)
    if provider:
        hint.forget(response, request.path)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _leaving_url(provider: Provider) -> str | None:
    """Return where the provider ends its session; None where this one did not begin there, or it is away."""
    id_token = hint.read()
    if id_token is None:
        return None
    try:
        return provider.leaving_url(
            id_token, secrets.token_urlsafe(16), mailed_url("web.provider.left", lang=DEFAULT)
        )
    except ProviderError:
        return None


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
    response = jsonify(data_of(require_person()))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = 'attachment; filename="proxilieux-mes-donnees.json"'
    return response


@blueprint.post("/mon-compte/structure")
def state_siret() -> Response | AnyResponse:
    """Take the SIRET of somebody's organisation, which forms then begin with."""
    person = require_person()
    typed = request.form.get("siret", "").replace("\x00", "")[:40]
    try:
        stated = Siret().read(typed) or ""
    except Problem as problem:
        return account_page(person, BAD_REQUEST, siret=typed, siret_error=str(problem))
    with database().transaction() as connection:
        connection.execute(STATE_SIRET, {"person_id": person.id, "siret": stated})
    return redirect(url_for("web.account.show"), 303)


@blueprint.get("/mon-compte/propositions/<int:number>")
def proposal(number: int) -> Response:
    """Show what became of one of one's own proposals."""
    one = next((one for one in proposals_of(require_person()) if one.number == number), None) or abort(
        NOT_FOUND
    )
    return private_page(
        "contributions/followed.html",
        proposal=one,
        rows=differences(one),
        secret=None,
        asks=one.status == ASKED,
        is_new=False,
        error="",
    )


@blueprint.post("/mon-compte/propositions/<int:number>/lien")
def follow_proposal(number: int) -> AnyResponse:
    """Make a link to one of one's own proposals, on whose page it is answered or taken back."""
    person, secret = require_person(), new_secret()
    parameters = {"person_id": person.id, "number": number % 2**31, "follow": digest_of(secret)}
    with database().transaction() as connection:
        connection.execute(FOLLOW_OWN, parameters).fetchone() or abort(NOT_FOUND)
    return redirect(url_for("web.following.show", secret=secret), 303)


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
    if services().provider:
        hint.forget(response, url_for("web.account.sign_out", lang=DEFAULT))
    return response
