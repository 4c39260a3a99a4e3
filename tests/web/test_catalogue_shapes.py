"""The catalogue against the shapes of DCAT-AP 3, where `PROXILIEUX_DCAT_SHAPES` names their file.

They are published at https://semiceu.github.io/DCAT-AP/releases/3.0.0/, as Turtle and as JSON-LD.
"""

import os
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef
from rdflib.term import Node
from support.clients import client_of

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.skipif("PROXILIEUX_DCAT_SHAPES" not in os.environ, reason="the shapes are not here"),
]


@pytest.fixture(scope="module")
def shapes() -> Graph:
    """The shapes."""
    return Graph().parse(Path(os.environ["PROXILIEUX_DCAT_SHAPES"]))


@pytest.fixture
def graph(demonstration_url: str) -> Graph:
    """The catalogue of the demonstration."""
    with client_of(demonstration_url) as client:
        return Graph().parse(data=client.get("/catalog.ttl").text, format="turtle")


def test_no_shape_is_broken(graph: Graph, shapes: Graph) -> None:
    conforms, _report, text = validate(graph, shacl_graph=shapes, advanced=True)
    assert conforms, text


@pytest.mark.parametrize(
    ("class_", "predicate"),
    [
        (DCAT.Dataset, DCTERMS.title),
        (DCAT.Dataset, DCTERMS.description),
        (DCAT.Distribution, DCAT.accessURL),
        (DCAT.DataService, DCAT.endpointURL),
        (DCAT.Catalog, DCTERMS.publisher),
    ],
)
def test_the_shapes_find_what_is_missing(
    graph: Graph, shapes: Graph, class_: URIRef, predicate: URIRef
) -> None:
    node: Node = next(iter(graph.subjects(RDF.type, class_)))
    graph.remove((node, predicate, None))
    conforms, _report, _text = validate(graph, shacl_graph=shapes, advanced=True)
    assert not conforms
