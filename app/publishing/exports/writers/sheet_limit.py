"""The rows that a sheet of XLSX holds; known without the library that writes it."""

from app.platform.files.workbook import MOST_ROWS
from app.publishing.exports.source import Source


class TooManyRowsError(Exception):
    """More features than a sheet has rows."""

    def __init__(self, features: int) -> None:
        super().__init__(
            f"A sheet of XLSX holds {MOST_ROWS:,} rows, and {features:,} are selected."
            " Narrow the filters, or take csv, gpkg or parquet."
        )


def check_rows(source: Source) -> None:
    """Refuse what does not fit on a sheet, before anything is written.

    Raises
    ------
    TooManyRowsError
        When the selection has more features than a sheet has rows.

    """
    if source.summary.features > MOST_ROWS:
        raise TooManyRowsError(source.summary.features)
