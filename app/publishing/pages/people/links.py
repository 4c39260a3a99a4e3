"""Addresses that people are led back to."""

import re

from app.platform.mail.links import mailed_url

__all__ = ["mailed_url", "own_path"]

LONGEST_PATH = 500
OWN_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*", re.ASCII)


def own_path(text: str) -> str:
    """Return a path of this site, or nothing where a text is none: nobody is led elsewhere."""
    return text if len(text) <= LONGEST_PATH and OWN_PATH.fullmatch(text) else ""
