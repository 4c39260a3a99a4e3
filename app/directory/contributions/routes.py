"""`/third-places/{id}/history`."""

from typing import Any

from flask import Response, json, url_for
from flask.views import MethodView

from app.directory.contributions.history import Entry, history
from app.directory.contributions.schemas import History, HistoryQuery
from app.directory.third_places.queries import SHOWN_UNDER, THIRD_PLACES
from app.platform.http.blueprint import Blueprint, public_id
from app.platform.http.errors import missing
from app.platform.listings.feature_collection import link
from app.platform.listings.queries import feature_sql
from app.platform.services import database

blueprint = Blueprint("history", __name__, description="Who changed what of a place, when and why.")
JSON = "application/json"


@blueprint.route("/third-places/<public_id:public_id>/history", parameters=[public_id("the place")])
class PlaceHistory(MethodView):
    """Revisions of one place."""

    @blueprint.query(HistoryQuery)
    @blueprint.response(200, History)
    @blueprint.alt_response(404, description="There is none of this id.")
    def get(self, parameters: dict[str, Any], public_id: str) -> Response:
        """List what was changed of a place, the newest first: imports, its manager, contributors.

        Nobody is named. What was taken back stays in the list, marked.
        """
        shown = _shown(public_id)
        page = history(database(), shown, parameters["limit"], parameters.get("before"))
        links = [link("self", _here(shown, parameters), JSON)]
        if page.before is not None:
            links.append(link("next", _here(shown, {**parameters, "before": page.before}), JSON))
        body = {"revisions": [_item(entry) for entry in page.entries], "links": links}
        response = Response(json.dumps(body, ensure_ascii=False), content_type=JSON)
        response.cache_control.no_cache = True
        return response


def _shown(public_id: str) -> str:
    if database().fetch_one(feature_sql(THIRD_PLACES), {"public_id": public_id}) is not None:
        return public_id
    row = database().fetch_one(SHOWN_UNDER, {"public_id": public_id})
    if row is None:
        raise missing("third place")
    return str(row[0])


def _here(shown: str, parameters: dict[str, Any]) -> str:
    return url_for("history.PlaceHistory", public_id=shown, _external=True, **parameters)


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "record": entry.record,
        "kind": entry.kind,
        "made_at": entry.made_at.isoformat(),
        "role": entry.role,
        "source": entry.source,
        "reason": entry.reason,
        "is_undo": entry.is_undo,
        "is_undone": entry.is_undone,
        "changes": [
            {"field": change.field, "before": change.before, "after": change.after}
            for change in entry.changes
        ],
    }
