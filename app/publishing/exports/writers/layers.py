"""GeoPackage and FlatGeobuf, written by GDAL batch by batch."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio

from app.publishing.exports.queries import Position
from app.publishing.exports.source import Source
from app.publishing.exports.writers.batches import GEOMETRY, Batches

CRS = "EPSG:4326"
FGB_MOST_INDEXED = 5_000_000
"""GDAL holds the index in memory while it writes one."""


def geopackage(source: Source, path: Path) -> None:
    """Write a GeoPackage of one layer, with a spatial index; it holds times to a thousandth of a second.

    What is said of it is said of the layer: what is said of the dataset GDAL repeats in a file beside it
    whenever it is read.
    """
    about = source.about.as_texts()
    _write(
        source,
        path,
        driver="GPKG",
        layer_options={
            "IDENTIFIER": source.exported.title,
            "DESCRIPTION": _sentence(about),
            "GEOMETRY_NAME": GEOMETRY,
        },
    )


def flatgeobuf(source: Source, path: Path) -> None:
    """Write a FlatGeobuf: with a spatial index where every feature has a position, as the index demands."""
    indexed = source.summary.without_position == 0 and source.summary.features <= FGB_MOST_INDEXED
    _write(
        source,
        path,
        driver="FlatGeobuf",
        layer_options={
            "SPATIAL_INDEX": "YES" if indexed else "NO",
            "TITLE": source.exported.title,
            "DESCRIPTION": _sentence(source.about.as_texts()),
            "TEMPORARY_DIR": str(path.parent),
        },
    )


def _write(source: Source, path: Path, **options: Any) -> None:  # noqa: ANN401 - GDAL's own
    batches = Batches(source, Position.WKB)
    try:
        pyogrio.write_arrow(
            pa.RecordBatchReader.from_batches(batches.schema, iter(batches)),
            path,
            layer=source.exported.layer,
            geometry_name=GEOMETRY,
            geometry_type=source.exported.geometry_type,
            crs=CRS,
            layer_metadata=source.about.as_texts(),
            **options,
        )
    except Exception:
        # GDAL tells a failure of what it reads in words of its own.
        if batches.failure is not None:
            raise batches.failure from None
        raise


def _sentence(about: dict[str, str]) -> str:
    return " ".join(f"{name}: {text}" for name, text in about.items() if text)
