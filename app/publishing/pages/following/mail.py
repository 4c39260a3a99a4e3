"""Following by mail: subscribed and confirmed by a link and a button, told once a week, ended at any time."""

from urllib.parse import parse_qsl

import marshmallow as ma
from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.directory.following import queries
from app.directory.following.models import PLACE, SEARCH
from app.platform import clock
from app.platform.mail.addresses import LONGEST, is_address, normalised
from app.platform.mail.letter import Block, Letter
from app.platform.mail.outbox import put
from app.platform.secret_links import digest_of, new_secret
from app.platform.services import database
from app.platform.sessions.codes import Connection
from app.platform.site.i18n import language
from app.platform.throttle.limits import DAY, HOUR, Limit, TooManyError, count
from app.platform.throttle.secrets import Secrets
from app.publishing.pages.finder.query import Parameters, as_shared, query_string_of
from app.publishing.pages.finder.understood import understood
from app.publishing.pages.following.feed import feed_url
from app.publishing.pages.people.guard import private_page
from app.publishing.pages.people.links import mailed_url
from app.publishing.pages.people.sign_in import too_many_sentence
from app.publishing.pages.schemas import FinderQuery, values_of
from app.publishing.pages.way_back import described

blueprint = Blueprint("subscriptions", __name__)

KIND = "following"
LONGEST_QUERY = 2000
MOST_DIGITS = 10
"""Digits of the last number of a subscription; Python refuses to read thousands."""
PER_NETWORK_HOUR, PER_ADDRESS_DAY, IN_ALL_HOUR = 20, 10, 2000
"""Mails that ask to confirm: from one network, to one address, in all."""
BAD_REQUEST, NOT_FOUND, GONE, TOO_MANY = 400, 404, 410, 429


def search_in(query: str) -> Parameters | None:
    """Return the finder's parameters in a query string; None where they are none."""
    schema = FinderQuery()
    try:
        parameters = schema.load(values_of(schema, MultiDict(parse_qsl(query))), unknown=ma.EXCLUDE)
    except ma.ValidationError:
        return None
    return understood(as_shared(parameters))


def _wanted(values: MultiDict[str, str], search: str) -> tuple[str, str, str]:
    """Return kind, query and title of what is to be followed; 404 where there is no such thing."""
    place = values.get("place", "")
    if place:
        row = (
            database().fetch_one(queries.NAME_OF_PLACE, {"public_id": place}) if "\x00" not in place else None
        )
        return (PLACE, place, row[0]) if row else abort(NOT_FOUND)
    chosen = search_in(search)
    if chosen is None or len(search) > LONGEST_QUERY:
        abort(NOT_FOUND)
    return SEARCH, query_string_of(chosen), described(chosen, "").title


@blueprint.get("/suivre")
def form() -> Response:
    """Ask where the changes of a search or a place shall be sent."""
    wanted = _wanted(request.args, request.query_string.decode("utf-8", "replace"))
    return _form(wanted, "", "")


def _form(wanted: tuple[str, str, str], address: str, error: str, code: int = 200) -> Response:
    kind, query, title = wanted
    feed = feed_url(search_in(query) or {}) if kind == SEARCH else None
    return private_page(
        "following/form.html",
        code,
        kind=kind,
        query=query,
        title=title,
        feed=feed,
        address=address,
        error=error,
    )


@blueprint.post("/suivre")
def subscribe() -> Response | AnyResponse:
    """Send a link that confirms; the reply is the same whether the address follows it already or not."""
    wanted = _wanted(request.form, request.form.get("search", ""))
    typed = request.form.get("address", "").replace("\x00", "")[: 2 * LONGEST]
    address = normalised(typed)
    if not is_address(address):
        error = _("Écrivez une adresse électronique entière, par exemple nom@exemple.fr.")
        return _form(wanted, typed, error, BAD_REQUEST)
    try:
        _count(address)
    except TooManyError as too_many:
        response = _form(wanted, typed, too_many_sentence(too_many), TOO_MANY)
        response.headers["Retry-After"] = str(too_many.retry_after)
        return response
    kind, query, title = wanted
    # A search is whatever somebody typed; its words go to no address that is not known to be theirs.
    named = title if kind == PLACE else _("une recherche de l’annuaire")
    with database().transaction() as connection:
        parameters = {
            "address": address,
            "language": language(),
            "kind": kind,
            "query": query,
            "title": title,
            "now": clock.now(),
        }
        connection.execute(queries.ADD, parameters)
        letter = Letter(
            language(),
            _("Suivre %(title)s : confirmez", title=f"« {named} »" if kind == PLACE else named),
            (
                Block(
                    "text",
                    _("Une fois par semaine, vous recevrez ce qui a changé, et rien si rien n’a changé."),
                ),
                Block("link", _("Ouvrez cette page, puis confirmez"), manage_url(connection, address)),
                Block("text", _("Vous n’avez rien demandé ? Ignorez ce message : rien ne vous sera envoyé.")),
            ),
        )
        put(connection, KIND, address, letter)
    return redirect(url_for("web.subscriptions.asked"), 303)


def _count(address: str) -> None:
    day = Secrets.read(database())
    count(
        database(),
        Limit("follow:network", day.digest_of_address(request.remote_addr), HOUR, PER_NETWORK_HOUR),
        Limit("follow:address", day.digest_of(address), DAY, PER_ADDRESS_DAY),
        Limit("follow:all", b"", HOUR, IN_ALL_HOUR),
    )


def manage_url(connection: Connection, address: str) -> str:
    """Return the address of a new link to somebody's subscriptions, for a mail to them."""
    secret = new_secret()
    connection.execute(queries.LINK, {"digest": digest_of(secret), "address": address, "now": clock.now()})
    return mailed_url("web.subscriptions.manage", secret=secret)


@blueprint.get("/suivre/demande")
def asked() -> Response:
    """Say that a mail was sent."""
    return private_page("following/asked.html")


@blueprint.get("/abonnements/<string:secret>")
def manage(secret: str) -> Response:
    """Show what an address follows, with buttons; looking changes nothing."""
    return _managed(secret)


def _managed(secret: str) -> Response:
    address = _address_of(secret)
    if address is None:
        return private_page("people/gone.html", GONE)
    rows = database().fetch_all(queries.OF_ADDRESS, {"address": address})
    return private_page("following/manage.html", address=address, subscriptions=rows, secret=secret)


@blueprint.post("/abonnements/<string:secret>")
def change(secret: str) -> Response | AnyResponse:
    """Confirm one subscription, end one, or end all."""
    address = _address_of(secret)
    if address is None:
        return private_page("people/gone.html", GONE)
    number = request.form.get("number", "0")
    statements = {"confirm": queries.CONFIRM, "end": queries.END, "end_all": queries.END_ALL}
    statement = statements.get(request.form.get("act", ""))
    is_number = number.isdecimal() and len(number) <= MOST_DIGITS and int(number) < 2**31
    if statement is None or not is_number:
        abort(BAD_REQUEST)
    with database().transaction() as connection:
        connection.execute(statement, {"address": address, "id": int(number), "now": clock.now()})
    return redirect(url_for("web.subscriptions.manage", secret=secret), 303)


def _address_of(secret: str) -> str | None:
    row = database().fetch_one(queries.ADDRESS_OF, {"digest": digest_of(secret), "now": clock.now()})
    return str(row[0]) if row else None
