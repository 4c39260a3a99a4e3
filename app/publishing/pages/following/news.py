"""The weekly mail: what changed in all that somebody follows."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.directory.following import queries
from app.directory.following.models import PLACE
from app.platform import clock
from app.platform.mail.letter import Block, Letter
from app.platform.mail.outbox import put
from app.platform.sessions.codes import Connection
from app.publishing.pages.finder.query import addressed
from app.publishing.pages.following.changes import Change, changes, changes_of_place, selection_of
from app.publishing.pages.following.mail import manage_url, search_in
from app.publishing.pages.people.links import mailed_url

KIND = "news"
MOST = 10
"""Places that a mail names of each subscription; the search has the rest."""
Row = tuple[Any, ...]


def send_news(connection: Connection) -> int:
    """Write the mails of this week that are not written yet, one a person; return how many.

    What has changed is read first, through the pool: no subscription is locked meanwhile. Those that were
    ended since are told of nothing.
    """
    due = connection.execute(queries.DUE, {"week": _week(), "now": clock.now()}).fetchall()
    collected = [(address, _collected(list(rows))) for address, rows in groupby(due, lambda row: row[0])]
    return sum(_tell(connection, address, news) for address, news in collected)


@dataclass(frozen=True, slots=True)
class _News:
    """Changes in one subscription."""

    number: int
    language: str
    count: int
    blocks: tuple[Block, ...]


def _collected(rows: list[Row]) -> list[_News]:
    news = []
    for _address, language, number, kind, query, title, since in rows:
        with force_locale(language):
            result = _changes(kind, query, since)
            blocks = _blocks(kind, query, title, result) if result else []
        news.append(_News(number, language, len(result), tuple(blocks)))
    return news


def _week() -> datetime:
    """Return the beginning of this week, Monday 0:00 in Paris."""
    today = clock.now_in_paris().date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(0), clock.PARIS)


def _tell(connection: Connection, address: str, news: list[_News]) -> bool:
    parameters = {"ids": [one.number for one in news], "now": clock.now()}
    still = {number for (number,) in connection.execute(queries.TOLD, parameters).fetchall()}
    due = [one for one in news if one.number in still and one.count]
    if not due:
        return False
    language, count = due[0].language, sum(one.count for one in due)
    with force_locale(language):
        blocks = [block for one in due for block in one.blocks]
        subject = ngettext(
            "Ce que vous suivez : %(num)s fiche a changé",
            "Ce que vous suivez : %(num)s fiches ont changé",
            count,
        )
        blocks.append(Block("link", _("Gérer ce que vous suivez"), manage_url(connection, address)))
        put(connection, KIND, address, Letter(language, subject, tuple(blocks)), can_wait=True)
    return True


def _changes(kind: str, query: str, since: datetime) -> list[Change]:
    if kind == PLACE:
        return changes_of_place(query, since)
    chosen = search_in(query)
    selection = selection_of(chosen) if chosen is not None else None
    return changes(selection, MOST + 1, since) if selection else []


def _blocks(kind: str, query: str, title: str, collected: list[Change]) -> list[Block]:
    blocks = [Block("text", title)]
    for change in collected[:MOST]:
        city = change.properties["city"]
        name = f"{change.card.name}, {city}" if city else change.card.name
        text = _("%(name)s (fermé)", name=name) if change.properties["status"] == "closed" else name
        blocks.append(Block("link", text, mailed_url("web.place", public_id=change.card.id)))
        if change.told:
            blocks.append(Block("text", change.told))
    if kind != PLACE:
        label = (
            _("La recherche entière")
            if len(collected) <= MOST
            else _("D’autres encore : la recherche entière")
        )
        blocks.append(Block("link", label, mailed_url("web.finder", **addressed(search_in(query) or {}))))
    return blocks
