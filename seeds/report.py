"""The report at the end of an import, for people at a terminal."""

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from seeds.load import ImportReport
from seeds.loading.records import Occurrences
from seeds.normalise.text import one_line

PLAIN_WIDTH = 120
"""Characters a line where no terminal says how wide it is."""
COUNT_COLUMNS = ("read", "created", "updated", "unchanged", "merged", "refused", "vanished", "s")


def summary(report: ImportReport) -> str:
    """Return one run in one line."""
    name, tally = report.source.name, report.tally
    if report.status == "skipped":
        return f"{name}: unchanged since the last import, skipped"
    if report.status == "failed":
        return f"{name}: failed, nothing was kept. {report.error}"
    counts = tally.counts
    return (
        f"{name}: {tally.read} read, {counts.created} created, {counts.updated} updated,"
        f" {counts.unchanged} unchanged, {counts.merged} merged, {tally.refused} refused,"
        f" {counts.vanished} vanished in {report.seconds:.1f} s"
    )


def print_report(reports: Sequence[ImportReport], console: Console | None = None) -> None:
    """Print the runs as a table, then what was refused or left out, and where to find all of it."""
    console = console or Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, PLAIN_WIDTH)
    console.print(_table(reports))
    for report in reports:
        if report.status != "loaded":
            console.print(_plain(summary(report)))
        _print_occurrences(console, f"{report.source.name}: refused", report.tally.refusals)
        _print_occurrences(console, f"{report.source.name}: noted", report.tally.remarks)
        if report.tally.refused:
            console.print(_plain(f"  all refused rows: proxilieux rejected {report.source.name}"))


def _table(reports: Sequence[ImportReport]) -> Table:
    # Narrow enough for a terminal of eighty characters.
    table = Table("source", *COUNT_COLUMNS, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for report in reports:
        counts = report.tally.counts
        numbers = (
            report.tally.read,
            counts.created,
            counts.updated,
            counts.unchanged,
            counts.merged,
            report.tally.refused,
            counts.vanished,
        )
        table.add_row(report.source.name, *(f"{number}" for number in numbers), f"{report.seconds:.1f}")
    return table


def _print_occurrences(console: Console, title: str, occurrences: Mapping[str, Occurrences]) -> None:
    for code, occurrence in sorted(occurrences.items(), key=lambda item: -item[1].count):
        lines = ", ".join(map(str, occurrence.lines))
        where = (
            f" (line {lines}{', ...' if occurrence.count > len(occurrence.lines) else ''})" if lines else ""
        )
        console.print(_plain(f"{title} {occurrence.count}: {code}{where} {occurrence.example}"))


def _plain(message: str) -> Text:
    """Return a message in which nothing is markup or a control sequence."""
    return Text(one_line(message) or "")
