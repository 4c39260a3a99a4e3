"""Writes that come from our own pages: no other site writes in the name of who is signed in."""

import hmac
from urllib.parse import urlsplit

from flask import request
from markupsafe import Markup

from app.platform.services import services
from app.platform.sessions.sessions import current

FIELD = "csrf"
FROM_US = ("same-origin", "none")


def form_secret() -> Markup:
    """Return the hidden field that each form needs; visitors need none."""
    session = current()
    if session is None:
        return Markup("")
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, session.form_token)


def is_sent_here() -> bool:
    """Return whether the browser itself says that one of our pages sends a request."""
    return request.headers.get("Sec-Fetch-Site", "") == "same-origin"


def comes_from_us() -> bool:
    """Return whether a write may have been meant by who sends it.

    Browsers say which site a request comes from. Where there is a session, its secret must come along, too;
    without one there is nothing that another site could use.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in FROM_US:
        return False
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc not in _hosts():
        return False
    session = current()
    return session is None or hmac.compare_digest(
        request.form.get(FIELD, "").encode(), session.form_token.encode()
    )


def _hosts() -> set[str]:
    public_url = services().settings.public_url
    return {request.host} | ({urlsplit(public_url).netloc} if public_url else set())
