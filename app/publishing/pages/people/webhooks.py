"""One's webhooks, a section of one's account: added with a secret that is shown once, ended."""

from typing import Any

import marshmallow as ma
from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.webhooks.queries import END
from app.directory.webhooks.schemas import WebhookBody
from app.directory.webhooks.service import add, new_secret
from app.directory.webhooks.vocabulary import EVENTS, LONGEST_URL, MOST
from app.platform import clock
from app.platform.services import database
from app.publishing.pages.people.account import account_page
from app.publishing.pages.people.guard import require_person

blueprint = Blueprint("webhooks", __name__)
BAD_REQUEST, CONFLICT = 400, 409


@blueprint.post("/mon-compte/webhooks")
def make() -> Response:
    """Add a webhook, and show its secret this once."""
    person, url = require_person(), request.form.get("url", "").strip()[: 2 * LONGEST_URL]
    events = [event for event in EVENTS if event in request.form.getlist("event")]
    typed: dict[str, Any] = {"webhook_url": url, "webhook_events": events}
    if not events:
        return account_page(person, BAD_REQUEST, webhook_error=_("Cochez au moins un événement."), **typed)
    try:
        WebhookBody().load({"url": url, "events": events})
    except ma.ValidationError:
        error = _("Écrivez une adresse qui commence par https://, sans nom d’utilisateur.")
        return account_page(person, BAD_REQUEST, webhook_error=error, **typed)
    secret = new_secret()
    values = {"person_id": person.id, "url": url, "events": events, "secret": secret, "now": clock.now()}
    with database().transaction() as connection:
        number = add(connection, values)
    if number is None:
        error = _("Vous en avez déjà %(most)s : retirez-en une d’abord.", most=MOST)
        return account_page(person, CONFLICT, webhook_error=error, **typed)
    return account_page(person, webhook_secret=secret)


@blueprint.post("/mon-compte/webhooks/<int:number>/fin")
def end(number: int) -> AnyResponse:
    """End one of one's webhooks."""
    parameters = {"id": number % 2**31, "person_id": require_person().id, "now": clock.now()}
    with database().transaction() as connection:
        connection.execute(END, parameters)
    return redirect(url_for("web.account.show") + "#webhooks-title", 303)
