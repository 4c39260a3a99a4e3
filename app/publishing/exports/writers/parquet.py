"""GeoParquet 1.1: WKB, a column of boxes beside it, row group by row group."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from pyarrow import parquet as pq

from app.publishing.exports.queries import Position
from app.publishing.exports.source import Source
from app.publishing.exports.writers.batches import GEOMETRY, MICROSECONDS, Batches

GROUP_BYTES = 8 * 1024 * 1024
"""Bytes of text for one row group."""
BOX = "bbox"
CORNERS = ("xmin", "ymin", "xmax", "ymax")
BOX_TYPE = pa.struct([pa.field(corner, pa.float64()) for corner in CORNERS])


def geoparquet(source: Source, path: Path) -> None:
    """Write a GeoParquet file in OGC:CRS84, which is what GeoParquet means where no system is named."""
    batches = Batches(source, Position.WKB, GROUP_BYTES, MICROSECONDS)
    schema = batches.schema.append(pa.field(BOX, BOX_TYPE)).with_metadata(_metadata(source))
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            boxes = _boxes(batch.column(GEOMETRY))
            writer.write_batch(pa.RecordBatch.from_arrays([*batch.columns, boxes], schema=schema))


def _metadata(source: Source) -> dict[str, str]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": [source.exported.geometry_type] if source.exported.has_points else [],
        "covering": {"bbox": {corner: [BOX, corner] for corner in CORNERS}},
    }
    if source.summary.extent is not None:
        column["bbox"] = source.summary.extent
    geo = {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
    return {"geo": json.dumps(geo), **source.about.as_texts()}


def _boxes(geometries: pa.Array) -> pa.Array:
    """Return the box of each geometry; null where there is none."""
    bounds = shapely.bounds(shapely.from_wkb(geometries.to_numpy(zero_copy_only=False)))
    corners = [pa.array(bounds[:, number]) for number in range(len(CORNERS))]
    absent = pa.array(np.isnan(bounds[:, 0]))
    return pa.StructArray.from_arrays(corners, fields=list(BOX_TYPE), mask=absent)
