"""KML 2.2: one Placemark a feature, its columns as typed data beside it."""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa

from app.platform.files.xml_text import possible
from app.platform.listings.columns import Column, ColumnType
from app.publishing.exports.queries import Position
from app.publishing.exports.source import Source
from app.publishing.exports.writers.batches import GEOMETRY, MICROSECONDS, Batches

BATCH_BYTES = 256 * 1024
TYPES = {ColumnType.NUMBER: "double", ColumnType.BOOLEAN: "bool"}
"""KML's names; all others are text."""
NAMES = ("name", "title", "purpose")
"""Columns that a Placemark is named after: the first of them that a resource has."""


def kml(source: Source) -> Iterator[bytes]:
    """Yield a document. Descriptions stand beside the others, not where viewers would run them as HTML."""
    batches = Batches(source, Position.KML, BATCH_BYTES, MICROSECONDS)
    known = {column.name for column in batches.columns}
    naming = next(name for name in NAMES if name in known)
    columns = [column for column in batches.columns if column.name not in {GEOMETRY, naming}]
    yield _head(source, columns).encode()
    for batch in batches:
        yield "".join(_placemarks(batch, naming, columns, source.exported.layer)).encode()
    yield b"</Document>\n</kml>\n"


def _head(source: Source, columns: Sequence[Column]) -> str:
    about = source.about.as_texts()
    layer = quoteattr(source.exported.layer)
    extended = "".join(
        f"<Data name={quoteattr(name)}>{_element('value', text)}</Data>" for name, text in about.items()
    )
    fields = "".join(
        f"<SimpleField name={quoteattr(column.name)} type={quoteattr(TYPES.get(column.type, 'string'))}/>"
        for column in columns
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n'
        f"<Document id={layer}>{_element('name', source.exported.title)}"
        f"{_element('description', _sentences(about))}<ExtendedData>{extended}</ExtendedData>\n"
        f"<Schema name={layer} id={layer}>{fields}</Schema>\n"
    )


def _sentences(about: dict[str, str]) -> str:
    # Viewers take a description for HTML.
    return "<br>".join(escape(f"{name}: {text}") for name, text in about.items())


def _placemarks(batch: pa.RecordBatch, naming: str, columns: Sequence[Column], layer: str) -> Iterator[str]:
    ids, names, geometries = (batch.column(name).to_pylist() for name in ("id", naming, GEOMETRY))
    cells = zip(*(batch.column(column.name).to_pylist() for column in columns), strict=True)
    openings = [f"<SimpleData name={quoteattr(column.name)}>" for column in columns]
    schema = f"<ExtendedData><SchemaData schemaUrl={quoteattr('#' + layer)}>"
    for public_id, name, geometry, values in zip(ids, names, geometries, cells, strict=True):
        data = "".join(
            f"{opening}{_text(value)}</SimpleData>"
            for opening, value in zip(openings, values, strict=True)
            if value is not None
        )
        yield (
            f"<Placemark id={quoteattr(possible(public_id))}>{_element('name', name)}"
            f"{schema}{data}</SchemaData></ExtendedData>{geometry or ''}</Placemark>\n"
        )


def _element(name: str, text: str | None) -> str:
    return "" if text is None else f"<{name}>{_text(text)}</{name}>"


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, float):
        return repr(value)
    # A carriage return that is not written as a reference is read as a line feed.
    return escape(possible(value), {"\r": "&#13;"})
