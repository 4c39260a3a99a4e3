"""`/webhooks`: addresses that are told what happens at the places that one manages or moderates."""

from typing import Any

from flask import Response, abort
from flask.views import MethodView
from werkzeug.wrappers import Response as AnyResponse

from app.directory.people.keyed import keyed
from app.directory.webhooks import queries
from app.directory.webhooks.schemas import NewWebhookItem, WebhookBody
from app.directory.webhooks.schemas import Webhooks as WebhookList
from app.directory.webhooks.service import add, new_secret
from app.directory.webhooks.vocabulary import MOST
from app.platform import clock
from app.platform.http.blueprint import Blueprint, takes_no_query
from app.platform.http.errors import missing
from app.platform.services import database

blueprint = Blueprint("webhooks", __name__, description="Addresses that are told what happens.")

SCOPE = "book"
NEEDS_KEY: dict[str, Any] = {"security": [{"key": []}]}
NO_KEY, NO_SCOPE = "There is no key.", "The key lacks the scope `book`."
NUMBER = {"name": "number", "in": "path", "description": "Id of the webhook."}
COLUMNS = ("id", "url", "events", "created_at", "waiting", "failed", "sent_at", "error")


@blueprint.route("/webhooks")
class Webhooks(MethodView):
    """One's webhooks."""

    @takes_no_query
    @blueprint.response(200, WebhookList)
    @blueprint.alt_response(401, description=NO_KEY)
    @blueprint.alt_response(403, description=NO_SCOPE)
    @blueprint.doc(**NEEDS_KEY)
    def get(self) -> dict[str, Any]:
        """Return one's webhooks, with how their deliveries go; secrets are not told again."""
        _key, person = keyed(SCOPE)
        rows = database().fetch_all(queries.OF_PERSON, {"person_id": person.id})
        return {"webhooks": [dict(zip(COLUMNS, row, strict=True)) for row in rows]}

    @takes_no_query
    @blueprint.arguments(WebhookBody)
    @blueprint.response(201, NewWebhookItem)
    @blueprint.alt_response(401, description=NO_KEY)
    @blueprint.alt_response(403, description=NO_SCOPE)
    @blueprint.alt_response(409, description=f"There are {MOST} already.")
    @blueprint.doc(**NEEDS_KEY)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Have an address told of what happens at the places that you manage or moderate."""
        _key, person = keyed(SCOPE)
        values = {**body, "person_id": person.id, "secret": new_secret(), "now": clock.now()}
        with database().transaction() as connection:
            number = add(connection, values)
        if number is None:
            abort(409, f"There are {MOST} webhooks already: end one first.")
        return {**body, "id": number, "secret": values["secret"], "created_at": values["now"]}


@blueprint.route("/webhooks/<int:number>", parameters=[NUMBER])
class OneWebhook(MethodView):
    """One of one's webhooks."""

    @takes_no_query
    @blueprint.response(204)
    @blueprint.alt_response(401, description=NO_KEY)
    @blueprint.alt_response(403, description=NO_SCOPE)
    @blueprint.alt_response(404, description="You have none of this id.")
    @blueprint.doc(**NEEDS_KEY)
    def delete(self, number: int) -> AnyResponse:
        """End a webhook: nothing is delivered to it any more."""
        _key, person = keyed(SCOPE)
        parameters = {"id": number % 2**31, "person_id": person.id, "now": clock.now()}
        with database().transaction() as connection:
            if not connection.execute(queries.END, parameters).rowcount:
                raise missing("webhook of yours")
        return Response(status=204)
