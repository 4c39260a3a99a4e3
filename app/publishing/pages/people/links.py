"""Addresses: those that mails name, and those that people are led back to."""

import re

from flask import request, url_for

from app.platform.services import services
from app.platform.site.i18n import absolute

LONGEST_PATH = 500
OWN_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*", re.ASCII)


def mailed_url(endpoint: str, **values: str) -> str:
    """Return the address of one of our pages for a mail.

    The request's host is believed only where no address is set, and mail goes to nobody: else whoever asks
    for a code could choose where the link in another's mail leads.
    """
    path = url_for(endpoint, _external=False, **values)
    public_url = services().settings.public_url
    return public_url + path.removeprefix(request.script_root) if public_url else absolute(path)


def own_path(text: str) -> str:
    """Return a path of this site, or nothing where a text is none: nobody is led elsewhere."""
    return text if len(text) <= LONGEST_PATH and OWN_PATH.fullmatch(text) else ""
