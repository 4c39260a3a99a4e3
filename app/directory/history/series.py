"""Series of a territory's figures: rows of days, and what changed between the first and the last."""

from dataclasses import dataclass
from datetime import date

from app.directory.history.queries import LAST_DAY, SERIES
from app.directory.history.vocabulary import FIGURES
from app.platform.database.connection import Database


@dataclass(frozen=True, slots=True)
class Day:
    """Figures from a day on, until the next row."""

    day: date
    method: int
    figures: dict[str, int]
    """Every figure, 0 where it is."""


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of a territory between two days."""

    days: list[Day]
    last_counted: date | None
    """The last day that was counted; the last row holds until then."""

    @property
    def change(self) -> dict[str, int] | None:
        """Differences between the first row and the last; None where the method changed between them."""
        if not self.days or self.days[0].method != self.days[-1].method:
            return None
        first, last = self.days[0].figures, self.days[-1].figures
        return {name: last[name] - first[name] for name in FIGURES}


def series(database: Database, level: str, code: str, since: date, until: date) -> Series:
    """Return the series of a territory; it begins with what held on the day `since`."""
    where = {"level": level, "code": code, "since": since, "until": until}
    rows = database.fetch_all(SERIES, where)
    days = [
        Day(max(day, since), method, {name: figures.get(name, 0) for name in FIGURES})
        for day, method, figures in rows
    ]
    last = database.fetch_one(LAST_DAY, {"until": until})
    return Series(days, last[0] if last else None)
