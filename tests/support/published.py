"""The published files beside the checkout, and what became of their rows."""

import csv
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from support.importing import value

from seeds.sources.registry import BY_NAME


def read(folder: Path, source: str) -> list[dict[str, str]]:
    """Return the rows of a published file."""
    with (folder / BY_NAME[source].file_name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def place(engine: Engine, source: str, record_id: str, what: str) -> Any:
    """Return one column, or one expression in SQL, of the place that a row became."""
    query = f"SELECT {what} FROM third_place WHERE source = :source AND source_record_id = :id"  # noqa: S608
    return value(engine, query, source=source, id=record_id)
