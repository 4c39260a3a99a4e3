"""Options and result of a load."""

from dataclasses import dataclass
from typing import Literal

from seeds.reading.lists import UNSAID, ListTerms

Kind = Literal[
    "communes", "regions", "departments", "places", "organisations", "projects", "support-offers", "grants",
    "building-access",
]  # fmt: skip
FarPosition = Literal["refuse", "commune_centroid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Source of records and what happens to them."""

    source: str
    kind: Kind
    licence: str | None = None
    """A code of `app.directory.common.licences.LICENCES`; territories carry none."""
    run_id: int | None = None
    """The import run that writes; None for the demonstration."""
    far_position: FarPosition = "refuse"
    """Treatment of a record whose point is far from its commune."""
    lists: bool = False
    """Whether records stand in lists, each whole: only lists that are held can lose records."""
    list_terms: ListTerms = UNSAID
    """Terms of the lists, stated by whoever hands the records over; they go before those of rows."""
    is_survey: bool = False
    """Whether the records are answers of organisations, known to the directory by SIRET, NDA or name."""
    replaces: bool = True
    """Whether a record replaces what is there; if not, only missing territories are added."""
    partial: bool = False
    """Whether the records are some of the source's; if so, the others have not vanished."""
    rehearsal: bool = False
    """Whether it is only counted what a load would do: no table of the directory is written or locked."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Changes that a load made to the rows of its source."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0
    """Created or updated rows that were found to be a place that another record already shows."""
    vanished: int = 0
    """Rows of an earlier run that the source does not hold any more."""
