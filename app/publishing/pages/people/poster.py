"""A poster to print: a place's name, what it has, and a QR code that leads to its page."""

import segno
from flask import Blueprint, Response, abort, redirect, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from app.publishing.pages.pages import page
from app.publishing.pages.people.links import mailed_url
from app.publishing.pages.place import find_place, find_shown_id

blueprint = Blueprint("poster", __name__)

NOT_FOUND = 404


@blueprint.get("/lieux/<public_id:public_id>/affiche")
def show(public_id: str) -> Response | AnyResponse | str:
    """Show the poster of a place."""
    view = find_place(public_id, is_peek=True)
    if view is None:
        shown_id = find_shown_id(public_id) or abort(NOT_FOUND)
        return redirect(url_for("web.poster.show", public_id=shown_id), 301)
    address = mailed_url("web.place", public_id=view.id)
    return page("people/poster.html", view=view, address=address, qr_code=qr_code(address))


def qr_code(address: str) -> Markup:
    """Return the QR code of an address as SVG; a quarter of it may be dirty or torn."""
    drawn = segno.make(address, error="q", micro=False).svg_inline(
        border=4, omitsize=True, svgclass="qr-code", lineclass=None
    )
    return Markup(drawn)  # noqa: S704 - drawn by segno; the address stands in it as squares only
