"""OGC API – Tiles, Part 1 (20-057): requirements, one test each; and of the Tile Matrix Set (17-083r4)."""

import pytest
from support.ogc import Service, href, link
from support.tiles import EXTENT, MVT, decoded

RELATION = "http://www.opengis.net/def/rel/ogc/1.0"
TILESETS, SCHEME, SCHEMES = (
    f"{RELATION}/{name}" for name in ("tilesets-vector", "tiling-scheme", "tiling-schemes")
)
URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
FRANCE = {"tileMatrix": "5", "tileRow": "11", "tileCol": "16"}
FIRST_SCALE, HALF = 559082264.0287178, 20037508.3427892


def tileset(service: Service, collection_id: str) -> dict[str, object]:
    found = service.json(f"/collections/{collection_id}")["links"]
    listed = service.json(str(href(found, TILESETS)), Accept="application/json")["tilesets"]
    document: dict[str, object] = service.json(str(href(listed[0]["links"], "self")))
    return document


def tile_address(service: Service, collection_id: str, **numbers: str) -> str:
    template = str(href(tileset(service, collection_id)["links"], "item", MVT))  # type: ignore[arg-type]
    for name, value in (FRANCE | numbers).items():
        template = template.replace(f"{{{name}}}", value)
    assert "{" not in template
    return template


def test_req_core_tc_op(service: Service, collection_id: str) -> None:
    answer = service.get(tile_address(service, collection_id))
    assert answer.status == 200
    assert answer.version == 11


def test_req_core_tc_tilematrix_definition(service: Service) -> None:
    matrices = {one["id"] for one in service.json("/tileMatrixSets/WebMercatorQuad")["tileMatrices"]}
    limits = tileset(service, "third-places")["tileMatrixSetLimits"]
    for one in limits:  # type: ignore[attr-defined]
        assert one["tileMatrix"] in matrices
        assert service.get(
            tile_address(service, "third-places", tileMatrix=one["tileMatrix"], tileRow="0", tileCol="0")
        ).status in {200, 204}


@pytest.mark.parametrize("name", ["tileRow", "tileCol"])
def test_req_core_tc_tilerow_definition(service: Service, name: str) -> None:
    last = {"tileMatrix": "3", "tileRow": "0", "tileCol": "0", name: "7"}
    assert service.get(tile_address(service, "third-places", **last)).status in {200, 204}
    assert service.get(tile_address(service, "third-places", **(last | {name: "8"}))).status == 404


def test_req_core_tc_tilecol_definition(service: Service) -> None:
    """Columns are counted eastwards, rows southwards: France is north of the equator, east of the middle."""
    found = {
        (row, column): service.get(
            tile_address(service, "departments", tileMatrix="4", tileRow=str(row), tileCol=str(column))
        ).status
        for row, column in ((5, 8), (10, 8), (5, 0))
    }
    assert found == {(5, 8): 200, (10, 8): 204, (5, 0): 204}


def test_req_core_tc_success(service: Service, collection_id: str) -> None:
    answer = service.get(tile_address(service, collection_id), Accept=MVT)
    assert answer.status == 200
    assert answer.media_type == MVT
    assert decoded(answer.body)


@pytest.mark.parametrize(
    "numbers", [("19", "0", "0"), ("2", "4", "0"), ("2", "0", "4"), ("x", "0", "0"), ("0", "-1", "0")]
)
def test_req_core_tc_error(service: Service, numbers: tuple[str, str, str]) -> None:
    named = dict(zip(("tileMatrix", "tileRow", "tileCol"), numbers, strict=True))
    assert service.get(tile_address(service, "third-places", **named)).status == 404


def test_req_core_tc_error_of_an_empty_tile(service: Service, collection_id: str) -> None:
    answer = service.get(tile_address(service, collection_id, tileMatrix="8", tileRow="0", tileCol="0"))
    assert answer.status == 204
    assert answer.body == b""


def test_req_core_conformance_success(service: Service) -> None:
    declared = service.json("/conformance")["conformsTo"]
    for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt"):
        assert f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}" in declared


def test_req_tileset_description(service: Service, collection_id: str) -> None:
    document = tileset(service, collection_id)
    links: list[dict[str, object]] = document["links"]  # type: ignore[assignment]
    assert document["dataType"] == "vector"
    assert document["crs"] == "http://www.opengis.net/def/crs/EPSG/0/3857"
    assert document["tileMatrixSetURI"] == URI
    assert service.json(str(href(links, SCHEME)))["id"] == "WebMercatorQuad"
    template = link(links, "item", MVT)
    assert template["templated"] is True
    assert all(f"{{{name}}}" in template["href"] for name in FRANCE)


def test_req_tileset_description_of_layers(service: Service, collection_id: str) -> None:
    layers = {layer["id"]: layer for layer in tileset(service, collection_id)["layers"]}  # type: ignore[attr-defined]
    for name, features in decoded(service.get(tile_address(service, collection_id)).body).items():
        known = layers[name]["propertiesSchema"]["properties"]
        assert features
        for feature in features:
            assert set(feature.properties) <= set(known)


def test_req_tilesets_list_tileset_links(service: Service, collection_id: str) -> None:
    address = str(href(service.json(f"/collections/{collection_id}")["links"], TILESETS))
    for one in service.json(address)["tilesets"]:
        assert one["dataType"] == "vector"
        assert one["crs"]
        assert one["tileMatrixSetURI"] == URI
        assert href(one["links"], SCHEME)
        assert str(href(one["links"], "self")).endswith(f"/collections/{collection_id}/tiles/WebMercatorQuad")


def test_req_geodata_tilesets_operation(service: Service, collection_id: str) -> None:
    assert len(service.json(f"/collections/{collection_id}/tiles")["tilesets"]) >= 1


def test_req_geodata_tilesets_desc_links(service: Service) -> None:
    with_tiles = [one for one in service.collections() if href(one["links"], TILESETS)]
    assert {one["id"] for one in with_tiles} >= {
        "third-places",
        "equipment",
        "organisations",
        "communes",
        "epcis",
        "departments",
        "regions",
    }
    for one in with_tiles:
        assert service.get(str(href(one["links"], TILESETS))).status == 200


def test_req_mvt_content(service: Service) -> None:
    """The north-west corner of the tile is 0, 0: a département's label lies where its seat does."""
    layers = decoded(service.get(tile_address(service, "departments")).body)
    (paris,) = [one for one in layers["departments-labels"] if one.properties["code"] == "75"]
    column, row = 16 + paris.at[0] / EXTENT, 11 + paris.at[1] / EXTENT
    assert column / 32 * 360 - 180 == pytest.approx(2.35, abs=0.1)
    assert row == pytest.approx(11.006, abs=0.02)
    for features in layers.values():
        assert all(one.geometry["type"] and one.geometry["coordinates"] for one in features)


TILE_PATH = "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"


def test_req_oas30_completeness(service: Service) -> None:
    paths = service.json("/api")["paths"]
    for path in (
        "/tileMatrixSets",
        "/tileMatrixSets/{tileMatrixSetId}",
        "/collections/{collectionId}/tiles",
        "/collections/{collectionId}/tiles/{tileMatrixSetId}",
        TILE_PATH,
    ):
        assert "get" in paths[path], path
    assert MVT in paths[TILE_PATH]["get"]["responses"]["200"]["content"]


def test_req_oas30_operation_id(service: Service) -> None:
    paths = service.json("/api")["paths"]
    suffixes = {
        "/tileMatrixSets": "getTileMatrixSetsList",
        "/tileMatrixSets/{tileMatrixSetId}": "getTileMatrixSet",
        "/collections/{collectionId}/tiles": ".collection.vector.getTileSetsList",
        "/collections/{collectionId}/tiles/{tileMatrixSetId}": ".collection.vector.getTileSet",
        TILE_PATH: ".collection.vector.getTile",
    }
    for path, suffix in suffixes.items():
        assert f".{paths[path]['get']['operationId']}".endswith(suffix), path


def test_req_tilematrixset_tmxs_definition(service: Service) -> None:
    listed = service.json(str(href(service.json("/")["links"], SCHEMES)))["tileMatrixSets"]
    assert [one["id"] for one in listed] == ["WebMercatorQuad"]
    document = service.json(str(href(listed[0]["links"], "self")))
    assert document["uri"] == URI
    for number, matrix in enumerate(document["tileMatrices"]):
        assert matrix["matrixWidth"] == matrix["matrixHeight"] == 2**number
        assert matrix["scaleDenominator"] == pytest.approx(FIRST_SCALE / 2**number, rel=1e-9)
        assert matrix["pointOfOrigin"] == pytest.approx([-HALF, HALF])
        assert matrix["cellSize"] * matrix["tileWidth"] * 2**number == pytest.approx(2 * HALF)


def test_req_json_tilematrixset_encoding(service: Service) -> None:
    answer = service.get("/tileMatrixSets/WebMercatorQuad", Accept="application/json")
    assert answer.media_type == "application/json"
    assert {"crs", "tileMatrices"} <= set(answer.json)
    required = {
        "id",
        "scaleDenominator",
        "cellSize",
        "pointOfOrigin",
        "tileWidth",
        "tileHeight",
        "matrixWidth",
        "matrixHeight",
    }
    assert all(required <= set(matrix) for matrix in answer.json["tileMatrices"])
