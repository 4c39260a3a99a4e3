"""The formats of an export. A new one is a writer and one entry in `FORMATS`."""

import importlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.platform.files.workbook_cells import XLSX
from app.platform.listings.feature_collection import GEOJSON
from app.publishing.exports.source import Source
from app.publishing.exports.writers.geojson import geojson, ndjson
from app.publishing.exports.writers.sheet_limit import check_rows
from app.publishing.exports.writers.standard import standard_csv, standard_json
from app.publishing.exports.writers.table import table_csv

CSV = "text/csv; charset=utf-8; header=present"
JSON = "application/json"
STANDARD = "mediation-numerique"
"""The profile that gives the national standard's fields."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """A text, sent while it is read."""

    suffix: str
    media_type: str
    title: str
    chunks: Callable[[Source], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Filed:
    """A file that is whole before its first byte is sent, because its format needs it to be."""

    suffix: str
    media_type: str
    title: str
    write: Callable[[Source, Path], None]
    check: Callable[[Source], None] = lambda _source: None
    """Refuses a selection that the format cannot hold."""


Format = Streamed | Filed


def _later(module: str, function: str) -> Callable[..., Any]:
    """Return a writer whose module, Arrow and GDAL with it, is imported when it first writes."""

    def write(*arguments: Any) -> Any:  # noqa: ANN401 - what the writer takes and gives
        writers = importlib.import_module(f"app.publishing.exports.writers.{module}")
        return getattr(writers, function)(*arguments)

    return write


FORMATS: Mapping[str, Format] = {
    format_.suffix: format_
    for format_ in (
        Streamed("geojson", GEOJSON, "GeoJSON", geojson),
        Streamed("ndjson", "application/x-ndjson", "newline-delimited GeoJSON", ndjson),
        Streamed("csv", CSV, "CSV", table_csv),
        Filed("gpkg", "application/geopackage+sqlite3", "GeoPackage", _later("layers", "geopackage")),
        Filed("fgb", "application/flatgeobuf", "FlatGeobuf", _later("layers", "flatgeobuf")),
        Filed("parquet", "application/vnd.apache.parquet", "GeoParquet", _later("parquet", "geoparquet")),
        Streamed("kml", "application/vnd.google-earth.kml+xml", "KML", _later("kml", "kml")),
        Filed(
            "xlsx",
            XLSX,
            "XLSX",
            _later("workbook", "xlsx"),
            check_rows,
        ),
    )
}
"""Formats by suffix."""

Inexpressible = Counter[str]
STANDARD_WRITERS: Mapping[str, Callable[[Source, Inexpressible], Iterator[bytes]]] = {
    "csv": standard_csv,
    "json": standard_json,
}
"""The national standard's forms, by suffix; they count what the standard cannot hold, by reason."""
STANDARD_MEDIA_TYPES = {"csv": CSV, "json": JSON}


def standard_format(suffix: str, inexpressible: Inexpressible | None = None) -> Streamed:
    """Return a form of the national standard; what it cannot hold is counted in `inexpressible`."""
    counted = Counter() if inexpressible is None else inexpressible
    writer = STANDARD_WRITERS[suffix]
    return Streamed(suffix, STANDARD_MEDIA_TYPES[suffix], STANDARD, lambda source: writer(source, counted))
