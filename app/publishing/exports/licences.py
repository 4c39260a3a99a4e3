"""Records that an export of one licence leaves out."""

from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import func, select

from app.directory.common.licences import LICENCE_FACTS
from app.platform.database.conditions import equals
from app.platform.database.connection import Row, to_sql
from app.platform.listings.selection import LICENCE, Filters, Resource, Selection, selected

LICENCE_URLS = {fact.code: fact.url for fact in LICENCE_FACTS}
"""Addresses of the licences that can be promised."""


def left_out_by_licence(
    connection: psycopg.Connection[Row], resource: Resource, selection: Selection
) -> dict[str, int]:
    """Return how many features the other filters select under each other licence than the one asked for.

    Empty where no licence was asked for: then nothing is left out.
    """
    if LICENCE not in selection.filters.names:
        return {}
    sql = _others_sql(resource, selection.filters)
    return dict(connection.execute(sql.encode(), selection.parameters).fetchall())


@lru_cache(maxsize=256)
def _others_sql(resource: Resource, filters: Filters) -> str:
    listing: Any = resource.listing
    wider = filters._replace(names=filters.names - {LICENCE})
    statement = (
        select(listing.licence, func.count())
        .where(~equals(listing.licence, LICENCE), *selected(resource, wider))
        .group_by(listing.licence)
        .order_by(listing.licence)
    )
    return resource.over(filters, to_sql(statement))


def licence_statement(licence: str | None) -> str:
    """Return what an export says of its licence; `licence` is the one asked for."""
    if licence is None:
        return "Each feature carries its own `licence`; `unconfirmed` may not be reused as open data yet."
    return f"{licence}: every feature is under this licence; `left_out` counts the others."
