"""The outlines of the demonstration: those of Natural Earth, which is in the public domain.

`departments.geojson` is drawn by `tests/support/ground.py`: each département is the state or province of that
name in Natural Earth 1:10m, simplified together with its neighbours. Régions are put together of them.
"""

import json
from importlib import resources
from typing import Any

import shapely

from app.directory.common.france import DEPARTMENTS, REGIONS
from seeds.loading.feed import Kind
from seeds.reading.records import Origin, OutlineRecord


def outlines() -> dict[Kind, list[OutlineRecord]]:
    """Return the outlines of the 18 régions and 101 départements by the kind of feed that takes them."""
    text = resources.files(__package__).joinpath("departments.geojson").read_text(encoding="utf-8")
    areas = {
        feature["properties"]["code"]: shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in json.loads(text)["features"]
    }
    region_of = {fact.code: fact.region_code for fact in DEPARTMENTS}
    return {
        "regions": [
            _record(fact, shapely.union_all([areas[code] for code in areas if region_of[code] == fact.code]))
            for fact in REGIONS
        ],
        "departments": [_record(fact, areas[fact.code]) for fact in DEPARTMENTS],
    }


def _record(fact: Any, area: Any) -> OutlineRecord:  # noqa: ANN401 - two kinds of fact; shapely is untyped
    whole = shapely.orient_polygons(shapely.multipolygons(shapely.get_parts(area)))
    drawing = shapely.to_wkb(whole)
    return OutlineRecord(
        origin=Origin(None, {}), code=fact.code, name=fact.name, outline=drawing, drawing=drawing
    )
