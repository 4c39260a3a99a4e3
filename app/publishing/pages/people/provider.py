"""Signing in at the operator's OpenID Connect provider, such as ProConnect; off unless it is set.

Nothing that stands in a mail leads here: an answer counts only in the browser that holds the attempt's
cookie, and once.
"""

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.organisations.identifiers import siret
from app.directory.people import queries
from app.platform import clock
from app.platform.mail.letter import Block, Letter
from app.platform.mail.outbox import put
from app.platform.oidc import attempt as attempts
from app.platform.oidc import hint
from app.platform.oidc.attempt import Attempt
from app.platform.oidc.provider import Identity, Provider, ProviderError
from app.platform.services import database, services
from app.platform.sessions.codes import Connection
from app.platform.sessions.sessions import current
from app.platform.site.i18n import DEFAULT, language
from app.platform.throttle.limits import HOUR, Limit, TooManyError, count
from app.platform.throttle.secrets import Secrets
from app.publishing.pages.people.links import mailed_url, own_path
from app.publishing.pages.people.sign_in import (
    SIGN_OUT,
    begin_session,
    sign_in_page,
    signed_in,
    too_many_sentence,
)

blueprint = Blueprint("provider", __name__)

KIND = "sign_in"
NOT_FOUND, NOT_ALLOWED, BAD_REQUEST, TOO_MANY, BAD_GATEWAY = 404, 405, 400, 429, 502
PER_NETWORK_HOUR = 60
"""Attempts that one network may begin, or end: each asks the provider."""
LONGEST_CODE = 4000


@blueprint.get("/connexion/fournisseur")
def begin() -> Response | AnyResponse:
    """Lead to the provider. Nothing is stored here: the attempt is the browser's."""
    provider = _provider()
    next_path = own_path(request.args.get("next", ""))
    refusal = _too_many(next_path)
    if refusal is not None:
        return refusal
    attempt = Attempt.new(next_path)
    try:
        response = redirect(provider.leading_url(attempt, _redirect_uri()), 303)
    except ProviderError:
        return _failed(next_path)
    assert isinstance(response, Response)  # noqa: S101 - Flask's class, as the application makes it
    attempts.keep(response, attempt)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/connexion/fournisseur/retour")
def end() -> Response | AnyResponse:
    """Take the provider's answer, as the code flow has it by GET: it counts once, in this browser alone."""
    provider = _provider()
    if request.method != "GET":
        abort(NOT_ALLOWED)
    attempt = attempts.read()
    if attempt is None or not attempt.is_of(request.args.get("state", "")):
        return _forgetting(_failed(""))
    next_path = own_path(attempt.next_path)
    refusal = _too_many(next_path)
    if refusal is not None:
        return refusal
    try:
        identity = provider.identity(attempt, _code(provider), _redirect_uri())
    except ProviderError:
        return _forgetting(_failed(next_path))
    current()  # read before the transaction, which must not wait for a second connection
    with database().transaction() as connection:
        token = begin_session(connection, _person(connection, identity))
    response = _forgetting(signed_in(next_path, token))
    hint.keep(response, identity.id_token, url_for(SIGN_OUT, lang=DEFAULT))
    return response


@blueprint.get("/connexion/fournisseur/sortie")
def left() -> AnyResponse:
    """Lead on who comes back from having signed out at the provider: there is nothing to be done any more."""
    _provider()
    return redirect(url_for("web.finder"), 303)


def _code(provider: Provider) -> str:
    """Return the code of the answer; RFC 9207: an answer that names another provider is none of ours."""
    code = request.args.get("code", "")
    if not 0 < len(code) <= LONGEST_CODE or request.args.get("iss", provider.settings.issuer) != (
        provider.settings.issuer
    ):
        raise ProviderError("no code")
    return code


def _person(connection: Connection, identity: Identity) -> int:
    """Return the person: known by their number at the provider, else by the address that it has verified."""
    named = {
        "issuer": identity.issuer,
        "subject": identity.subject,
        "address": identity.address,
        "language": language(),
        "now": clock.now(),
    }
    known = connection.execute(queries.SIGN_IN_BY_IDENTITY, named).fetchone()
    if known is not None:
        person_id = int(known[0])
    else:
        row = connection.execute(queries.SIGN_IN, named).fetchone()
        assert row is not None  # noqa: S101 - the statement returns its row
        person_id = int(row[0])
        connection.execute(queries.LINK_IDENTITY, {**named, "person_id": person_id})
        if row[1]:
            put(connection, KIND, identity.address, _letter())
    stated = _siret(identity.siret)
    if stated:
        connection.execute(queries.PREFILL_SIRET, {"person_id": person_id, "siret": stated})
    return person_id


def _siret(text: str) -> str:
    try:
        return siret(text) if text else ""
    except ValueError:
        return ""


def _letter() -> Letter:
    """Tell who had an account already: a stranger whom the provider takes for them is seen at once."""
    name = _provider().settings.name
    return Letter(
        language(),
        _("Connexion par %(name)s", name=name),
        (
            Block("text", _("Votre compte est désormais relié à %(name)s, avec cette adresse.", name=name)),
            Block(
                "text",
                _("Ce n’était pas vous ? Fermez ses sessions sur la page de votre compte, et prévenez-nous."),
            ),
            Block("link", _("Mon compte"), mailed_url("web.account.show")),
        ),
    )


def _too_many(next_path: str) -> Response | None:
    network = Secrets.read(database()).digest_of_address(request.remote_addr)
    try:
        count(database(), Limit("oidc:network", network, HOUR, PER_NETWORK_HOUR))
    except TooManyError as error:
        response = sign_in_page(next_path, TOO_MANY, error=too_many_sentence(error))
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    return None


def _failed(next_path: str) -> Response:
    error = _(
        "%(name)s n’a pas confirmé qui vous êtes. Réessayez, ou recevez un code par courriel.",
        name=_provider().settings.name,
    )
    return sign_in_page(next_path, BAD_GATEWAY, error=error)


def _forgetting(response: Response) -> Response:
    attempts.forget(response)
    return response


def _provider() -> Provider:
    return services().provider or abort(NOT_FOUND)


def _redirect_uri() -> str:
    return mailed_url("web.provider.end", lang=DEFAULT)  # as it is registered, whatever the language
