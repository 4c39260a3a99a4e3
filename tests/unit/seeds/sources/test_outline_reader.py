import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import box, mapping
from shapely.geometry.base import BaseGeometry

from seeds.reading.files import SourceFileError, inspect
from seeds.reading.records import OutlineRecord, Refusal
from seeds.sources.outlines import read_regions

BRETAGNE, LOIRE = "53", "52"


def feature(code: str | None, geometry: BaseGeometry | None, **properties: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"insee_reg": code, "lib_reg": f"Région {code}", **properties},
        "geometry": None if geometry is None else mapping(geometry),
    }


def read(folder: Path, *features: dict[str, Any]) -> list[Any]:
    path = folder / "regions.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return list(read_regions(inspect(path), lambda _done: None))


def ragged(west: float, east: float) -> BaseGeometry:
    """A square whose eastern border has more corners than a drawing needs."""
    steps = [number / 200 for number in range(201)]
    border = [(east + 0.001 * (index % 2), 46 + step) for index, step in enumerate(steps)]
    return shapely.Polygon([(west, 47), (west, 46), *border])


def test_drawings_are_light_and_keep_the_common_border(tmp_path: Path) -> None:
    west = ragged(0, 1)
    east = box(0.5, 46, 2, 47).difference(west)
    west_record, east_record = read(tmp_path, feature(BRETAGNE, west), feature(LOIRE, east))
    drawings = [shapely.from_wkb(record.drawing) for record in (west_record, east_record)]
    assert shapely.coverage_is_valid(drawings)
    assert shapely.get_num_coordinates(drawings[0]) < shapely.get_num_coordinates(west) / 10
    assert shapely.from_wkb(west_record.outline).equals(west)
    assert {shapely.from_wkb(record.outline).geom_type for record in (west_record, east_record)} == {
        "MultiPolygon"
    }


def test_small_islands_stay(tmp_path: Path) -> None:
    island = box(3, 46, 3.001, 46.001)
    (record,) = read(tmp_path, feature(BRETAGNE, shapely.union_all([box(0, 46, 1, 47), island])))
    assert isinstance(record, OutlineRecord)
    assert shapely.get_num_geometries(shapely.from_wkb(record.drawing)) == 2


@pytest.mark.parametrize(
    ("code", "geometry", "refused_as"),
    [
        ("99", box(0, 46, 1, 47), "territory_unknown"),
        (None, box(0, 46, 1, 47), "territory_unknown"),
        (BRETAGNE, None, "outline_missing"),
        (BRETAGNE, shapely.Point(0, 46), "outline_missing"),
    ],
)
def test_features_that_are_refused(
    tmp_path: Path, code: str | None, geometry: BaseGeometry | None, refused_as: str
) -> None:
    refusal, record = read(tmp_path, feature(code, geometry), feature(LOIRE, box(5, 46, 6, 47)))
    assert isinstance(refusal, Refusal)
    assert refusal.code == refused_as
    assert refusal.origin.line_number is None
    assert record.code == LOIRE


def test_an_outline_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(0, 46), (1, 47), (1, 46), (0, 47)])
    (record,) = read(tmp_path, feature(BRETAGNE, bow_tie))
    assert shapely.from_wkb(record.outline).is_valid


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("not JSON", "not GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "holds no features|no insee"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "regions.geojson"
    path.write_text(content)
    with pytest.raises(SourceFileError, match=message):
        list(read_regions(inspect(path), lambda _done: None))


def test_properties_that_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "regions.geojson"
    other = {"type": "Feature", "properties": {"code": "53"}, "geometry": mapping(box(0, 46, 1, 47))}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [other]}))
    with pytest.raises(SourceFileError, match="no insee_reg and lib_reg or code and nom"):
        list(read_regions(inspect(path), lambda _done: None))


def test_the_form_of_the_live_address(tmp_path: Path) -> None:
    path = tmp_path / "regions.geojson"
    live = {
        "type": "Feature",
        "properties": {"code": BRETAGNE, "nom": "Bretagne"},
        "geometry": mapping(box(-4, 47, -1, 49)),
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [live]}))
    (record,) = list(read_regions(inspect(path), lambda _done: None))
    assert isinstance(record, OutlineRecord)
    assert (record.code, record.name) == (BRETAGNE, "Bretagne")


def test_rings_run_as_geojson_has_them(tmp_path: Path) -> None:
    hole = shapely.Polygon([(0.2, 46.2), (0.4, 46.2), (0.4, 46.4), (0.2, 46.4)])
    clockwise = shapely.orient_polygons(box(0, 46, 1, 47).difference(hole), exterior_cw=True)
    (record,) = read(tmp_path, feature(BRETAGNE, clockwise))
    for written in (record.outline, record.drawing):
        (polygon,) = shapely.get_parts(shapely.from_wkb(written))
        assert shapely.is_ccw(polygon.exterior)
        assert [shapely.is_ccw(ring) for ring in polygon.interiors] == [False]
