"""`/changes`: what changed after a cursor, a line of JSON each."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Response, json, url_for
from flask.views import MethodView

from app.directory.changes.queries import BEFORE_MOMENT, CHANGES
from app.directory.changes.schemas import ChangesQuery, line_schema
from app.directory.changes.vocabulary import GRANTS, ORGANISATIONS, PROJECTS, SUPPORT_OFFERS, THIRD_PLACES
from app.platform.database.connection import Row
from app.platform.http.blueprint import Blueprint
from app.platform.services import database

blueprint = Blueprint("changes", __name__, description="What changed, for programs that keep a copy.")
JSON_LINES = "application/x-ndjson"
CONTEXT = "https://www.w3.org/ns/activitystreams"
ENDPOINTS = {
    THIRD_PLACES: "third-places.OneThirdPlace",
    ORGANISATIONS: "organisations.OneOrganisation",
    PROJECTS: "projects.OneProject",
    SUPPORT_OFFERS: "support-offers.OneSupportOffer",
    GRANTS: "grants.OneGrant",
}
TYPES = {"create": "Create", "update": "Update", "delete": "Delete"}


@blueprint.route("/changes")
class Changes(MethodView):
    """Changes after a cursor."""

    @blueprint.query(ChangesQuery)
    @blueprint.response(200, line_schema(), content_type=JSON_LINES)
    def get(self, parameters: dict[str, Any]) -> Response:
        """List what changed, a line of JSON each, the earliest first.

        Lines are Activities of ActivityStreams 2.0 (Create, Update, Delete). To keep a copy: put each
        `object` that is a Feature in the place of the one with that `public_id`, take away the one whose
        `object` is a Tombstone, leave the others, and go on with the last `cursor` as `since`. An empty
        answer means that there is nothing new. Nobody who changed anything is named.
        """
        since = parameters["since"]
        after = _cursor_at(since) if isinstance(since, datetime) else since
        values = {
            "after": after,
            "resource": parameters.get("resource"),
            "limit": parameters["limit"],
        }
        rows = database().fetch_all(CHANGES, values)
        response = Response("".join(_lines(rows)), content_type=JSON_LINES)
        following = {**parameters, "since": rows[-1][0] if rows else after}
        address = url_for("changes.Changes", _external=True, **following)
        response.headers["Link"] = f'<{address}>; rel="next", <{CONTEXT}>; rel="describedby"'
        response.headers["Cache-Control"] = "no-store"
        return response


def _cursor_at(moment: datetime) -> int:
    row = database().fetch_one(BEFORE_MOMENT, {"moment": moment})
    return int(row[0]) if row else 0


def _lines(rows: list[Row]) -> Iterator[str]:
    here = url_for("changes.Changes", _external=True)
    for row in rows:
        (
            number, resource, public_id, kind, fields, source, licence, role, imported, made_at, is_last,
            feature, shown_under,
        ) = row  # fmt: skip
        head = {
            "id": f"{here}#{number}",
            "type": TYPES[kind],
            "cursor": str(number),
            "published": made_at.isoformat(),
            "resource": resource,
            "public_id": public_id,
            "changed": fields,
            "source": source,
            "licence": licence,
            "role": role,
            "imported": imported,
        }
        if feature is None:
            what = _tombstone(resource, public_id, made_at, shown_under) if is_last else None
            feature = json.dumps(what or feature_url(resource, public_id), ensure_ascii=False)
        # The Feature is passed through as PostgreSQL wrote it.
        yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "object": {feature}}}\n'


def _tombstone(resource: str, public_id: str, made_at: datetime, shown_under: str | None) -> dict[str, str]:
    stone = {
        "type": "Tombstone",
        "id": feature_url(resource, public_id),
        "formerType": "Feature",
        "deleted": made_at.isoformat(),
    }
    return stone if shown_under is None else stone | {"isReplacedBy": feature_url(resource, shown_under)}


def feature_url(resource: str, public_id: str) -> str:
    """Return the address of a Feature."""
    return url_for(ENDPOINTS[resource], public_id=public_id, _external=True)
