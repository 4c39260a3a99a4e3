"""The catalogue against shapes of DCAT-AP 3: ours always, the published ones where they are here.

Ours say what the specification's text asks of what the catalogue holds. `PROXILIEUX_DCAT_SHAPES` names the
file of the published ones, which are at https://semiceu.github.io/DCAT-AP/releases/3.0.0/.
"""

import os
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node
from support.axes import add_axes
from support.clients import client_of
from support.databases import REPOSITORY
from support.rows import Rows

from app.factory import create_app
from app.platform.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

OURS = REPOSITORY / "tests" / "support" / "dcat_ap_shapes.ttl"
PUBLISHED = "PROXILIEUX_DCAT_SHAPES"


@pytest.fixture(scope="module", params=["ours", "published"])
def shapes(request: pytest.FixtureRequest) -> Graph:
    """The shapes."""
    if request.param == "ours":
        return Graph().parse(OURS)
    if PUBLISHED not in os.environ:
        pytest.skip(f"{PUBLISHED} names no file: the shapes of SEMIC are not here")
    return Graph().parse(Path(os.environ[PUBLISHED]))


@pytest.fixture(scope="module")
def url(module_url: str) -> str:
    """Places under two licences, far from each other, and one of all the others."""
    with Rows.into(module_url) as rows:
        rows.place(licence="ODbL-1.0", source="fabriques")
        rows.place((55.5, -21.1), licence="ODbL-1.0", source="fabriques")
        rows.place(licence="LO-2.0", source="cget-2019")
        rows.organisation(licence="LO-2.0")
    add_axes(module_url)
    return module_url


@pytest.fixture
def graph(url: str) -> Graph:
    """Its catalogue."""
    with client_of(url) as client:
        return Graph().parse(data=client.get("/catalog.ttl").text, format="turtle")


def what_is_broken(graph: Graph, shapes: Graph) -> str:
    conforms, _report, text = validate(graph, shacl_graph=shapes, advanced=True)
    return "" if conforms else str(text)


def test_no_shape_is_broken(graph: Graph, shapes: Graph) -> None:
    assert what_is_broken(graph, shapes) == ""


@pytest.mark.parametrize("contact", ["mailto:contact@annuaire.example", "https://annuaire.example/contact"])
def test_nor_with_a_contact(url: str, shapes: Graph, contact: str) -> None:
    app = create_app(Settings(publisher="Région Exemple", contact=contact), url)
    try:
        text = app.test_client().get("/catalog.ttl").text
    finally:
        app.extensions["proxilieux"].database.close()
    assert what_is_broken(Graph().parse(data=text, format="turtle"), shapes) == ""


def test_nor_of_an_empty_directory(empty_url: str, shapes: Graph) -> None:
    with client_of(empty_url) as client:
        text = client.get("/catalog.ttl").text
    assert what_is_broken(Graph().parse(data=text, format="turtle"), shapes) == ""


@pytest.mark.parametrize(
    ("class_", "predicate"),
    [
        (DCAT.Dataset, DCTERMS.title),
        (DCAT.Dataset, DCTERMS.description),
        (DCAT.Distribution, DCAT.accessURL),
        (DCAT.DataService, DCAT.endpointURL),
        (DCAT.DataService, DCTERMS.title),
        (DCAT.Catalog, DCTERMS.publisher),
        (DCAT.Catalog, DCTERMS.title),
        (DCAT.Catalog, DCTERMS.description),
        (FOAF.Agent, FOAF.name),
    ],
)
def test_the_shapes_find_what_is_missing(
    graph: Graph, shapes: Graph, class_: URIRef, predicate: URIRef
) -> None:
    node: Node = next(iter(graph.subjects(RDF.type, class_)))
    graph.remove((node, predicate, None))
    assert what_is_broken(graph, shapes)


@pytest.mark.parametrize(
    ("class_", "predicate", "value"),
    [
        (DCAT.Dataset, DCTERMS.publisher, Literal("nobody")),
        (DCAT.Dataset, DCTERMS.accrualPeriodicity, URIRef("https://example.org/often")),
        (DCAT.Dataset, DCTERMS.modified, Literal("2026-01-01T00:00:00Z", datatype=XSD.dateTime)),
        (DCAT.Distribution, DCAT.accessURL, Literal("https://example.org/")),
        (DCAT.Distribution, DCTERMS.license, URIRef("https://example.org/licence")),
        (DCAT.Catalog, DCAT.dataset, URIRef("https://example.org/nothing")),
    ],
)
def test_the_shapes_find_what_is_wrong(
    graph: Graph, shapes: Graph, class_: URIRef, predicate: URIRef, value: Node
) -> None:
    node: Node = next(iter(graph.subjects(RDF.type, class_)))
    graph.add((node, predicate, value))
    assert what_is_broken(graph, shapes)
