"""The report at the end of an import, for people at a terminal."""

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from seeds.importing.import_file import ImportReport
from seeds.importing.reports.document import COUNTS, counts
from seeds.loading.occurrences import Occurrences
from seeds.reading.normalise.findings import finding
from seeds.reading.normalise.text import one_line

PART = "the file is a part of the source; rows that it does not hold stay as they are"
PLAIN_WIDTH = 120
"""Characters a line where no terminal says how wide it is."""
COUNT_COLUMNS = (*COUNTS, "s")


def summary(report: ImportReport) -> str:
    """Return one run in one line."""
    name = report.source.name
    if report.status == "skipped":
        return f"{name}: unchanged since the last import, skipped"
    if report.status == "failed":
        return f"{name}: failed, nothing was kept. {report.error}"
    figures = ", ".join(f"{count} {what}" for what, count in counts(report).items())
    return f"{name}: {figures} in {report.seconds:.1f} s"


def print_report(reports: Sequence[ImportReport], console: Console | None = None) -> None:
    """Print the runs as a table, then what was refused or left out, and where to find all of it."""
    console = console or Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, PLAIN_WIDTH)
    console.print(_table(reports))
    for report in reports:
        if report.status not in {"loaded", "checked"}:
            console.print(_plain(summary(report)))
        if report.part:
            console.print(_plain(f"{report.source.name}: {PART}"))
        _print_occurrences(console, f"{report.source.name}: refused", report.tally.refusals)
        _print_occurrences(console, f"{report.source.name}: noted", report.tally.remarks)
        _print_where(console, report)


def _print_where(console: Console, report: ImportReport) -> None:
    """Say where everything is of which only the beginning is shown."""
    is_kept = report.run_id is not None
    again = f"proxilieux report {report.run_id}" if is_kept else f"proxilieux check {report.file_name}"
    if report.tally.refused and is_kept:
        console.print(_plain(f"  all refused rows: proxilieux rejected {report.source.name}"))
    if any(occurrence.count > len(occurrence.lines) > 0 for occurrence in report.tally.remarks.values()):
        console.print(_plain(f"  all lines that were noted: {again} --json FILE.json"))


def _table(reports: Sequence[ImportReport]) -> Table:
    # Narrow enough for a terminal of eighty characters.
    table = Table("source", *COUNT_COLUMNS, box=SIMPLE_HEAD, padding=0, pad_edge=False, show_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for report in reports:
        numbers = (f"{number}" for number in counts(report).values())
        table.add_row(report.source.name, *numbers, f"{report.seconds:.1f}")
    return table


def _print_occurrences(console: Console, title: str, occurrences: Mapping[str, Occurrences]) -> None:
    for code, occurrence in sorted(occurrences.items(), key=lambda item: -item[1].count):
        lines = ", ".join(map(str, occurrence.lines))
        where = (
            f" (line {lines}{', ...' if occurrence.count > len(occurrence.lines) else ''})" if lines else ""
        )
        meaning = finding(code)
        example = occurrence.example or (meaning.en if meaning else "")
        console.print(_plain(f"{title} {occurrence.count}: {code}{where} {example}"))


def _plain(message: str) -> Text:
    """Return a message in which nothing is markup or a control sequence."""
    return Text(one_line(message) or "")
