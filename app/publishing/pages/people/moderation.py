"""The queue of a moderator: claims, proposals and reports about the places of their territories."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.contributions.history import recent
from app.directory.contributions.history_queries import RECENT_IMPORTS
from app.directory.people import manager_queries as queries
from app.directory.people.managers import find_place, place_of_claim
from app.directory.place_reports.queries import CLOSE_REPORT
from app.directory.proposals.queries import QUEUE as PROPOSALS
from app.directory.proposals.service import Proposal
from app.platform import clock
from app.platform.mail.letter import Block, Letter
from app.platform.mail.links import mailed_url
from app.platform.mail.outbox import put
from app.platform.services import database
from app.publishing.pages.differences import differences
from app.publishing.pages.people.guard import FORBIDDEN, private_page, require_person
from app.publishing.pages.people.history_words import author_label
from app.publishing.pages.people.managing import tell_managers

blueprint = Blueprint("moderation", __name__)

LONGEST_REASON = 500
RECENT_CHANGES, LAST_IMPORTS = 50, 10
BAD_REQUEST, NOT_FOUND = 400, 404


@blueprint.get("/moderation")
def show() -> Response:
    """Show what waits."""
    return _queue()


def _queue(code: int = 200, error: str = "", claim: int = 0) -> Response:
    person = require_person()
    if not person.is_operator and not database().fetch_one(queries.MODERATES, {"person_id": person.id}):
        abort(FORBIDDEN)
    mine = {"person_id": person.id, "is_operator": person.is_operator}
    return private_page(
        "people/moderation.html",
        code,
        claims=database().fetch_all(queries.QUEUE, mine),
        reports=database().fetch_all(queries.REPORTS, mine),
        proposals=[
            (proposal, differences(proposal))
            for proposal in map(Proposal.read, database().fetch_all(PROPOSALS, mine))
        ],
        error=error,
        claim_in_error=claim,
        changes=recent(database(), person.id, RECENT_CHANGES, is_operator=person.is_operator),
        imports=database().fetch_all(RECENT_IMPORTS, {"limit": LAST_IMPORTS}) if person.is_operator else [],
        author_label=author_label,
    )


@blueprint.post("/moderation/<int:claim>")
def decide(claim: int) -> Response | AnyResponse:
    """Accept a claim, or refuse it with a reason; who asked is told, and who manages the place already."""
    person = require_person()
    place = find_place(place_of_claim(claim) or "") or abort(NOT_FOUND)
    is_accepted = request.form.get("decision") == "accept"
    reason = request.form.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON]
    if not is_accepted and not reason:
        return _queue(
            BAD_REQUEST, _("Donnez une raison : elle est envoyée à la personne qui demande."), claim
        )
    status = "active" if is_accepted else "refused"
    parameters = {
        "number": claim,
        "status": status,
        "reason": reason,
        "decided_by": person.id,
        "now": clock.now(),
    }
    with database().transaction() as connection:
        row = connection.execute(queries.DECIDE, parameters).fetchone()
        if row is not None:  # else another moderator was faster, and has told them
            recipient, spoken = row
            with force_locale(spoken):
                put(
                    connection,
                    "claim",
                    recipient,
                    _letter(spoken, place.name, place.public_id, reason, accepted=is_accepted),
                )
            if is_accepted:
                tell_managers(connection, place, recipient, except_for=recipient)
    return redirect(url_for("web.moderation.show"), 303)


@blueprint.post("/moderation/signalements/<int:report>")
def close_report(report: int) -> AnyResponse:
    """Close a visitor's report, with what came of it."""
    note = request.form.get("note", "").replace("\x00", "").strip()[:LONGEST_REASON]
    if not database().fetch_all(CLOSE_REPORT, {"id": report, "note": note or None}):
        abort(NOT_FOUND)
    return redirect(url_for("web.moderation.show"), 303)


def _letter(spoken: str, name: str, public_id: str, reason: str, *, accepted: bool) -> Letter:
    link = Block("link", _("La fiche"), mailed_url("web.managing.show", public_id=public_id))
    if accepted:
        return Letter(spoken, _("Vous gérez « %(name)s »", name=name), (link,))
    subject = _("Votre demande de gérer « %(name)s » est refusée", name=name)
    return Letter(spoken, subject, (Block("text", reason), link))
