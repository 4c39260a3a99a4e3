"""The report as one self-contained page: French first, no script, nothing loaded from anywhere."""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.platform.version import VERSION
from seeds.importing.reports.document import Report, summary_of
from seeds.reading.normalise.findings import finding
from seeds.reading.refused_rows import RefusedRow, write_part

NARROW_SPACE = "\u202f"
TEMPLATES = Path(__file__).parent / "templates"
SHOWN_ROWS = 500
"""Refused rows that the page shows for each run; the CSV has them all."""
LONGEST_DOWNLOAD = 2 << 20
"""Bytes of CSV that the page carries with it; longer ones are had from the command line."""


@dataclass(frozen=True, slots=True)
class _Section:
    """One run as the template wants it."""

    run: dict[str, Any]
    shown: list[RefusedRow]
    hidden: int
    download: str | None
    """The refused rows as CSV, base64; None where there is none or too much of it."""


def write_html(out: TextIO, reports: list[Report]) -> None:
    """Write the page. Every name and text of the files is escaped by the template."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"whole": _whole, "moment": _moment}
    page = environment.get_template("report.html").stream(
        runs=[summary_of(report.outcome) for report in reports],
        sections=_sections(reports),
        finding=finding,
        version=VERSION,
        shown_rows=SHOWN_ROWS,
    )
    page.enable_buffering()
    # A lone surrogate of a hostile file has no place in UTF-8.
    out.writelines(piece.encode("utf-8", "replace").decode("utf-8") for piece in page)


def _sections(reports: list[Report]) -> Iterator[_Section]:
    for report in reports:
        shown = list(islice(report.refused, SHOWN_ROWS))
        yield _Section(
            run=summary_of(report.outcome),
            shown=shown,
            hidden=max(0, report.outcome.tally.refused - len(shown)),
            download=_download(report) if shown else None,
        )


def _whole(number: int) -> str:
    """Return a whole number as French writes it, in groups of three."""
    return f"{number:,}".replace(",", NARROW_SPACE)


def _moment(text: str) -> str:
    """Return a time in UTC as French writes it: `24/11/2026 à 08:56 UTC`."""
    return f"{datetime.fromisoformat(text).astimezone(UTC):%d/%m/%Y à %H:%M} UTC"


class _LimitedText(io.StringIO):
    """Text that stops growing once it is too long."""

    def write(self, text: str, /) -> int:
        """Take a piece while there is room."""
        if self.tell() + len(text) > LONGEST_DOWNLOAD:
            raise OverflowError
        return super().write(text)


def _download(report: Report) -> str | None:
    out = _LimitedText(newline="")
    try:
        write_part(out, report.refused)
    except OverflowError:
        return None
    return base64.b64encode(out.getvalue().encode("utf-8-sig", "replace")).decode("ascii")
