"""The OpenAPI document: valid, complete, and true of what the API answers."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.clients import API, get
from support.conformance import Checker, references

from app.publishing.exports.catalogue import RESOURCES
from app.publishing.exports.formats import FORMATS

HTTP_METHODS = ("get", "post", "put", "patch", "delete")
OPERATIONS = (
    ("get", "/third-places"),
    ("get", "/third-places/{public_id}"),
    ("get", "/third-places/{public_id}/history"),
    ("get", "/equipment-types"),
    ("get", "/organisations"),
    ("get", "/organisations/{public_id}"),
    ("get", "/organisations/{public_id}/matches"),
    ("get", "/projects"),
    ("get", "/projects/{public_id}"),
    ("get", "/support-offers"),
    ("get", "/support-offers/{public_id}"),
    ("get", "/grants"),
    ("get", "/grants/{public_id}"),
    ("get", "/funding"),
    ("get", "/funding.csv"),
    ("post", "/matches"),
    ("post", "/matches/batch"),
    ("get", "/territories"),
    ("get", "/territories/{code}"),
    ("get", "/territories/{code}/history"),
    ("get", "/changes"),
    ("get", "/coverage/origins"),
    ("post", "/siting"),
    ("get", "/siting/{run_id}"),
    ("delete", "/siting/{run_id}"),
    ("post", "/scenarios"),
    ("put", "/scenarios/{scenario_id}"),
    ("post", "/coverage/what-if"),
    ("get", "/scenarios/{scenario_id}/territories"),
    ("get", "/accessibility"),
    ("get", "/geocode"),
    *(("get", f"/exports/{name}") for name in RESOURCES),
    *(("get", f"/exports/{name}.{suffix}") for name in RESOURCES for suffix in FORMATS),
    ("get", "/exports/third-places.json"),
)
FILTERS = (
    *("open_during", "equipment_any", "free", "confirmed_since", "updated_since"),
    *("lat", "lon", "radius_km", "bbox", "q", "equipment", "programme", "funded", "kind", "status", "region"),
    *(
        "department",
        "epci",
        "commune",
        "wheelchair",
        "by_appointment",
        "open_at",
        "by_appointment",
        "publisher",
        "licence",
        "filter",
        "filter-lang",
        "filter-crs",
    ),
)
ANSWERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/third-places", {"limit": "50"}),
    ("/third-places", {"lat": "48.8", "lon": "2.3", "limit": "50"}),
    ("/third-places", {"q": "nowhere at all"}),
    ("/third-places/{public_id}", {}),
    ("/third-places/{public_id}/history", {}),
    ("/equipment-types", {}),
    ("/organisations", {"limit": "50"}),
    ("/organisations/{public_id}", {}),
    ("/organisations/{public_id}/matches", {"max_km": "2000"}),
    ("/projects", {"limit": "50"}),
    ("/support-offers", {"limit": "50"}),
    ("/grants", {"limit": "50"}),
    ("/funding", {"by": "funder"}),
    ("/territories", {}),
    ("/territories", {"level": "commune", "limit": "5"}),
    ("/territories/{code}", {"level": "department"}),
    ("/territories", {"weight": "people", "within_km": "7.5", "equipment": "printer_3d"}),
    ("/coverage/origins", {"limit": "50"}),
    ("/coverage/origins", {"weight": "people", "class": "unknown", "limit": "5"}),
    ("/accessibility", {"steps": "5:1,20:0.5"}),
    ("/geocode", {"q": "saint"}),
    ("/exports/third-places.geojson", {}),
    ("/exports/third-places.geojson", {"lat": "48.8", "lon": "2.3"}),
    ("/exports/organisations.geojson", {}),
    ("/exports/third-places", {}),
    ("/exports/third-places", {"licence": "LO-2.0"}),
    ("/exports/organisations", {"q": "nowhere at all"}),
)


@pytest.fixture(scope="module")
def document(sampled: FlaskClient) -> dict[str, Any]:
    """The document as it is served."""
    response = get(sampled, "/openapi.json")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    found: dict[str, Any] = response.get_json()
    return found


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method, path.removeprefix(API)): item[method]
        for path, item in document["paths"].items()
        for method in HTTP_METHODS
        if method in item
    }


def parameters(document: dict[str, Any], path: str, operation: dict[str, Any]) -> list[dict[str, Any]]:
    return [*document["paths"][API + path].get("parameters", []), *operation.get("parameters", [])]


def test_the_frame(document: dict[str, Any]) -> None:
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    info = document["info"]
    assert info["title"] == "Proxilieux"
    assert info["version"]
    assert info["description"]
    assert info["license"]["name"]
    assert not {"url", "identifier"} <= set(info["license"]), "one or the other"
    names = {tag["name"] for tag in document["tags"]}
    assert all(tag["description"] for tag in document["tags"])
    assert {tag for operation in operations(document).values() for tag in operation["tags"]} <= names


def test_every_operation_is_there(document: dict[str, Any]) -> None:
    assert set(OPERATIONS) <= set(operations(document))


def test_every_api_route_is_documented(sampled: FlaskClient, document: dict[str, Any]) -> None:
    documented = set(operations(document))
    for rule in sampled.application.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(rule))
        if not path.startswith(API) or path.startswith((f"{API}/docs", f"{API}/openapi.json")):
            continue
        for method in set(rule.methods or ()) - {"HEAD", "OPTIONS"}:
            assert (method.lower(), path.removeprefix(API)) in documented


def test_references_lead_somewhere(document: dict[str, Any]) -> None:
    found = references(document)
    assert found
    for reference in found:
        assert Checker(document).resolve({"$ref": reference})


def test_every_operation_says_what_it_does_and_answers(document: dict[str, Any]) -> None:
    for key, operation in operations(document).items():
        assert operation["summary"], key
        answers = [status for status in operation["responses"] if status in {"200", "201"}]
        assert all(operation["responses"][status]["content"] for status in answers), key
        assert answers or "204" in operation["responses"], key
        assert "default" in operation["responses"], key
        for response in operation["responses"].values():
            assert Checker(document).resolve(response)["description"], key


def test_every_parameter_is_described(document: dict[str, Any]) -> None:
    for (method, path), operation in operations(document).items():
        found = parameters(document, path, operation)
        assert len({(item["in"], item["name"]) for item in found}) == len(found)
        for item in found:
            assert item["in"] in {"query", "path", "header"}
            assert "schema" in item
            assert item.get("description"), f"{method} {path}: {item['name']} is not described"
            assert item["in"] != "path" or item["required"] is True
        in_path = {item["name"] for item in found if item["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))


def test_every_filter_of_places_is_a_parameter_of_list_and_export(document: dict[str, Any]) -> None:
    found = operations(document)
    for path, others in (("/third-places", {"limit", "cursor"}), ("/exports/third-places.geojson", set())):
        names = {item["name"] for item in parameters(document, path, found["get", path])}
        assert names == set(FILTERS) | others


def test_patterns_are_those_of_javascript(document: dict[str, Any]) -> None:
    def patterns(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["pattern"]] if isinstance(node.get("pattern"), str) else []
            return own + [found for value in node.values() for found in patterns(value)]
        return [found for value in node for found in patterns(value)] if isinstance(node, list) else []

    for pattern in patterns(document):
        assert pattern.startswith("^"), pattern
        assert pattern.endswith("$"), pattern
        assert "\\Z" not in pattern


def test_property_schemas_are_described_in_both_directions(document: dict[str, Any]) -> None:
    body = document["components"]["schemas"]["PointMatchesBody"]
    assert set(body["properties"]) == {
        *("lat", "lon", "equipment", "needs", "learners"),
        *("limit", "max_km", "partial", "order", "travel", "available_from", "available_to"),
    }
    assert set(body["required"]) == {"lat", "lon"}


@pytest.mark.parametrize(("path", "asked"), ANSWERS, ids=str)
def test_answers_are_as_documented(
    sampled: FlaskClient, document: dict[str, Any], path: str, asked: dict[str, str]
) -> None:
    operation = operations(document)["get", path]
    ids = ["of-00002", "of-00020"] if "organisations" in path else ["tl-00002", "tl-00020"]
    if "territories" in path:
        ids = ["75", "23"]
    for one in ids if "{" in path else [""]:
        response = get(sampled, path.format(public_id=one, code=one), **asked)
        assert response.status_code == 200
        schema = operation["responses"]["200"]["content"][response.mimetype]["schema"]
        Checker(document).check(response.get_json(force=True), schema)
        response.close()


def test_the_answer_to_a_point_is_as_documented(sampled: FlaskClient, document: dict[str, Any]) -> None:
    schema = operations(document)["post", "/matches"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    for body in ({}, {"equipment": ["printer_3d"], "learners": 5, "limit": 50}, {"max_km": 0.01}):
        response = sampled.post(f"{API}/matches", json={"lat": 48.85, "lon": 2.35, **body})
        Checker(document).check(response.get_json(), schema)


@pytest.mark.parametrize(
    ("path", "asked", "code"),
    [
        ("/third-places", {"limit": "0"}, "400"),
        ("/third-places/nobody", {}, "default"),
        ("/geocode", {}, "400"),
        ("/territories", {"level": "canton"}, "400"),
        ("/exports/organisations.geojson", {"bbox": "1"}, "400"),
    ],
    ids=str,
)
def test_errors_are_as_documented(
    sampled: FlaskClient, document: dict[str, Any], path: str, asked: dict[str, str], code: str
) -> None:
    operation = operations(document)["get", re.sub("nobody", "{public_id}", path)]
    response = Checker(document).resolve(operation["responses"][code])
    schema = response["content"]["application/json"]["schema"]
    Checker(document).check(get(sampled, path, **asked).get_json(), schema)


def test_a_checker_that_finds_nothing_would_prove_nothing(
    document: dict[str, Any], sampled: FlaskClient
) -> None:
    schema = document["components"]["schemas"]["ThirdPlaceFeature"]
    feature = get(sampled, "/third-places/tl-00002").get_json(force=True)
    Checker(document).check(feature, schema)
    for broken in (
        {key: value for key, value in feature.items() if key != "id"},
        feature | {"id": 3},
        feature | {"extra": 1},
        feature | {"type": "Point"},
        feature | {"properties": feature["properties"] | {"kind": "castle"}},
        feature | {"properties": feature["properties"] | {"updated_at": "yesterday"}},
    ):
        with pytest.raises((AssertionError, ValueError)):
            Checker(document).check(broken, schema)
