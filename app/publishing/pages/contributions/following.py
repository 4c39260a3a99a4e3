"""Following a proposal by its secret link, without an account: nothing is changed by looking."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.contributions.inputs import Paragraph, Problem
from app.directory.proposals import service
from app.directory.proposals.vocabulary import ASKED, LONGEST_NOTE
from app.platform.services import database
from app.platform.throttle.limits import HOUR, Limit, TooManyError, count
from app.publishing.pages.differences import differences
from app.publishing.pages.people.guard import private_page

blueprint = Blueprint("following", __name__)

BAD_REQUEST, GONE, TOO_MANY = 400, 410, 429
ANSWERS_PER_HOUR = 10


@blueprint.get("/propositions/suivi/<string:secret>")
def show(secret: str) -> Response:
    """Show what became of a proposal, to who has its link."""
    with database().connection() as connection:
        proposal = service.find_followed(connection, secret)
    return _page(proposal, secret)


@blueprint.post("/propositions/suivi/<string:secret>/reponse")
def answer(secret: str) -> Response | AnyResponse:
    """Take the reply to a question."""
    with database().connection() as connection:
        proposal = service.find_followed(connection, secret)
    if proposal is None:
        return _page(None, secret)
    try:
        count(database(), Limit("proposal:answer", str(proposal.number).encode(), HOUR, ANSWERS_PER_HOUR))
        text = Paragraph(LONGEST_NOTE).read(request.form.get("answer", ""))
    except TooManyError:
        abort(TOO_MANY)
    except Problem as problem:
        return _page(proposal, secret, str(problem), BAD_REQUEST)
    if text is None:
        return _page(proposal, secret, _("Écrivez votre réponse."), BAD_REQUEST)
    with database().transaction() as connection:
        service.answer(connection, secret, text)
    return redirect(url_for("web.following.show", secret=secret), 303)


@blueprint.post("/propositions/suivi/<string:secret>/retrait")
def withdraw(secret: str) -> Response | AnyResponse:
    """Take the proposal back."""
    with database().transaction() as connection:
        proposal = service.withdraw(connection, secret)
    if proposal is None:
        return _page(None, secret)
    return redirect(url_for("web.following.show", secret=secret), 303)


def _page(proposal: service.Proposal | None, secret: str, error: str = "", code: int = 200) -> Response:
    if proposal is None:
        return private_page("contributions/gone.html", GONE)
    return private_page(
        "contributions/followed.html",
        code,
        proposal=proposal,
        rows=differences(proposal),
        secret=secret,
        asks=proposal.status == ASKED,
        is_new="merci" in request.args,
        error=error,
        answer=request.form.get("answer", "")[: 2 * LONGEST_NOTE],
        longest=LONGEST_NOTE,
    )
