"""GeoJSON, as one collection and as lines: PostgreSQL writes it, it passes through."""

import json
from collections.abc import Iterator

from app.publishing.exports.queries import features_copy_sql
from app.publishing.exports.source import Source
from app.publishing.exports.writers.blocks import blocks

SEPARATOR = b",\n"


def geojson(source: Source) -> Iterator[bytes]:
    """Yield a FeatureCollection; a file without the number of features at its end was cut off."""
    head = json.dumps({"type": "FeatureCollection", **source.about.as_json()}, ensure_ascii=False)
    yield head[:-1].encode() + b',"features":[\n'
    count = 0
    sql = features_copy_sql(source.exported.resource, source.selection.filters, end=",")
    for block in blocks(source.copy(sql)):
        yield (SEPARATOR if count else b"") + b"".join(block)[: -len(SEPARATOR)]
        count += len(block)
    yield f'\n],"numberReturned":{count}}}\n'.encode()


def ndjson(source: Source) -> Iterator[bytes]:
    """Yield one Feature a line."""
    sql = features_copy_sql(source.exported.resource, source.selection.filters)
    for block in blocks(source.copy(sql)):
        yield b"".join(block)
