"""Features of a plan or of a scenario as a file: CSV, GeoJSON or GeoPackage, by the suffix."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import pyarrow as pa
import pyogrio
import shapely

from app.platform.files.formulas import escape_formula
from app.publishing.exports.dump import replacing, text_of

SUFFIXES = (".csv", ".geojson", ".gpkg")
Feature = dict[str, Any]


class OutputFile(click.Path):
    """A file to write, of one of `SUFFIXES`."""

    def __init__(self, suffixes: Sequence[str] = SUFFIXES) -> None:
        super().__init__(dir_okay=False, path_type=Path)
        self.suffixes = suffixes

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's
        """Return the path; refuse another suffix before anything is computed."""
        path = Path(str(super().convert(value, param, ctx)))
        if path.suffix.lower() not in self.suffixes:
            self.fail(f"{path}: its suffix must be one of {', '.join(self.suffixes)}.", param, ctx)
        return path


def write_features(path: Path, layer: str, features: Sequence[Feature]) -> None:
    """Write Features; the file takes its place when it is whole.

    Raises
    ------
    click.ClickException
        When it cannot be written.

    """
    try:
        if path.suffix.lower() == ".gpkg":
            _geopackage(path, layer, features)
        else:
            with replacing(path) as raw, text_of(raw) as file:
                if path.suffix.lower() == ".csv":
                    _csv(file, features)
                else:
                    json.dump(
                        {"type": "FeatureCollection", "features": list(features)}, file, ensure_ascii=False
                    )
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error


def _csv(file: Any, features: Sequence[Feature]) -> None:  # noqa: ANN401 - a file of text
    writer = csv.writer(file, lineterminator="\r\n")
    for number, feature in enumerate(features):
        properties = feature["properties"]
        if not number:
            writer.writerow(["id", "lon", "lat", *properties])
        lon, lat = (feature["geometry"] or {"coordinates": ("", "")})["coordinates"]
        writer.writerow([_cell(value) for value in (feature["id"], lon, lat, *properties.values())])


def _cell(value: object) -> object:
    if isinstance(value, str):
        return escape_formula(value)
    return "" if value is None else value


def _geopackage(path: Path, layer: str, features: Sequence[Feature]) -> None:
    points = [
        None if one["geometry"] is None else shapely.to_wkb(shapely.Point(one["geometry"]["coordinates"]))
        for one in features
    ]
    names = features[0]["properties"].keys() if features else ()
    columns = {name: [one["properties"][name] for one in features] for name in names}
    table = pa.table(
        {"id": [one["id"] for one in features], **columns, "geometry": pa.array(points, pa.binary())}
    )
    # In a folder, because GDAL may leave other files beside the one it is asked for.
    with TemporaryDirectory(dir=path.parent, prefix=".plan-") as folder:
        working = Path(folder) / path.name
        pyogrio.write_arrow(
            table,
            working,
            driver="GPKG",
            layer=layer,
            geometry_name="geometry",
            geometry_type="Point",
            crs="EPSG:4326",
        )
        working.replace(path)
