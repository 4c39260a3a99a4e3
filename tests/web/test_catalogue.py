"""The catalogue: three forms of one graph, the shapes of DCAT-AP, and what harvesters read."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from support.axes import add_axes
from support.clients import client_of
from support.rows import Rows

from app.factory import create_app
from app.platform.settings import Settings
from app.publishing.catalogue.terms import GEOJSON_LITERAL, HYDRA

FORMS = {"jsonld": "json-ld", "ttl": "turtle", "rdf": "xml"}
# rdflib's own parser of JSON-LD still makes what rdflib itself has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

PARIS, REUNION = (2.35, 48.85), (55.5, -21.1)
PLACELESS = {"projects-lo-2.0", "grants-lo-2.0"}
DATASETS = PLACELESS | {
    "third-places-odbl-1.0",
    "third-places-lo-2.0",
    "organisations-lo-2.0",
    "support-offers-lo-2.0",
}


@pytest.fixture(scope="module")
def client(module_url: str) -> Iterator[FlaskClient]:
    """Places under two licences and none, one of them in the Indian Ocean, and one of all the others."""
    future = datetime.now(UTC) + timedelta(days=400)
    with Rows.into(module_url) as rows:
        rows.place(PARIS, licence="ODbL-1.0", source="fabriques", updated_at=future)
        rows.place(REUNION, licence="ODbL-1.0", source="fabriques")
        rows.place(PARIS, licence="LO-2.0", source="cget-2019")
        rows.place(None, licence="LO-2.0", source="cget-2019")
        rows.place(PARIS, licence="unconfirmed", source="census-2023")
        rows.organisation(licence="LO-2.0")
    add_axes(module_url)
    with client_of(module_url) as made:
        yield made


def graph_of(client: FlaskClient, path: str, form: str) -> Graph:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return Graph().parse(data=response.text, format=form)


@pytest.fixture(scope="module")
def graph(client: FlaskClient) -> Graph:
    return graph_of(client, "/catalog.ttl", "turtle")


def test_three_forms_of_one_graph(client: FlaskClient) -> None:
    graphs = [graph_of(client, f"/catalog.{suffix}?page=1", form) for suffix, form in FORMS.items()]
    for one in graphs:  # the pages name the form that they are in
        for node in set(one.subjects(RDF.type, HYDRA.PartialCollectionView)):
            one.remove((node, None, None))
            one.remove((None, None, node))
    assert isomorphic(graphs[0], graphs[1])
    assert isomorphic(graphs[1], graphs[2])


def test_the_context_is_inline(client: FlaskClient) -> None:
    document = json.loads(client.get("/catalog.jsonld").text)
    assert document["@context"]["dcat"] == str(DCAT)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/ld+json", "application/ld+json"),
        ("text/turtle;q=0.9, application/rdf+xml;q=0.1", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("*/*", "application/ld+json"),
    ],
)
def test_the_form_that_is_accepted(client: FlaskClient, accept: str, media_type: str) -> None:
    response = client.get("/catalog", headers={"Accept": accept})
    assert response.mimetype == media_type
    assert "Accept" in response.headers["Vary"]
    assert client.get("/catalog", headers={"Accept": "image/png"}).status_code == 406


def test_one_dataset_a_licence(graph: Graph) -> None:
    identifiers = {
        str(graph.value(dataset, DCTERMS.identifier)) for dataset in graph.subjects(RDF.type, DCAT.Dataset)
    }
    assert identifiers == DATASETS


def test_every_address_answers(client: FlaskClient, graph: Graph) -> None:
    for distribution in graph.subjects(RDF.type, DCAT.Distribution):
        media_type = str(graph.value(distribution, DCAT.mediaType)).split("media-types/")[1]
        for predicate in (DCAT.accessURL, DCAT.downloadURL):
            address = graph.value(distribution, predicate)
            if address is not None:
                with client.get(str(address).removeprefix("http://localhost")) as response:
                    assert response.status_code == 200, address
        assert response.mimetype == media_type
        licence = "LO-2.0" if "lo-2.0" in str(distribution) else "ODbL-1.0"
        assert f"licence={licence}" in str(graph.value(distribution, DCAT.accessURL))
    for service in graph.subjects(RDF.type, DCAT.DataService):
        described = str(graph.value(service, DCAT.endpointDescription))
        assert client.get(described.removeprefix("http://localhost")).status_code == 200


def test_both_services_serve_every_dataset(graph: Graph) -> None:
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    for service in graph.subjects(RDF.type, DCAT.DataService):
        assert set(graph.objects(service, DCAT.servesDataset)) == datasets
    accessed = set(graph.objects(None, DCAT.accessService))
    assert accessed == set(graph.subjects(RDF.type, DCAT.DataService))
    assert len(accessed) == 2


def test_nothing_is_modified_in_the_future(graph: Graph) -> None:
    moments = [
        value.toPython() for value in graph.objects(None, DCTERMS.modified) if isinstance(value, Literal)
    ]
    assert moments
    assert max(moments) <= datetime.now(UTC)


def test_where_the_records_lie(graph: Graph) -> None:
    shapes = {}
    for dataset in graph.subjects(RDF.type, DCAT.Dataset):
        place = graph.value(dataset, DCTERMS.spatial)
        if str(graph.value(dataset, DCTERMS.identifier)) in PLACELESS:
            assert place is None
            continue
        text = graph.value(place, DCAT.bbox)
        assert isinstance(text, Literal)
        assert text.datatype == GEOJSON_LITERAL
        shape = shapely.from_geojson(str(text))
        assert shape.is_valid
        assert shape.geom_type == "MultiPolygon"
        shapes[str(graph.value(dataset, DCTERMS.identifier))] = shape
    both = shapes["third-places-odbl-1.0"]
    assert both.contains(shapely.Point(PARIS))
    assert both.contains(shapely.Point(REUNION))
    assert len(both.geoms) == 2
    assert not shapes["third-places-lo-2.0"].contains(shapely.Point(REUNION))


def test_the_national_schema(graph: Graph) -> None:
    conforming = {
        str(graph.value(node, DCAT.downloadURL))
        for node in graph.subjects(RDF.type, DCAT.Distribution)
        if graph.value(node, DCTERMS.conformsTo) is not None
    }
    assert len(conforming) == 4
    assert all("profile=mediation-numerique" in address for address in conforming)


def test_pages(client: FlaskClient) -> None:
    """A harvester follows `next` from the first page to the last, and has every dataset once."""
    address, found = "/catalog.jsonld?page_size=1", []
    while address:
        one = graph_of(client, address, "json-ld")
        found += [str(one.value(node, DCTERMS.identifier)) for node in one.subjects(RDF.type, DCAT.Dataset)]
        catalogue = one.value(predicate=RDF.type, object=DCAT.Catalog)
        assert int(str(one.value(catalogue, HYDRA.totalItems))) == len(DATASETS)
        view = one.value(catalogue, HYDRA.view)
        following = one.value(view, HYDRA.next)
        address = str(following).removeprefix("http://localhost") if following else ""
    assert sorted(found) == sorted(DATASETS)


@pytest.mark.parametrize("query", ["page=0", "page=x", "page_size=101", "page=²", "page=" + "9" * 30])
def test_a_wrong_page(client: FlaskClient, query: str) -> None:
    response = client.get(f"/catalog.ttl?{query}")
    assert response.status_code == 400
    assert "whole number" in response.get_json()["message"]


def test_again(client: FlaskClient) -> None:
    tag = client.get("/catalog.rdf").headers["ETag"]
    assert client.get("/catalog.rdf", headers={"If-None-Match": tag}).status_code == 304


def test_an_empty_directory(made: FlaskClient) -> None:
    assert list(graph_of(made, "/catalog.ttl", "turtle").subjects(RDF.type, DCAT.Dataset)) == []


@pytest.mark.parametrize("contact", ["mailto:contact@annuaire.example", "https://annuaire.example/contact"])
def test_who_publishes(module_url: str, client: FlaskClient, contact: str) -> None:  # noqa: ARG001 - it fills
    app: Flask = create_app(Settings(publisher="Région <Exemple> & fils", contact=contact), module_url)
    try:
        graph = graph_of(app.test_client(), "/catalog.rdf", "xml")
    finally:
        app.extensions["proxilieux"].database.close()
    names = {str(value) for value in graph.objects(None, URIRef("http://xmlns.com/foaf/0.1/name"))}
    assert names == {"Région <Exemple> & fils"}
    assert URIRef(contact) in set(graph.objects())


def test_the_demonstration_says_that_it_is_fictional(demonstration_url: str) -> None:
    with client_of(demonstration_url) as shown:
        graph = graph_of(shown, "/catalog.ttl", "turtle")
    titles: list[Any] = [graph.value(node, DCTERMS.title) for node in graph.subjects(RDF.type, DCAT.Dataset)]
    assert titles
    assert all("fictives" in str(title) for title in titles)
