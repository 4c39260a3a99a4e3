"""OGC API – Features, Part 1 (17-069r4): HTML, GeoJSON and OpenAPI 3.0, one test a requirement."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from support.conformance import references
from support.ogc import Service

PAGES = (
    "/",
    "/conformance",
    "/functions",
    "/collections",
    "/collections/third-places",
    "/collections/third-places/queryables",
    "/collections/third-places/schema",
    "/collections/third-places/items",
    "/collections/departments/items/75",
)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Loads(HTMLParser):
    """Gathers what a page loads, and the text of its heading."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "img", "iframe"} and given.get("src"):
            self.addresses.append(str(given["src"]))
        if tag == "link" and given.get("rel") == "stylesheet":
            self.addresses.append(str(given["href"]))


@pytest.mark.parametrize("path", PAGES)
def test_req_html_definition(service: Service, path: str) -> None:
    assert service.get(path, Accept=BROWSER).media_type == "text/html"
    assert service.get(path, {"f": "html"}).media_type == "text/html"
    assert service.get(path, {"f": "json"}, Accept=BROWSER).media_type.endswith("json")
    assert service.get(path, Accept="*/*").media_type.endswith("json")


@pytest.mark.parametrize("path", PAGES)
def test_req_html_content(service: Service, path: str) -> None:
    html = service.get(path, {"f": "html"}).text
    assert html.lstrip().startswith("<!doctype html>")
    assert "<h1>" in html
    page = Loads()
    page.feed(html)
    for address in page.addresses:
        assert not urlsplit(address).netloc or address.startswith(service.base), "a third party"


def test_req_html_content_of_features(service: Service) -> None:
    page = service.items("third-places", limit="5")
    html = service.get("/collections/third-places/items", {"limit": "5", "f": "html"}).text
    assert [feature["id"] in html for feature in page["features"]] == [True] * 5
    (feature, *_) = page["features"]
    alone = service.get(f"/collections/third-places/items/{feature['id']}", {"f": "html"}).text
    assert all(f"<code>{name}</code>" in alone for name in feature["properties"])


def test_req_geojson_definition(service: Service) -> None:
    for path in ("/collections/third-places/items", "/collections/departments/items/75"):
        assert (
            service.get(path, Accept="application/geo+json").headers["content-type"] == "application/geo+json"
        )


def test_req_geojson_content(service: Service, collection_id: str) -> None:
    page = service.items(collection_id, limit="1000")
    assert page["type"] == "FeatureCollection"
    assert "crs" not in page
    for feature in page["features"]:
        assert feature["type"] == "Feature"
        assert feature["id"]
        assert feature["geometry"] is None or feature["geometry"]["type"] in {"Point", "MultiPolygon"}
        assert feature["properties"].keys() == page["features"][0]["properties"].keys()


def test_req_oas30_oas_definition_1(service: Service) -> None:
    answer = service.get("/api", Accept="application/vnd.oai.openapi+json;version=3.0")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    html = service.get("/api", Accept=BROWSER)
    assert html.media_type == "text/html"
    for address in re.findall(r'(?:src|href|data-url)="([^"]+)"', html.text):
        found = service.get(f"{service.base}{address}")
        assert found.status == 200, address


def test_req_oas30_oas_definition_2(service: Service) -> None:
    document = service.json("/api")
    assert re.fullmatch(r"3\.0\.\d+", document["openapi"])
    assert document["info"].keys() >= {"title", "version"}
    assert document["paths"]
    for reference in references(document):
        target = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
    for path in document["paths"].values():
        assert path["get"]["responses"]["200"]["description"]


def test_req_oas30_oas_impl(service: Service) -> None:
    names = {
        "collectionId": "departments",
        "featureId": "75",
        "tileMatrixSetId": "WebMercatorQuad",
        "tileMatrix": "6",
        "tileRow": "22",
        "tileCol": "32",
    }
    for path in service.json("/api")["paths"]:
        concrete = path.format(**names)
        assert service.get(concrete).status == 200, path


def test_req_oas30_completeness(service: Service) -> None:
    document = service.json("/api")
    parameters = document["components"]["parameters"]
    items = document["paths"]["/collections/{collectionId}/items"]["get"]
    named = {one["$ref"].rsplit("/", 1)[1] for one in items["parameters"]}
    assert named >= {"collectionId", "limit", "bbox", "datetime", "crs", "bbox-crs", "filter", "filter-lang"}
    assert all(parameters[name]["name"] == name for name in named)
    assert all("400" in path["get"]["responses"] for path in document["paths"].values())
    for one in service.collections():
        queryables = service.json(f"/collections/{one['id']}/queryables")["properties"]
        assert {
            name for name, schema in queryables.items() if "type" in schema and schema["type"] != "array"
        } <= named


def test_req_oas30_exception_codes(service: Service) -> None:
    document = service.json("/api")
    for code, path in ((400, "/collections/third-places/items?limit=0"), (404, "/collections/nothing/items")):
        answer = service.get(path)
        assert answer.status == code
        responses = document["paths"]["/collections/{collectionId}/items"]["get"]["responses"]
        shape = document["components"]["responses"][responses[str(code)]["$ref"].rsplit("/", 1)[1]]
        assert answer.media_type in shape["content"]
        assert answer.json.keys() >= set(document["components"]["schemas"]["Error"]["required"])


def test_req_oas30_security(service: Service) -> None:
    # Nothing is secured, and nothing says so.
    document = service.json("/api")
    assert "securitySchemes" not in document["components"]
    assert all("security" not in path["get"] for path in document["paths"].values())
