"""The outbox as the operator sees it; without a mail server the only place to read mail."""

from flask import Blueprint, Response, abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.platform.mail.letter import Letter
from app.platform.mail.queries import COLUMNS, LIST, RESEND
from app.platform.services import database, services
from app.publishing.pages.people.guard import private_page, require_operator

blueprint = Blueprint("outbox", __name__)

MOST = 100
NOT_FOUND = 404


@blueprint.get("/exploitation/courriels")
def show() -> Response:
    """Show the newest mails."""
    require_operator()
    rows = database().fetch_all(LIST, {"status": None, "limit": MOST})
    mails = [dict(zip((*COLUMNS, "content"), row, strict=True)) for row in rows]
    for mail in mails:
        mail["letter"] = Letter.read(mail["language"], mail["subject"], mail["content"])
    return private_page(
        "people/outbox.html", mails=mails, is_sent=services().settings.smtp is not None, most=MOST
    )


@blueprint.post("/exploitation/courriels/<int:number>/renvoi")
def resend(number: int) -> AnyResponse:
    """Send a mail again that is doubtful or failed."""
    require_operator()
    if number >= 2**31 or not database().fetch_all(RESEND, {"id": number}):
        abort(NOT_FOUND)
    return redirect(url_for("web.outbox.show"), 303)
