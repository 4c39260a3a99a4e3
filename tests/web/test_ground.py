"""Our own base map over HTTP: light, whole, and thanked for."""

import json

import pytest
import shapely
from flask.testing import FlaskClient
from support.rows import Rows, execute

from app.directory.common.france import DEPARTMENTS
from app.platform.site.assets import asset_url
from app.publishing.pictures.ground import in_degrees, layers

SIZE_LIMIT = 150_000
"""Bytes beyond those of a visit without the base map."""
FIRST_TILES = [(row, column) for row in (2, 3) for column in (3, 4)]
"""Names that a first look at France asks for, matrix 3."""


def weight(client: FlaskClient, path: str) -> int:
    response = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert response.status_code in {200, 204}, path
    return len(response.data)


def of_a_first_visit(client: FlaskClient) -> int:
    with client.application.test_request_context():
        files = [asset_url(name) for name in ("js/ground.js", "js/vector_tile.js", "ground.mvt")]
    tiles = "/ogc/collections/communes/tiles/WebMercatorQuad/3"
    names = [f"{tiles}/{row}/{column}" for row, column in FIRST_TILES]
    return sum(weight(client, path) for path in (*files, "/carte/contours/region.json", *names))


def test_a_first_visit_with_it_is_light(client: FlaskClient) -> None:
    assert of_a_first_visit(client) <= SIZE_LIMIT


@pytest.mark.shared_data
def test_a_first_visit_with_it_is_light_over_published_data(published_client: FlaskClient) -> None:
    assert of_a_first_visit(published_client) <= SIZE_LIMIT


@pytest.mark.parametrize(
    ("layer", "longitude", "latitude"),
    [
        ("home", 2.4, 46.6),
        ("home", -61.0, 14.65),
        ("home", -53.0, 4.0),
        ("home", 55.5, -21.1),
        ("home", 9.1, 42.2),
        ("abroad", -3.7, 40.4),
        ("abroad", 13.4, 52.5),
        ("abroad", 165.6, -21.4),
        ("abroad", -95.0, 40.0),
    ],
)
def test_land_is_where_it_is(layer: str, longitude: float, latitude: float) -> None:
    shapes = shapely.transform(shapely.GeometryCollection(list(layers()[layer])), in_degrees)
    assert any(part.contains(shapely.Point(longitude, latitude)) for part in shapes.geoms)


def test_the_sea_is_nobodys() -> None:
    for longitude, latitude in ((-6.0, 46.0), (5.0, 41.5), (-40.0, 30.0)):
        point = shapely.Point(longitude, latitude)
        for layer in ("home", "abroad"):
            shapes = shapely.transform(shapely.GeometryCollection(list(layers()[layer])), in_degrees)
            assert not any(part.contains(point) for part in shapes.geoms)


def test_the_demonstration_has_the_shapes_of_all_departements(client: FlaskClient) -> None:
    document = client.get("/carte/contours/department.json").get_json(force=True)
    found = {one["id"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in document["features"]}
    assert set(found) == {fact.code for fact in DEPARTMENTS}
    assert document["attribution"] is None  # Natural Earth's, which the map thanks for its land already
    for code, (longitude, latitude) in {"69": (4.6, 45.9), "2A": (8.9, 41.8), "974": (55.5, -21.1)}.items():
        assert found[code].contains(shapely.Point(longitude, latitude)), code
    regions = client.get("/carte/contours/region.json").get_json(force=True)["features"]
    assert len(regions) == 18


def test_published_outlines_are_thanked_for(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.mark("published")
    execute(
        empty_url,
        "INSERT INTO data_source (name, title, publisher, licence, attribution, trust)"
        " VALUES ('departments', 'x', 'x', 'LO-2.0', 'IGN Admin Express, ANCT', 1)",
    )
    assert made.get("/carte/contours/department.json").get_json(force=True) == {
        "type": "FeatureCollection",
        "attribution": "IGN Admin Express, ANCT",
        "features": [],
    }
