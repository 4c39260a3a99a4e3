"""Outlines of the demonstration: all territories, whole, and with borders that neighbours share."""

import shapely

from app.directory.common.france import DEPARTMENTS, REGIONS
from seeds.fictional.demo.geography import towns
from seeds.fictional.demo.outlines import outlines


def test_every_territory_has_one() -> None:
    found = outlines()
    assert [one.code for one in found["departments"]] == [fact.code for fact in DEPARTMENTS]
    assert [one.code for one in found["regions"]] == [fact.code for fact in REGIONS]


def test_borders_are_shared() -> None:
    for records in outlines().values():
        areas = shapely.from_wkb([one.outline for one in records])
        assert shapely.is_valid(areas).all()
        assert shapely.coverage_is_valid(areas)


def test_towns_lie_in_their_departement() -> None:
    areas = {one.code: shapely.from_wkb(one.outline) for one in outlines()["departments"]}
    # Shapes are rough, and towns stand on coasts and borders: 0.05 degrees are some five kilometres.
    away = [
        town.name
        for town in towns()
        if areas[town.department].distance(shapely.Point(town.longitude, town.latitude)) > 0.05
    ]
    assert away == []
