"""OGC API – Features, Part 1 (17-069r4): the requirements of the class Core, one test each."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from support.ogc import CRS84, Service, href, link, positions

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
GEOJSON = "application/geo+json"


def parameter(service: Service, name: str) -> dict[str, object]:
    """Return a parameter of the operation on features, as the OpenAPI document has it."""
    document = service.json("/api")
    used = document["paths"]["/collections/{collectionId}/items"]["get"]["parameters"]
    assert {"$ref": f"#/components/parameters/{name}"} in used
    found: dict[str, object] = document["components"]["parameters"][name]
    return found


def test_req_core_root_op(service: Service) -> None:
    assert service.get("/").status == 200
    assert service.get("").status == 200


def test_req_core_root_success(service: Service) -> None:
    links = service.json("/", Accept="application/json")["links"]
    for relation in ("service-desc", "service-doc", "conformance", "data"):
        assert service.get(str(href(links, relation))).status == 200, relation
    assert link(links, "service-desc")["type"] == OPENAPI


def test_req_core_api_definition_op(service: Service) -> None:
    links = service.json("/")["links"]
    for relation in ("service-desc", "service-doc"):
        found = link(links, relation)
        assert service.get(found["href"], Accept=found["type"]).status == 200


def test_req_core_api_definition_success(service: Service) -> None:
    answer = service.get(str(href(service.json("/")["links"], "service-desc")), Accept=OPENAPI)
    assert answer.headers["content-type"] == OPENAPI
    assert answer.json["openapi"].startswith("3.0.")


def test_req_core_conformance_op(service: Service) -> None:
    assert service.get("/conformance").status == 200


def test_req_core_conformance_success(service: Service) -> None:
    declared = service.json("/conformance")["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in declared
    assert len(declared) == len(set(declared))
    assert all(uri.startswith("http://www.opengis.net/spec/") for uri in declared)


def test_req_core_http(service: Service) -> None:
    answer = service.get("/")
    assert answer.version == 11
    head = service.request("HEAD", "/collections/third-places/items")
    assert (head.version, head.status, head.body) == (11, 200, b"")
    assert service.request("DELETE", "/collections").status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/conformance",
        "/api",
        "/functions",
        "/collections",
        "/collections/third-places",
        "/collections/third-places/queryables",
        "/collections/third-places/schema",
        "/collections/third-places/items",
        "/collections/departments/items/75",
    ],
)
def test_req_core_query_param_unknown(service: Service, path: str) -> None:
    answer = service.get(path, {"unknown-parameter": "1"})
    assert answer.status == 400
    assert answer.json["errors"]["query"].keys() == {"unknown-parameter"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "unlimited"),
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "1.5"),
        ("limit", ""),
        ("bbox", "1,2,3"),
        ("bbox", "1,2,3,north"),
        ("bbox", "1,2,3,4,5"),
        ("bbox", "2,49,3,48"),
        ("bbox", "nan,1,2,3"),
        ("bbox", "0,0,1000,1"),
        ("datetime", "yesterday"),
        ("datetime", "2026-13-01T00:00:00Z"),
        ("datetime", "2026-03-01T00:00:00Z/2026-01-01T00:00:00Z"),
        ("datetime", "../.."),
        ("datetime", "a/b/c"),
        ("f", "gml"),
        ("cursor", "zzz"),
        ("sortby", "no_such_property"),
        ("funded", "perhaps"),
        ("equipment_count", "many"),
        ("kind", "no-such-kind"),
    ],
)
def test_req_core_query_param_invalid(service: Service, name: str, value: str) -> None:
    answer = service.get("/collections/third-places/items", {name: value})
    assert answer.status == 400
    assert answer.json["errors"]["query"].keys() == {name}


def test_req_core_crs84(service: Service, collection_id: str) -> None:
    for feature in service.items(collection_id, limit="50")["features"]:
        for longitude, latitude in positions(feature["geometry"]):
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90
    paris = service.json("/collections/departments/items/75")
    for longitude, latitude in positions(paris["geometry"]):
        assert 1.5 < longitude < 3.5
        assert 48 < latitude < 50


def test_req_core_fc_md_op(service: Service) -> None:
    assert service.get("/collections").status == 200


def test_req_core_fc_md_success(service: Service) -> None:
    document = service.json("/collections")
    assert isinstance(document["links"], list)
    assert [one["id"] for one in document["collections"]][:3] == [
        "third-places",
        "equipment",
        "organisations",
    ]


def test_req_core_fc_md_links(service: Service) -> None:
    links = service.json("/collections")["links"]
    assert link(links, "self")["type"] == "application/json"
    assert link(links, "alternate")["type"] == "text/html"
    assert all("type" in one for one in links)


def test_req_core_fc_md_items(service: Service) -> None:
    for one in service.collections():
        assert one["itemType"] == "feature"
        assert one["title"]
        assert one["description"]


def test_req_core_fc_md_items_links(service: Service) -> None:
    for one in service.collections():
        for media_type in (GEOJSON, "text/html"):
            found = link(one["links"], "items", media_type)
            assert service.get(found["href"], Accept=media_type).media_type == media_type


def test_req_core_fc_md_extent(service: Service) -> None:
    for one in service.collections():
        if not service.items(one["id"])["numberMatched"]:  # the demonstration has no EPCI
            assert "extent" not in one
            continue
        if "spatial" not in one["extent"]:  # projects have no place
            assert {item["geometry"] is None for item in service.items(one["id"])["features"]} == {True}
            continue
        boxes = one["extent"]["spatial"]["bbox"]
        assert isinstance(boxes[0], list)
        west, south, east, north = boxes[0]
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        assert one["extent"]["spatial"]["crs"] == CRS84


def test_req_core_fc_md_extent_multi(service: Service, collection_id: str) -> None:
    extent = service.json(f"/collections/{collection_id}")["extent"]
    west, south, east, north = extent["spatial"]["bbox"][0]
    first, last = (
        map(datetime.fromisoformat, extent["temporal"]["interval"][0])
        if "temporal" in extent
        else (None, None)
    )
    for feature in service.every_feature(collection_id, limit="1000"):
        for longitude, latitude in positions(feature["geometry"]):
            assert west <= longitude <= east
            assert south <= latitude <= north
        if first is not None and last is not None:
            assert first <= datetime.fromisoformat(feature["properties"]["updated_at"]) <= last


def test_req_core_sfc_md_op(service: Service) -> None:
    for one in service.collections():
        assert service.get(f"/collections/{one['id']}").status == 200
    assert service.get("/collections/no-such-collection").status == 404


def test_req_core_sfc_md_success(service: Service) -> None:
    for one in service.collections():
        assert service.json(f"/collections/{one['id']}") == one


def test_req_core_fc_op(service: Service) -> None:
    for one in service.collections():
        assert service.get(f"/collections/{one['id']}/items").media_type == GEOJSON
    assert service.get("/collections/no-such-collection/items").status == 404


def test_req_core_fc_limit_definition(service: Service) -> None:
    found = parameter(service, "limit")
    assert found["schema"] == {"type": "integer", "minimum": 1, "maximum": 1000, "default": 10}
    assert (found["in"], found["required"], found["style"], found["explode"]) == (
        "query",
        False,
        "form",
        False,
    )


def test_req_core_fc_limit_response_1(service: Service, collection_id: str) -> None:
    assert len(service.items(collection_id)["features"]) == 10
    for limit in ("1", "3", "25"):
        assert len(service.items(collection_id, limit=limit)["features"]) == int(limit)
    # More than the maximum is the maximum, not an error.
    assert len(service.items(collection_id, limit="1000000")["features"]) <= 1000


def test_req_core_fc_bbox_definition(service: Service) -> None:
    found = parameter(service, "bbox")
    assert found["schema"] == {
        "type": "array",
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        "items": {"type": "number"},
    }
    assert (found["in"], found["required"], found["style"], found["explode"]) == (
        "query",
        False,
        "form",
        False,
    )


@pytest.mark.parametrize(
    "box", ["2,48.5,2.7,49", "2,48.5,-100,2.7,49,8000", "50,-25,60,-10", "170,-90,-160,90", "9,-90,-5,90"]
)
def test_req_core_fc_bbox_response(service: Service, box: str) -> None:
    numbers = [float(part) for part in box.split(",")]
    half = len(numbers) // 2
    (west, south), (east, north) = numbers[:2], numbers[half : half + 2]

    def lies_within(longitude: float, latitude: float) -> bool:
        across = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
        return across and south <= latitude <= north

    everywhere = list(service.every_feature("third-places", limit="1000"))
    expected = {
        feature["id"]
        for feature in everywhere
        if feature["geometry"] and lies_within(*feature["geometry"]["coordinates"])
    }
    found = {feature["id"] for feature in service.every_feature("third-places", limit="1000", bbox=box)}
    assert found == expected
    assert service.items("third-places", bbox=box)["numberMatched"] == len(expected)


def test_req_core_fc_bbox_response_of_areas(service: Service) -> None:
    # A box inside of an area meets it, though no vertex lies in the box.
    longitude, latitude = next(positions(service.json("/collections/departments/items/75")["geometry"]))
    middle = service.items("departments", bbox=f"{longitude - 1e-6},{latitude - 1e-6},{longitude},{latitude}")
    assert "75" in {feature["id"] for feature in middle["features"]}


def test_req_core_fc_time_definition(service: Service) -> None:
    found = parameter(service, "datetime")
    assert found["schema"] == {"type": "string"}
    assert (found["in"], found["required"], found["style"], found["explode"]) == (
        "query",
        False,
        "form",
        False,
    )


def test_req_core_fc_time_response(service: Service) -> None:
    everything = list(service.every_feature("third-places", limit="1000"))
    times = sorted({datetime.fromisoformat(feature["properties"]["updated_at"]) for feature in everything})
    moment, later = times[0], times[-1] + timedelta(days=1)

    def ids(interval: str) -> set[str]:
        return {
            feature["id"]
            for feature in service.every_feature("third-places", limit="1000", datetime=interval)
        }

    def expected(start: datetime | None, end: datetime | None) -> set[str]:
        return {
            feature["id"]
            for feature in everything
            if (start is None or datetime.fromisoformat(feature["properties"]["updated_at"]) >= start)
            and (end is None or datetime.fromisoformat(feature["properties"]["updated_at"]) <= end)
        }

    def written(time: datetime) -> str:
        return time.astimezone(UTC).isoformat().replace("+00:00", "Z")

    assert ids(written(moment)) == expected(moment, moment) != set()
    assert ids(f"{written(moment)}/{written(later)}") == expected(moment, later)
    assert ids(f"../{written(moment)}") == expected(None, moment)
    assert ids(f"/{written(moment)}") == expected(None, moment)
    assert ids(f"{written(later)}/..") == ids(f"{written(later)}/") == set()
    day = moment.astimezone(UTC).date().isoformat()
    assert ids(day) >= expected(moment, moment)


def test_req_core_fc_time_response_without_time(service: Service) -> None:
    # What has no time is in every interval.
    assert service.items("departments", datetime="../1900-01-01T00:00:00Z")["numberMatched"] == 101


def test_req_core_fc_response(service: Service) -> None:
    found = service.items(
        "third-places", limit="1000", kind="fablab", bbox="-5,41,10,52", datetime="2000-01-01/.."
    )
    everything = service.every_feature("third-places", limit="1000")
    expected = {
        feature["id"]
        for feature in everything
        if feature["properties"]["kind"] == "fablab"
        and feature["geometry"]
        and -5 <= feature["geometry"]["coordinates"][0] <= 10
        and 41 <= feature["geometry"]["coordinates"][1] <= 52
    }
    assert {feature["id"] for feature in found["features"]} == expected != set()


def test_req_core_fc_links(service: Service, collection_id: str) -> None:
    links = service.items(collection_id, limit="1")["links"]
    assert link(links, "self")["type"] == GEOJSON
    assert service.get(str(href(links, "self"))).status == 200
    assert service.get(str(href(links, "alternate"))).media_type == "text/html"
    following = service.json(str(href(links, "next")))
    assert dict(parse_qsl(urlsplit(str(href(following["links"], "self"))).query))["limit"] == "1"


def test_req_core_fc_rel_type(service: Service) -> None:
    for document in (service.items("third-places"), *service.collections()):
        assert all(one["rel"] and one["type"] for one in document["links"])


def test_req_core_fc_timestamp(service: Service) -> None:
    # It may be left out, and is: an answer that is kept would be sent with the time of the first.
    for _ in range(2):
        assert "timeStamp" not in service.items("third-places", limit="1")


def test_req_core_fc_number_matched(service: Service, collection_id: str) -> None:
    page = service.items(collection_id, limit="1")
    assert page["numberMatched"] == sum(1 for _ in service.every_feature(collection_id, limit="1000"))


def test_req_core_fc_number_returned(service: Service, collection_id: str) -> None:
    page = service.items(collection_id, limit="7")
    assert page["numberReturned"] == len(page["features"]) == 7


def test_req_core_f_op(service: Service, collection_id: str) -> None:
    for feature in service.items(collection_id, limit="3")["features"]:
        assert service.get(f"/collections/{collection_id}/items/{feature['id']}").status == 200
    assert service.get(f"/collections/{collection_id}/items/no-such-feature").status == 404


def test_req_core_f_success(service: Service, collection_id: str) -> None:
    for feature in service.items(collection_id, limit="3")["features"]:
        alone = service.json(f"/collections/{collection_id}/items/{feature['id']}")
        del alone["links"]
        assert alone == feature


def test_req_core_f_links(service: Service, collection_id: str) -> None:
    (feature,) = service.items(collection_id, limit="1")["features"]
    links = service.json(f"/collections/{collection_id}/items/{feature['id']}")["links"]
    assert link(links, "self")["type"] == GEOJSON
    assert service.get(str(href(links, "alternate"))).media_type == "text/html"
    assert service.json(str(href(links, "collection")))["id"] == collection_id
