"""Description of a published source, beside how it is read."""

from dataclasses import dataclass
from typing import Literal

from seeds.loading.feed import FarPosition, Feed, Kind
from seeds.reading.base import Reader
from seeds.reading.lists import UNSAID, ListTerms

Updates = Literal["never", "yearly", "quarterly", "monthly", "weekly", "daily", "irregularly"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """A second file that a reader joins to the first, looked for beside it."""

    name: str
    file_name: str
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One published source."""

    name: str
    """Its name on the command line and on every record."""
    title: str
    publisher: str
    licence: str
    """A code of `app.directory.common.licences.LICENCES`."""
    attribution: str
    """Attribution, shown wherever its records are shown or exported."""
    file_name: str
    """Its file in a folder of published files."""
    reader: Reader
    kind: Kind
    updates: Updates
    """Frequency of the publisher's changes."""
    address: str | None = None
    """Address at the publisher's; None where it has no live address."""
    dated: str | None = None
    """Period of its content, where the file states it for all records: 2019, or 2024-01."""
    companions: tuple[Companion, ...] = ()
    far_position: FarPosition = "refuse"
    """Treatment of a record whose point is far from its commune."""
    workbooks: bool = False
    """Whether its file may be a workbook (XLSX)."""
    archives: bool = False
    """Whether its file may be a folder in a ZIP."""
    lists: bool = False
    """Whether a file holds some of the source's lists, each whole: what vanishes, vanishes from its list."""
    said_list: str = ""
    """The list (`seeds.reading.lists`) that whoever hands a file over says all of it is."""
    list_terms: ListTerms = UNSAID
    """Terms of its lists, stated by whoever hands the file over."""
    sheet: str = ""
    """The sheet that whoever hands over a workbook asks for."""
    is_survey: bool = False
    """Whether its records are answers of organisations that another source may know."""
    trust: int = 50
    """0 to 100: of two values that differ for one place, the more trusted source's is shown."""

    def feed(self, run_id: int) -> Feed:
        """Return what the loader is told about this source."""
        return Feed(
            source=self.name,
            kind=self.kind,
            licence=self.licence,
            run_id=run_id,
            far_position=self.far_position,
            lists=self.lists,
            list_terms=self.list_terms,
            is_survey=self.is_survey,
        )
