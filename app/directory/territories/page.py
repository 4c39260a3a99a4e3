"""Content of the page of territories: the API's figures, in rows."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.directory.territories.figures import NOTHING, Figures
from app.directory.territories.listing import list_territories

OUTSIDE = ""
"""Code under which whatever lies in no territory of the level is shown."""


@dataclass(frozen=True, slots=True)
class TerritoryRow:
    """A territory's row."""

    code: str
    name: str | None
    figures: Figures
    longitude: float | None = None
    latitude: float | None = None

    @property
    def covered(self) -> float | None:
        """Share, 0 to 1, of the organisations that have equipment near; None where it is known of none."""
        return self.figures.coverage.share

    @property
    def shade(self) -> str:
        """Shade on the map: by quarters of the share, or apart: mostly unknown, nobody there."""
        coverage = self.figures.coverage
        if not coverage.organisations:
            return "none"
        if self.covered is None or coverage.unknown > coverage.covered + coverage.uncovered:
            return "unknown"
        return str(min(3, int(self.covered * 4)))


def rows(level: str) -> tuple[TerritoryRow, ...]:
    """Return every territory of a level, and what lies in none of them where there is anything."""
    listed = list_territories(level, {})
    shown = [
        TerritoryRow(one["code"], one["name"], figures, *(one["centroid"] or ()))
        for one, figures in listed.territories
    ]
    if listed.outside != NOTHING:
        shown.append(TerritoryRow(OUTSIDE, None, listed.outside))
    return tuple(shown)


def total(rows: tuple[TerritoryRow, ...]) -> TerritoryRow:
    """Return the sum over the rows."""
    return TerritoryRow(OUTSIDE, _("Ensemble"), sum((row.figures for row in rows), NOTHING))
