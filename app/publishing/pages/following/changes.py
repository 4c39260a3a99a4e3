"""Changes of the places that a search of the finder finds, the newest first."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, bindparam, func, select

from app.directory.following.queries import CHANGE_OF_PLACE
from app.directory.third_places.queries import THIRD_PLACES
from app.directory.third_places.vocabulary import STATUSES
from app.platform.database.connection import to_sql
from app.platform.listings.selection import HAS_WORD, Filters, Selection
from app.platform.listings.selection import selected as conditions_of
from app.platform.services import database
from app.publishing.pages.cards import Card, card
from app.publishing.pages.finder.page import fetch_reached, find_start
from app.publishing.pages.finder.query import Parameters, selected


@dataclass(frozen=True, slots=True)
class Change:
    """A place, and when it was last changed or confirmed."""

    properties: dict[str, Any]
    card: Card
    changed_at: datetime

    @property
    def summary(self) -> str:
        """Kind, address and equipment of the place, in a line."""
        equipment = ", ".join(label for _code, label in self.card.equipment)
        return " · ".join(filter(None, (self.card.kind, self.card.address, equipment)))


def selection_of(parameters: Parameters) -> Selection | None:
    """Return what the finder's parameters select, closed places too; None where they name nothing.

    A list around a start ends where the finder's does.
    """
    asked_here = {name: value for name, value in parameters.items() if name != "cursor"}
    origin, _ = find_start(asked_here)
    text = asked_here.get("q") if origin is None else None
    if text is not None and not HAS_WORD.search(text):
        return None
    chosen = selected(asked_here, origin, text)
    if origin is not None:
        _page, _selection, reach = fetch_reached(asked_here, origin, chosen)
        chosen = chosen if reach is None else {**chosen, "radius_km": float(reach)}
    # A place that closes is a change, too.
    return THIRD_PLACES.selection({**chosen, "status": list(STATUSES)})


def changes(selection: Selection, most: int, since: datetime | None = None) -> list[Change]:
    """Return the places of a selection that changed last, those after `since` only."""
    parameters = {**selection.parameters, "since": since, "most": most}
    return [_change(*row) for row in database().fetch_all(changes_sql(selection.filters), parameters)]


def changes_of_place(public_id: str, since: datetime) -> list[Change]:
    """Return the change of one place, if there was one after `since`."""
    parameters = {"public_id": public_id, "since": since}
    return [_change(*row) for row in database().fetch_all(CHANGE_OF_PLACE, parameters)]


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


def _change(text: str, changed_at: datetime) -> Change:
    feature = json.loads(text)
    return Change(feature["properties"], card(feature), changed_at)
