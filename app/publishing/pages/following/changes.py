"""Changes of the places that a search of the finder finds, the newest first."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import DateTime, bindparam, func, select

from app.directory.contributions.history import changed_fields
from app.directory.following.queries import CHANGE_OF_PLACE, REVISIONS_OF
from app.directory.third_places.queries import THIRD_PLACES
from app.directory.third_places.vocabulary import STATUSES
from app.platform.database.connection import to_sql
from app.platform.listings.selection import HAS_WORD, Filters, Selection
from app.platform.listings.selection import selected as conditions_of
from app.platform.services import database
from app.publishing.pages.cards import Card, card
from app.publishing.pages.finder.page import fetch_reached, find_start
from app.publishing.pages.finder.query import Parameters, selected
from app.publishing.pages.people.history_words import field_label

MOST_NAMED = 6
"""Fields that are named of one place."""
UNTOLD = frozenset({"source_updated_on", "licence"})
"""Fields that change while nothing is otherwise for who follows."""


@dataclass(frozen=True, slots=True)
class Change:
    """A place, and when it was last changed or confirmed."""

    properties: dict[str, Any]
    card: Card
    changed_at: datetime
    fields: tuple[str, ...] = ()
    """Names of the fields that have changed, as far as revisions tell."""
    is_new: bool = False

    @property
    def told(self) -> str:
        """The change in a line; nothing where it was only confirmed."""
        if self.is_new:
            return str(_("Nouvelle fiche"))
        named = [field_label(name) for name in self.fields[:MOST_NAMED]]
        more = ["…"] if len(self.fields) > MOST_NAMED else []
        return _("Modifié : %(fields)s", fields=", ".join(named + more)) if named else ""

    @property
    def summary(self) -> str:
        """The change, kind, address and equipment of the place, in a line."""
        equipment = ", ".join(label for _code, label in self.card.equipment)
        return " · ".join(filter(None, (self.told, self.card.kind, self.card.address, equipment)))


def selection_of(parameters: Parameters) -> Selection | None:
    """Return what the finder's parameters select, closed places too; None where they name nothing.

    A list around a start ends where the finder's does.
    """
    asked_here = {name: value for name, value in parameters.items() if name != "cursor"}
    origin, _start = find_start(asked_here)
    text = asked_here.get("q") if origin is None else None
    if text is not None and not HAS_WORD.search(text):
        return None
    chosen = selected(asked_here, origin, text)
    if origin is not None:
        _found, _selection, reach = fetch_reached(asked_here, origin, chosen)
        chosen = chosen if reach is None else {**chosen, "radius_km": float(reach)}
    # A place that closes is a change, too.
    return THIRD_PLACES.selection({**chosen, "status": list(STATUSES)})


def changes(selection: Selection, most: int, since: datetime | None = None) -> list[Change]:
    """Return the places of a selection that changed last, those after `since` only."""
    parameters = {**selection.parameters, "since": since, "most": most}
    rows = database().fetch_all(changes_sql(selection.filters), parameters)
    return _with_fields([_change(*row) for row in rows], since)


def changes_of_place(public_id: str, since: datetime) -> list[Change]:
    """Return the change of one place, if there was one after `since`."""
    parameters = {"public_id": public_id, "since": since}
    rows = database().fetch_all(CHANGE_OF_PLACE, parameters)
    return _with_fields([_change(*row) for row in rows], since)


@lru_cache(maxsize=256)
def changes_sql(filters: Filters) -> str:
    """Return the SQL of the newest changes among selected places: the Feature (text), and when it changed."""
    listing = THIRD_PLACES.listing
    changed_at = func.greatest(listing.updated_at, listing.confirmed_at)
    since = bindparam("since", type_=DateTime(timezone=True))
    statement = (
        select(listing.feature_head + listing.feature_tail, changed_at)
        .where(changed_at > func.coalesce(since, func.to_timestamp(0)), *conditions_of(THIRD_PLACES, filters))
        .order_by(changed_at.desc(), listing.public_id)
        .limit(bindparam("most"))
    )
    return THIRD_PLACES.over(filters, to_sql(statement))


def _with_fields(collected: list[Change], since: datetime | None) -> list[Change]:
    """Return changes with the names of the fields that revisions say have changed."""
    ids = [change.card.id for change in collected]
    fields: dict[str, dict[str, None]] = {}
    made: set[str] = set()
    for public_id, old, new in (
        database().fetch_all(REVISIONS_OF, {"ids": ids, "since": since}) if ids else []
    ):
        if old is None:
            made.add(public_id)
        elif new is not None:
            fields.setdefault(public_id, {}).update(dict.fromkeys(changed_fields(old, new)))
    return [
        replace(
            change,
            is_new=change.card.id in made,
            fields=tuple(name for name in fields.get(change.card.id, {}) if name not in UNTOLD),
        )
        for change in collected
    ]


def _change(text: str, changed_at: datetime) -> Change:
    feature = json.loads(text)
    return Change(feature["properties"], card(feature), changed_at)
