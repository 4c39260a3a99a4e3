"""OGC API – Features, Part 3 (19-079r2): the requirements of its classes, one test each."""

import json
from typing import Any

import pytest
from support.ogc import CRS84, EPSG, Service, href, link

SCHEMA = "application/schema+json"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
SIMPLE = {"string", "integer", "number", "boolean"}


def queryables(service: Service, collection_id: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = service.json(f"/collections/{collection_id}/queryables")["properties"]
    return found


def everything(service: Service, collection_id: str) -> list[dict[str, Any]]:
    return list(service.every_feature(collection_id, limit="1000"))


# -- Queryables ------------------------------------------------------------------------------------


def test_req_queryables_queryables_link(service: Service) -> None:
    for one in service.collections():
        found = link(one["links"], QUERYABLES, SCHEMA)
        assert service.get(found["href"]).media_type == SCHEMA


def test_req_queryables_get_queryables_op(service: Service) -> None:
    for one in service.collections():
        assert service.get(f"/collections/{one['id']}/queryables").status == 200
    assert service.get("/collections/nothing/queryables").status == 404


def test_req_queryables_get_queryables_response(service: Service) -> None:
    for one in service.collections():
        answer = service.get(f"/collections/{one['id']}/queryables", Accept=SCHEMA)
        assert answer.headers["content-type"] == SCHEMA
        document = answer.json
        assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert document["$id"] == f"{service.root}/collections/{one['id']}/queryables"
        assert document["type"] == "object"
        assert document["properties"]["geometry"]["format"].startswith("geometry-")
        assert document["additionalProperties"] is False


def test_req_queryables_expression_construction(service: Service, collection_id: str) -> None:
    service.refused(collection_id, filter="this_is_not_a_queryable IS NULL")
    for name in queryables(service, collection_id):
        assert (
            service.items(collection_id, filter=f"{name} IS NULL", limit="1")["type"] == "FeatureCollection"
        )


# -- Queryables as query parameters ----------------------------------------------------------------


def test_req_queryables_query_parameters_parameters(service: Service, collection_id: str) -> None:
    features = everything(service, collection_id)
    asked = 0
    for name, schema in queryables(service, collection_id).items():
        if schema.get("type") not in SIMPLE or name == "id":
            continue
        value = next((f["properties"][name] for f in features if f["properties"][name] is not None), None)
        if value is None:
            continue
        text = json.dumps(value) if schema["type"] in {"boolean", "number", "integer"} else value
        found = service.items(collection_id, limit="1", **{name: text})["numberMatched"]
        assert found == sum(one["properties"][name] == value for one in features) > 0, name
        asked += 1
    assert asked >= 5


def test_req_queryables_query_parameters_parameters_id(service: Service, collection_id: str) -> None:
    (feature,) = service.items(collection_id, limit="1")["features"]
    assert service.items(collection_id, id=feature["id"])["features"] == [feature]


# -- Filter ----------------------------------------------------------------------------------------


def test_req_filter_filter_param(service: Service) -> None:
    expected = {
        one["id"] for one in everything(service, "third-places") if one["properties"]["kind"] == "fablab"
    }
    found = service.items("third-places", filter="kind = 'fablab'", limit="1000")
    assert {one["id"] for one in found["features"]} == expected != set()
    service.refused("third-places", filter="THIS IS NOT A FILTER")


def test_req_filter_filter_lang_param(service: Service) -> None:
    text = service.items("third-places", filter="funded = TRUE", filter_lang="cql2-text")
    alias = service.items("third-places", filter="funded = TRUE", filter_lang="cql-text")
    encoded = json.dumps({"op": "=", "args": [{"property": "funded"}, True]})
    as_json = service.items("third-places", filter=encoded, filter_lang="cql2-json")
    assert text["features"] == alias["features"] == as_json["features"] != []
    service.refused("third-places", filter="funded = TRUE", filter_lang="cql2-json")
    service.refused("third-places", filter="funded = TRUE", filter_lang="sql")


def test_req_filter_filter_lang_param_default(service: Service) -> None:
    found = service.json("/api")["components"]["parameters"]["filter-lang"]["schema"]
    assert found == {"type": "string", "enum": ["cql2-text", "cql2-json", "cql-text"], "default": "cql2-text"}


def test_req_filter_filter_crs_wgs84(service: Service, collection_id: str) -> None:
    west, south, east, north = service.json(f"/collections/{collection_id}")["extent"]["spatial"]["bbox"][0]
    inside = service.items(
        collection_id, filter=f"S_INTERSECTS(geometry,BBOX({west},{south},{east},{north}))"
    )
    positioned = service.items(collection_id, filter="geometry IS NOT NULL")
    assert inside["numberMatched"] == positioned["numberMatched"] > 0
    service.refused(collection_id, filter="S_INTERSECTS(geometry,BBOX(1000000,1000000,2000000,2000000))")


@pytest.mark.parametrize(
    ("crs", "polygon"),
    [
        (CRS84, "POLYGON((2 48.5,2.7 48.5,2.7 49,2 49,2 48.5))"),
        (f"{EPSG}4326", "POLYGON((48.5 2,48.5 2.7,49 2.7,49 2,48.5 2))"),
    ],
)
def test_req_filter_filter_crs_param(service: Service, crs: str, polygon: str) -> None:
    plain = service.items("third-places", bbox="2,48.5,2.7,49", limit="1000")["features"]
    found = service.items(
        "third-places", filter=f"S_INTERSECTS(geometry,{polygon})", filter_crs=crs, limit="1000"
    )
    assert found["features"] == plain != []


def test_req_filter_filter_crs_param_projected(service: Service) -> None:
    polygon = "POLYGON((640000 6855000,660000 6855000,660000 6870000,640000 6870000,640000 6855000))"
    found = service.items(
        "third-places", filter=f"S_INTERSECTS(geometry,{polygon})", filter_crs=f"{EPSG}2154", limit="1000"
    )
    boxed = service.items(
        "third-places", bbox="640000,6855000,660000,6870000", bbox_crs=f"{EPSG}2154", limit="1000"
    )
    assert {one["id"] for one in found["features"]} == {one["id"] for one in boxed["features"]} != set()
    service.refused("third-places", filter="funded = TRUE", filter_crs=f"{EPSG}27700")


def test_req_filter_mixing_expressions(service: Service) -> None:
    mixed = service.items(
        "third-places", filter="funded = TRUE", kind="fablab", bbox="-5,41,10,52", limit="1000"
    )
    alone = service.items(
        "third-places",
        filter="funded = TRUE AND kind = 'fablab' AND S_INTERSECTS(geometry,BBOX(-5,41,10,52))",
        limit="1000",
    )
    assert mixed["features"] == alone["features"] != []


def test_req_filter_get_functions_operation(service: Service) -> None:
    address = href(service.json("/")["links"], "http://www.opengis.net/def/rel/ogc/1.0/functions")
    assert service.get(str(address)).status == 200


def test_req_filter_get_functions_response_json(service: Service) -> None:
    answer = service.get("/functions", Accept="application/json")
    assert answer.media_type == "application/json"
    for function in answer.json["functions"]:
        assert function["name"]
        assert all(isinstance(argument["type"], list) for argument in function["arguments"])
        assert function["returns"]


def test_req_filter_response(service: Service) -> None:
    for one in service.every_feature("third-places", filter="equipment_count > 2", limit="50"):
        assert one["properties"]["equipment_count"] > 2
    nothing = service.items("third-places", filter="equipment_count > 1000")
    assert (nothing["features"], nothing["numberMatched"]) == ([], 0)


# -- Features Filter -------------------------------------------------------------------------------


def test_req_features_filter_get_queryables_op(service: Service) -> None:
    assert "/collections/{collectionId}/queryables" in service.json("/api")["paths"]


def test_req_features_filter_queryables_link(service: Service, collection_id: str) -> None:
    described = service.json(f"/collections/{collection_id}")
    assert href(described["links"], QUERYABLES) == f"{service.root}/collections/{collection_id}/queryables"


@pytest.mark.parametrize("name", ["filter", "filter-lang", "filter-crs"])
def test_req_features_filter_filter_param(service: Service, name: str) -> None:
    document = service.json("/api")
    used = document["paths"]["/collections/{collectionId}/items"]["get"]["parameters"]
    assert {"$ref": f"#/components/parameters/{name}"} in used
    found = document["components"]["parameters"][name]
    assert (found["in"], found["required"], found["schema"]["type"]) == ("query", False, "string")


def test_req_features_filter_response(service: Service, collection_id: str) -> None:
    features = everything(service, collection_id)
    name = next(one for one in ("kind", "type", "code") if one in features[0]["properties"])
    value = features[0]["properties"][name]
    found = service.items(collection_id, filter=f"{name} = '{value}'", limit="1000")
    assert [one["id"] for one in found["features"]] == [
        one["id"] for one in features if one["properties"][name] == value
    ][:1000]
    assert found["numberMatched"] == sum(one["properties"][name] == value for one in features)
