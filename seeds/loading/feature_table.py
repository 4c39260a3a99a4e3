"""Tables of features, their children, and a feature that is ready to be staged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from psycopg import Cursor

from seeds.loading.locate import Located
from seeds.loading.staging import Column, Row
from seeds.reading.lists import UNSAID, ListTerms

LOCATION = (
    Column("address"),
    Column("postcode"),
    Column("city"),
    Column("position_precision"),
    Column("commune_code"),
    Column("department_code"),
    Column("region_code"),
    Column("epci_code"),
)
_VALUES = attrgetter(*(column.name for column in LOCATION))
KEY = (Column("source_record_id"), Column("list"), Column("content_hash", "bytea"))
POINT = (Column("longitude", "double precision"), Column("latitude", "double precision"))


@dataclass(frozen=True, slots=True)
class Child:
    """A table whose rows belong to one feature and are replaced with it."""

    table: str
    parent: str
    columns: tuple[Column, ...]
    hashed: bool = True
    """Whether its rows are content. If not, they are derived and written at every run."""
    stated: tuple[Column, ...] = ()
    """Columns that no source fills: what people have stated does (`app.directory.contributions.overlay`)."""


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """A table of features: what a record gives it, and what belongs to it."""

    name: str
    columns: tuple[Column, ...]
    """Beside `LOCATION` and provenance; the values of a row come in this order."""
    children: tuple[Child, ...]
    refresh: str = ""
    """SQL function that rewrites the listing's rows of given ids; none where the listing is a view."""
    is_located: bool = True
    """Whether it has `LOCATION` and a position."""
    derived: tuple[Column, ...] = ()
    """Columns that follow from the others and from the day of the run."""
    lay_over: Callable[[Cursor, str], None] | None = None
    """Given a cursor and a source: puts what people have stated into the staged records."""


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One feature, ready to be staged."""

    source_record_id: str
    located: Located
    values: Row
    children: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    derived: Row = ()
    list: str = ""
    terms: ListTerms = UNSAID


def location_values(located: Located) -> tuple[object, ...]:
    """Return the values of the `LOCATION` columns."""
    values: tuple[object, ...] = _VALUES(located)
    return values
