"""Addresses of our pages as mails name them."""

from flask import request, url_for

from app.platform.services import services
from app.platform.site.i18n import absolute


def mailed_url(endpoint: str, **values: str) -> str:
    """Return the address of one of our pages for a mail.

    The request's host is believed only where no address is set, and mail goes to nobody: else whoever asks
    for a code could choose where the link in another's mail leads.
    """
    path = url_for(endpoint, _external=False, **values)
    public_url = services().settings.public_url
    return public_url + path.removeprefix(request.script_root) if public_url else absolute(path)
