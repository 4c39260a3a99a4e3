"""Signing in without a password: a code and a link by mail.

Nothing is changed by GET or HEAD, for mail scanners follow links.
"""

import re
from datetime import timedelta

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from app.directory.people.queries import SIGN_IN
from app.platform import clock
from app.platform.mail.addresses import LONGEST, is_address, normalised
from app.platform.mail.letter import Block, Letter
from app.platform.mail.links import mailed_url
from app.platform.mail.outbox import put
from app.platform.mail.queries import RECIPIENT_OF, REFUSE
from app.platform.oidc import hint
from app.platform.secret_links import digest_of
from app.platform.services import database, services
from app.platform.sessions import codes, sessions
from app.platform.site.i18n import DEFAULT, language
from app.platform.throttle.limits import DAY, HOUR, Limit, TooManyError, count
from app.platform.throttle.secrets import Secrets
from app.publishing.pages.people.guard import private_page
from app.publishing.pages.people.links import own_path

blueprint = Blueprint("people", __name__)

SIGN_IN_PURPOSE = "sign_in"
SIGN_OUT = "web.account.sign_out"
"""Endpoint that ends a session."""
BAD_REQUEST, GONE, TOO_MANY = 400, 410, 429
PER_ADDRESS_FROM_HERE, PER_ADDRESS_DAY_FROM_HERE, PER_ADDRESS_DAY = 3, 10, 40
"""Codes that are sent to one address: in ten minutes and in a day as one network asks, and in a day in all.

Whoever asks a fourth time within ten minutes has three mails, of which the last still serves; whoever asks
from elsewhere in somebody's name cannot lock them out. Of 40 codes with five tries each nobody guesses one of
a million.
"""
PER_NETWORK_HOUR = 20
"""Codes that one network may ask for."""
TRIES_PER_NETWORK_HOUR = 60
IN_ALL_HOUR = 2000
LIFE_OF_A_CODE = int(codes.LASTS.total_seconds())
NOT_DIGITS = re.compile(r"\D")


@blueprint.get("/connexion")
def sign_in() -> Response:
    """Ask for an address."""
    return sign_in_page(own_path(request.args.get("next", "")))


def sign_in_page(next_path: str, code: int = 200, *, address: str = "", error: str = "") -> Response:
    """Return the page that asks for an address."""
    oidc = services().settings.oidc
    return private_page(
        "people/sign_in.html",
        code,
        next_path=next_path,
        address=address,
        error=error,
        provider=oidc.name if oidc else None,
    )


@blueprint.post("/connexion")
def ask_code() -> Response | AnyResponse:
    """Send a code, whoever asks: nothing tells whether an address is known."""
    typed = request.form.get("address", "").replace("\x00", "")[: 2 * LONGEST]
    next_path = own_path(request.form.get("next", ""))
    address = normalised(typed)
    if not is_address(address):
        error = _("Écrivez une adresse électronique entière, par exemple nom@exemple.fr.")
        return sign_in_page(next_path, BAD_REQUEST, address=typed, error=error)
    try:
        _count_codes(address)
    except TooManyError as too_many:
        last = _("Le lien du dernier courriel reçu sert encore, s’il a moins de 10 minutes.")
        error = f"{too_many_sentence(too_many)} {last}"
        response = sign_in_page(next_path, TOO_MANY, address=typed, error=error)
        response.headers["Retry-After"] = str(too_many.retry_after)
        return response
    with database().transaction() as connection:
        issued = codes.issue(connection, SIGN_IN_PURPOSE, address, next_path=next_path)
        put(connection, SIGN_IN_PURPOSE, address, _letter(issued), lasts=codes.LASTS)
    return redirect(url_for("web.people.code", request_secret=issued.request), 303)


def _count_codes(address: str) -> None:
    secrets = Secrets.read(database())
    network = secrets.digest_of_address(request.remote_addr)
    here = digest_of(f"{network.hex()} {secrets.digest_of(address).hex()}")
    count(
        database(),
        Limit("code:network", network, HOUR, PER_NETWORK_HOUR),
        Limit("code:address:here", here, LIFE_OF_A_CODE, PER_ADDRESS_FROM_HERE),
        Limit("code:address:here:day", here, DAY, PER_ADDRESS_DAY_FROM_HERE),
        Limit("code:address:day", secrets.digest_of(address), DAY, PER_ADDRESS_DAY),
        Limit("code:all", b"", HOUR, IN_ALL_HOUR),
    )


def too_many_sentence(error: TooManyError) -> str:
    """Return how long to wait."""
    minutes = max(1, round(timedelta(seconds=error.retry_after) / timedelta(minutes=1)))
    sentence: str = ngettext(
        "Trop de demandes en peu de temps. Réessayez dans %(num)s minute.",
        "Trop de demandes en peu de temps. Réessayez dans %(num)s minutes.",
        minutes,
    )
    return sentence


def _letter(issued: codes.Issued) -> Letter:
    link = mailed_url("web.people.link", link_secret=issued.link)
    return Letter(
        language(),
        _("Votre code pour Proxilieux"),
        (
            Block("text", _("Pour vous connecter à Proxilieux, tapez ce code sur la page qui le demande :")),
            Block("code", issued.code),
            Block("link", _("Ou ouvrez cette page, puis confirmez"), link),
            Block("text", _("Code et lien servent une fois, pendant 10 minutes. Ne les donnez à personne.")),
            Block(
                "text",
                _("Vous n’avez rien demandé ? Ignorez ce message : personne ne peut se connecter sans lui."),
            ),
        ),
    )


@blueprint.get("/connexion/code/<string:request_secret>")
def code(request_secret: str) -> Response:
    """Ask for the code."""
    with database().connection() as connection:
        known = codes.look(connection, SIGN_IN_PURPOSE, request=request_secret)
    if known is None:
        return private_page("people/gone.html", GONE)
    return private_page("people/code.html", address=known.address, error="")


@blueprint.post("/connexion/code/<string:request_secret>")
def try_code(request_secret: str) -> Response | AnyResponse:
    """Take the code: five tries."""
    try:
        network = Secrets.read(database()).digest_of_address(request.remote_addr)
        count(database(), Limit("code:tries", network, HOUR, TRIES_PER_NETWORK_HOUR))
    except TooManyError:
        abort(TOO_MANY)
    typed = NOT_DIGITS.sub("", request.form.get("code", "")[:LONGEST])
    with database().transaction() as connection:
        proof = codes.try_code(connection, SIGN_IN_PURPOSE, request_secret, typed)
        token = _begin(connection, proof)
    if proof is None or not (proof.is_right or proof.tries_left):
        return private_page("people/gone.html", GONE)
    if token is None:
        error = ngettext(
            "Ce n’est pas ce code. Il reste %(num)s essai.",
            "Ce n’est pas ce code. Il reste %(num)s essais.",
            proof.tries_left,
        )
        return private_page("people/code.html", BAD_REQUEST, address=proof.address, error=error)
    return signed_in(proof.next_path, token)


@blueprint.get("/connexion/lien/<string:link_secret>")
def link(link_secret: str) -> Response:
    """Show whom the link would sign in, and a button that does it."""
    with database().connection() as connection:
        known = codes.look(connection, SIGN_IN_PURPOSE, link=link_secret)
    if known is None:
        return private_page("people/gone.html", GONE)
    return private_page("people/link.html", address=known.address)


@blueprint.post("/connexion/lien/<string:link_secret>")
def follow_link(link_secret: str) -> Response | AnyResponse:
    """Sign in by the link."""
    with database().transaction() as connection:
        proof = codes.follow(connection, SIGN_IN_PURPOSE, link_secret)
        token = _begin(connection, proof)
    if proof is None or token is None:
        return private_page("people/gone.html", GONE)
    return signed_in(proof.next_path, token)


def _begin(connection: codes.Connection, proof: codes.Proof | None) -> str | None:
    """Begin a session where the proof is right; a session that this browser had ends."""
    if proof is None or not proof.is_right:
        return None
    parameters = {"address": proof.address, "language": language(), "now": clock.now()}
    row = connection.execute(SIGN_IN, parameters).fetchone()
    assert row is not None  # noqa: S101 - the statement returns its row
    return begin_session(connection, row[0])


def begin_session(connection: codes.Connection, person_id: int) -> str:
    """Begin a session and return its token; a session that this browser had ends.

    Read that one before the transaction (`sessions.current`), which waits for no second connection.
    """
    before = sessions.current()
    if before is not None:
        sessions.end(connection, before)
    return sessions.start(connection, person_id)


def signed_in(next_path: str, token: str) -> Response:
    """Lead to where they wanted to go, or to their account, with the session's cookie."""
    response = redirect(next_path or url_for("web.account.show"), 303)
    assert isinstance(response, Response)  # noqa: S101 - Flask's class, as the application makes it
    sessions.set_cookie(response, token)
    if services().provider:
        hint.forget(
            response, url_for(SIGN_OUT, lang=DEFAULT)
        )  # of a session before, which began at the provider
    return response


@blueprint.get("/desabonnement/<string:secret>")
def leave(secret: str) -> Response:
    """Ask whether notices shall stop."""
    row = database().fetch_one(RECIPIENT_OF, {"digest": digest_of(secret)})
    if row is None:
        return private_page("people/gone.html", GONE)
    return private_page("people/unsubscribe.html", address=row[0], is_done=False)


@blueprint.post("/desabonnement/<string:secret>")
def unsubscribe(secret: str) -> Response:
    """Stop notices, at the button or at a mail program's one-click (RFC 8058)."""
    digest = digest_of(secret)
    row = database().fetch_one(RECIPIENT_OF, {"digest": digest})
    if row is None:
        return private_page("people/gone.html", GONE)
    with database().transaction() as connection:
        connection.execute(REFUSE, {"digest": digest})
    return private_page("people/unsubscribe.html", address=row[0], is_done=True)
