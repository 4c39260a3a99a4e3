"""« Demander à utiliser » : which places are asked, and the address of the form that asks them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from app.directory.requests.vocabulary import MOST_PLACES

NUMBERS = ("quantity", "learners")
TIMES = ("first", "until", "start", "end", "exceptions")
"""Fields of days and hours, as the form itself sends them."""
TEXTS = ("level", "message", "organisation")
SEVERAL = ("days", "equipment")
"""Fields that an address may name more than once."""
FIELDS = frozenset((*NUMBERS, *TIMES, *TEXTS, *SEVERAL))
"""Values that an address may fill into the form, by the names of its fields."""


def can_be_asked(properties: Mapping[str, Any]) -> bool:
    """Return whether a place is asked at all: not where it has closed for good."""
    return bool(properties["status"] != "closed")


def asking_url(public_ids: Sequence[str], fields: Mapping[str, Any] | None = None) -> str:
    """Return the address of the form for places, five at most, with fields filled in."""
    return url_for("web.requests.form", lieu=list(public_ids)[:MOST_PLACES], **(fields or {}))
