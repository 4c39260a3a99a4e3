"""The service declares the conformance classes whose requirements have tests here, and no other.

A test is named after its requirement: `/req/core/fc-limit-definition` is `test_req_core_fc_limit_definition`;
what follows (`_of_areas`) says which side of it is looked at.
"""

import ast
from pathlib import Path

import pytest
from support.ogc import Service

SPEC = "http://www.opengis.net/spec/"
HERE = Path(__file__).parent

REQUIREMENTS = {
    "ogcapi-features-1/1.0/conf/core": (
        "root-op root-success api-definition-op api-definition-success conformance-op"
        " conformance-success http query-param-unknown query-param-invalid crs84 fc-md-op fc-md-success"
        " fc-md-links fc-md-items fc-md-items-links fc-md-extent fc-md-extent-multi sfc-md-op"
        " sfc-md-success fc-op fc-limit-definition fc-limit-response-1 fc-bbox-definition"
        " fc-bbox-response fc-time-definition fc-time-response fc-response fc-links fc-rel-type"
        " fc-timeStamp fc-numberMatched fc-numberReturned f-op f-success f-links"
    ),
    "ogcapi-features-1/1.0/conf/html": "definition content",
    "ogcapi-features-1/1.0/conf/geojson": "definition content",
    "ogcapi-features-1/1.0/conf/oas30": (
        "oas-definition-1 oas-definition-2 oas-impl completeness exception-codes security"
    ),
    "ogcapi-features-2/1.0/conf/crs": (
        "crs-uri fc-md-crs-list fc-md-crs-list-defaultCrs fc-md-crs-list-global fc-md-storageCrs"
        " fc-md-storageCrs-valid-value fc-crs-definition fc-crs-valid-value fc-crs-default-value"
        " fc-crs-action fc-crs-action-exception fc-bbox-crs-definition fc-bbox-crs-valid-value"
        " fc-bbox-crs-default-value fc-bbox-crs-action bbox-crs-exception ogc-crs-header"
        " ogc-crs-header-value geojson"
    ),
    "ogcapi-features-3/1.0/conf/queryables": (
        "queryables-link get-queryables-op get-queryables-response expression-construction"
    ),
    "ogcapi-features-3/1.0/conf/queryables-query-parameters": "parameters",
    "ogcapi-features-3/1.0/conf/filter": (
        "filter-param filter-lang-param filter-crs-wgs84 filter-crs-param mixing-expressions"
        " get-functions-operation get-functions-response-json response"
    ),
    "ogcapi-tiles-1/1.0/conf/core": (
        "tc-op tc-tilematrix-definition tc-tilerow-definition tc-tilecol-definition tc-success tc-error"
        " conformance-success"
    ),
    "ogcapi-tiles-1/1.0/conf/tileset": "description",
    "ogcapi-tiles-1/1.0/conf/tilesets-list": "tileset-links",
    "ogcapi-tiles-1/1.0/conf/geodata-tilesets": "operation desc-links",
    "ogcapi-tiles-1/1.0/conf/mvt": "content",
    "ogcapi-tiles-1/1.0/conf/oas30": "completeness operation-id",
    "tms/2.0/conf/tilematrixset": "tmxs-definition",
    "tms/2.0/conf/json-tilematrixset": "encoding",
    "ogcapi-features-3/1.0/conf/features-filter": "get-queryables-op queryables-link filter-param response",
}
"""The requirements of each class of OGC API – Features, as the standard names them."""
CQL2 = "cql2/1.0/conf/"
"""Every class of CQL2 that is declared has one test or more whose name begins with it."""


def written(identifier: str) -> str:
    """Return an identifier as it stands in the name of a test: `timeStamp` is `timestamp` or `time_stamp`."""
    return identifier.replace("-", "_").lower()


def names_of_tests() -> list[str]:
    """Return the name of every test of this folder that may neither be skipped nor fail."""
    names = []
    for path in sorted(HERE.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                marks = " ".join(map(ast.unparse, node.decorator_list))
                if "skip" not in marks and "xfail" not in marks:
                    names.append(node.name)
    return names


def is_tested(class_name: str, requirement: str, names: list[str]) -> bool:
    """Return whether a requirement has a test; a capital in the middle of a word may be `_`."""
    wanted = f"test_req_{written(class_name)}_{written(requirement)}".replace("_", "")
    return any(name.replace("_", "").startswith(wanted) for name in names)


def without_tests(declared: str, names: list[str]) -> list[str]:
    """Return the requirements of a declared class that have no test; of one not known, the class itself."""
    if declared in REQUIREMENTS:
        class_name = declared.rsplit("/", 1)[1]
        return [one for one in REQUIREMENTS[declared].split() if not is_tested(class_name, one, names)]
    if declared.startswith(CQL2):
        return [] if is_tested(declared.removeprefix(CQL2), "", names) else [declared]
    return [declared]


def test_nothing_is_declared_that_is_not_tested(service: Service) -> None:
    names = names_of_tests()
    missing = {
        uri: found
        for uri in service.json("/conformance")["conformsTo"]
        if (found := without_tests(uri.removeprefix(SPEC), names))
    }
    assert not missing


def test_all_that_is_tested_is_declared(service: Service) -> None:
    declared = {uri.removeprefix(SPEC) for uri in service.json("/conformance")["conformsTo"]}
    assert REQUIREMENTS.keys() <= declared


@pytest.mark.parametrize("name", ["core", "gmlsf0"])
def test_what_is_missing_is_noticed(name: str) -> None:
    assert without_tests(f"ogcapi-features-1/1.0/conf/{name}", ["test_req_core_root_op"])


def test_names_are_requirements() -> None:
    known = {
        f"testreq{written(uri.rsplit('/', 1)[1])}{written(one)}".replace("_", "")
        for uri, listed in REQUIREMENTS.items()
        for one in listed.split()
    }
    for path in HERE.glob("test_[ft]*_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                plain = node.name.replace("_", "")
                assert any(plain.startswith(one) for one in known), node.name
