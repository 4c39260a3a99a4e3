"""Territories of a level with their figures, for the API and for pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.directory.planning.selection import CoverageSelection
from app.directory.territories.figures import EVERYBODY, Figures, figures
from app.directory.territories.queries import LEVELS_OF_CODE, territories_sql
from app.platform.services import database

Territory = Mapping[str, Any]
"""Code, name, population, codes of what encloses it, `centroid` ([longitude, latitude] or None)."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Some territories of a level."""

    level: str
    territories: list[tuple[Territory, Figures]]
    matched: int
    """Number of territories that match, whatever the page."""
    outside: Figures
    """Figures of what lies in no territory of the level, but in the région or département asked for."""
    following: str | None
    """The last code of a page that another one follows."""
    directory_version: str
    """Of the directory that this was read from."""


def list_territories(
    level: str,
    filters: Mapping[str, Any],
    limit: int | None = None,
    selection: CoverageSelection = EVERYBODY,
    where: Mapping[str, Any] | None = None,
) -> Listed:
    """Read territories, in the order of their codes, with what a selection covers in them.

    `filters` holds the filters by name (`region`, `department`, `epci`, `words`, `code`) and `after_id`, the
    code that the page before ended with; `limit` is None for all of them. `where` names the territories that
    hold everything that is asked about, by level.
    """
    row = database().fetch_one(
        territories_sql(level, frozenset(filters)),
        {**filters, "limit": None if limit is None else limit + 1},
    )
    assert row is not None  # noqa: S101 - sub-selects answer one row
    rows, matched, version = row
    page = rows if limit is None else rows[:limit]
    counted = figures(version, selection, where)
    return Listed(
        level=level,
        territories=[(territory, counted.of(level, territory["code"])) for territory in page],
        matched=matched,
        outside=counted.outside(level, filters.get("region"), filters.get("department")),
        following=page[-1]["code"] if len(rows) > len(page) else None,
        directory_version=version,
    )


def levels_of(code: str) -> dict[str, str]:
    """Return the levels at which there is a territory of this code, and its name at each."""
    # PostgreSQL's text holds no NUL, so that no code has one.
    return {} if "\x00" in code else dict(database().fetch_all(LEVELS_OF_CODE, {"code": code}))
