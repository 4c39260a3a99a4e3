"""OGC API – Features, Part 2 (18-058r1): the requirements of its class, one test each."""

import math

import pytest
from pyproj import CRS, Transformer
from support.ogc import CRS84, EPSG, Service, positions

SYSTEMS = [CRS84, *(f"{EPSG}{code}" for code in (4326, 3857, 2154, 5490, 2972, 2975, 4471))]
PROJECTED = SYSTEMS[2:]


def items_parameter(service: Service, name: str) -> dict[str, object]:
    found: dict[str, object] = service.json("/api")["components"]["parameters"][name]
    return found


def test_req_crs_crs_uri(service: Service) -> None:
    for uri in service.json("/collections")["crs"]:
        assert uri.startswith("http://www.opengis.net/def/crs/")
        CRS.from_user_input(uri)


def test_req_crs_fc_md_crs_list(service: Service) -> None:
    for one in service.collections():
        assert one["crs"] == SYSTEMS


def test_req_crs_fc_md_crs_list_default_crs(service: Service) -> None:
    assert all(CRS84 in one["crs"] for one in service.collections())


def test_req_crs_fc_md_crs_list_global(service: Service) -> None:
    assert service.json("/collections")["crs"] == SYSTEMS


def test_req_crs_fc_md_storage_crs(service: Service) -> None:
    assert {one["storageCrs"] for one in service.collections()} == {CRS84}


def test_req_crs_fc_md_storage_crs_valid_value(service: Service) -> None:
    assert all(one["storageCrs"] in one["crs"] for one in service.collections())


@pytest.mark.parametrize("name", ["crs", "bbox-crs", "filter-crs"])
def test_req_crs_fc_crs_definition(service: Service, name: str) -> None:
    found = items_parameter(service, name)
    assert (found["in"], found["required"], found["style"], found["explode"]) == (
        "query",
        False,
        "form",
        False,
    )
    assert found["schema"] == {"type": "string", "format": "uri", "enum": SYSTEMS, "default": CRS84}


@pytest.mark.parametrize("uri", SYSTEMS)
def test_req_crs_fc_crs_valid_value(service: Service, uri: str) -> None:
    for path in ("/collections/third-places/items", "/collections/departments/items/75"):
        assert service.get(path, {"crs": uri}).status == 200


@pytest.mark.parametrize("uri", [f"{EPSG}27700", "EPSG:4326", "", "http://example.org/"])
def test_req_crs_fc_crs_action_exception(service: Service, uri: str) -> None:
    assert service.get("/collections/third-places/items", {"crs": uri}).status == 400
    assert service.get("/collections/departments/items/75", {"crs": uri}).status == 400


def test_req_crs_fc_crs_default_value(service: Service) -> None:
    assert service.items("third-places", crs=CRS84)["features"] == service.items("third-places")["features"]


@pytest.mark.parametrize("uri", SYSTEMS)
def test_req_crs_fc_crs_action(service: Service, uri: str, collection_id: str) -> None:
    # Without `always_xy` pyproj keeps the axis order that the system itself defines.
    transformer = Transformer.from_crs(CRS84, uri)
    tolerance = 2e-6 if "4326" in uri or uri == CRS84 else 0.2
    plain = {one["id"]: one for one in service.items(collection_id, limit="100")["features"]}
    written = service.items(collection_id, limit="100", crs=uri)["features"]
    assert [one["id"] for one in written] == list(plain)
    compared = 0
    for feature in written:
        if feature["geometry"] is None:
            continue
        pairs = zip(positions(plain[feature["id"]]["geometry"]), positions(feature["geometry"]), strict=True)
        for degrees, coordinates in pairs:
            assert math.dist(transformer.transform(*degrees), coordinates) < tolerance
            compared += 1
    assert compared > 50


def test_req_crs_fc_crs_action_far_away(service: Service) -> None:
    # Guyane lies where the projection of Mayotte has no place: no geometry rather than a wrong one.
    far = service.json("/collections/departments/items/973", {"crs": f"{EPSG}4471"})
    assert far["geometry"] is None
    assert service.json("/collections/departments/items/973", {"crs": f"{EPSG}2972"})["geometry"] is not None


def test_req_crs_fc_bbox_crs_definition(service: Service) -> None:
    test_req_crs_fc_crs_definition(service, "bbox-crs")


@pytest.mark.parametrize("uri", SYSTEMS)
def test_req_crs_fc_bbox_crs_valid_value(service: Service, uri: str) -> None:
    assert service.items("third-places", bbox="1,2,3,4", bbox_crs=uri)["type"] == "FeatureCollection"


def test_req_crs_fc_bbox_crs_default_value(service: Service) -> None:
    box = "2,48.5,2.7,49"
    plain = service.items("third-places", bbox=box, limit="1000")
    assert (
        plain["features"] == service.items("third-places", bbox=box, bbox_crs=CRS84, limit="1000")["features"]
    )
    assert plain["features"]


def test_req_crs_bbox_crs_exception(service: Service) -> None:
    service.refused("third-places", bbox="1,2,3,4", bbox_crs=f"{EPSG}27700")
    service.refused("third-places", bbox="3,2,1,4", bbox_crs=f"{EPSG}2154")
    # In EPSG:4326 the latitude comes first, and there is none of 100 degrees.
    service.refused("third-places", bbox="100,2,101,4", bbox_crs=f"{EPSG}4326")


def test_req_crs_fc_bbox_crs_action_latitude_first(service: Service) -> None:
    plain = service.items("third-places", bbox="2,48.5,2.7,49", limit="1000")["features"]
    swapped = service.items("third-places", bbox="48.5,2,49,2.7", bbox_crs=f"{EPSG}4326", limit="1000")
    assert [one["id"] for one in plain] == [one["id"] for one in swapped["features"]]
    assert plain


@pytest.mark.parametrize("uri", PROJECTED)
@pytest.mark.parametrize("metres", [20_000, 300_000, 30_000_000])
def test_req_crs_fc_bbox_crs_action(service: Service, uri: str, metres: float) -> None:
    area = CRS.from_user_input(uri).area_of_use
    assert area is not None
    to_system = Transformer.from_crs(CRS84, uri, always_xy=True)
    everything = {
        one["id"]: one["geometry"]["coordinates"]
        for one in service.every_feature("third-places", limit="1000", crs=uri)
        if one["geometry"]
    }
    middle = to_system.transform(
        *(
            ((area.west + area.east) / 2, (area.south + area.north) / 2)
            if "3857" not in uri
            else (2.35, 48.85)
        )
    )
    west, south = (round(value - metres / 2, 2) + 0.005 for value in middle)
    east, north = west + metres, south + metres
    expected = {name for name, (x, y) in everything.items() if west <= x <= east and south <= y <= north}
    box = ",".join(map(repr, (west, south, east, north)))
    found = {one["id"] for one in service.every_feature("third-places", limit="1000", bbox=box, bbox_crs=uri)}
    assert found == expected


@pytest.mark.parametrize("uri", SYSTEMS)
def test_req_crs_ogc_crs_header(service: Service, uri: str) -> None:
    for path in ("/collections/third-places/items", "/collections/departments/items/75"):
        assert service.get(path, {"crs": uri}).headers["content-crs"] == f"<{uri}>"


def test_req_crs_ogc_crs_header_value(service: Service) -> None:
    assert service.get("/collections/third-places/items").headers["content-crs"] == f"<{CRS84}>"


def test_req_crs_geojson(service: Service) -> None:
    # GeoJSON in another system says so in the header alone; RFC 7946 has no member for it.
    page = service.items("third-places", crs=f"{EPSG}2154")
    assert "crs" not in page
    assert all("crs" not in (one["geometry"] or {}) for one in page["features"])
