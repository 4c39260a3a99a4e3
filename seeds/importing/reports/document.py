"""Report for machines: JSON, written row by row so that a million refusals fit."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

from app.platform.version import VERSION
from seeds.importing.import_file import ImportReport
from seeds.loading.occurrences import Occurrences
from seeds.reading.normalise.findings import finding
from seeds.reading.refused_rows import RefusedRow

COUNTS = ("read", "created", "updated", "unchanged", "merged", "refused", "vanished")
"""`read` is the sum of the five after it; vanished rows were not read."""


@dataclass(frozen=True, slots=True)
class Report:
    """One run or check, and the rows it refused, which can be gone through again and again."""

    outcome: ImportReport
    refused: Iterable[RefusedRow]


def counts(outcome: ImportReport) -> dict[str, int]:
    """Return the figures of a run by name, in the order of `COUNTS`."""
    tally = outcome.tally
    values = {
        "read": tally.read,
        "refused": tally.refused,
        "created": tally.counts.created,
        "updated": tally.counts.updated,
        "unchanged": tally.counts.unchanged,
        "merged": tally.counts.merged,
        "vanished": tally.counts.vanished,
    }
    return {name: values[name] for name in COUNTS}


def summary_of(outcome: ImportReport) -> dict[str, Any]:
    """Return everything that is known of a run but the refused rows themselves."""
    source = outcome.source
    return {
        "run": outcome.run_id,
        "source": source.name,
        "title": source.title,
        "publisher": source.publisher,
        "licence": source.licence,
        "attribution": source.attribution,
        "file": outcome.file_name,
        "part": outcome.part,
        "status": outcome.status,
        "error": outcome.error,
        "started_at": outcome.started_at.isoformat(),
        "seconds": round(outcome.seconds, 3),
        "counts": counts(outcome),
        "refusals": _occurrences(outcome.tally.refusals),
        "remarks": _occurrences(outcome.tally.remarks),
    }


def write_json(out: TextIO, reports: Sequence[Report]) -> None:
    """Write `{"program", "written_at", "runs": [...]}`, each run with its refused rows at its end."""
    head = {"program": f"proxilieux {VERSION}", "written_at": datetime.now(UTC).isoformat()}
    out.write(_dump(head)[:-1] + ', "runs": [')
    for number, report in enumerate(reports):
        out.write(",\n" if number else "\n")
        out.write(_dump(summary_of(report.outcome))[:-1] + ', "refused_rows": [')
        for position, row in enumerate(report.refused):
            out.write(",\n" if position else "\n")
            out.write(_dump(_row(row)))
        out.write("]}")
    out.write("\n]}\n")


def _row(row: RefusedRow) -> dict[str, Any]:
    return {"line": row.line_number, "code": row.code, "reason": row.reason, "record": dict(row.record)}


def _occurrences(by_code: Mapping[str, Occurrences]) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "count": occurrence.count,
            "outcome": found_as.outcome if (found_as := finding(code)) else None,
            "meaning": found_as.en if found_as else None,
            "lines": occurrence.lines,
            "all_lines": occurrence.told_lines or None,
            "example": occurrence.example or None,
        }
        for code, occurrence in sorted(by_code.items(), key=lambda item: (-item[1].count, item[0]))
    ]


def _dump(value: Mapping[str, Any]) -> str:
    # ASCII: a lone surrogate of a hostile file would not be UTF-8.
    return json.dumps(value, ensure_ascii=True, default=str)
