"""The catalogue as a graph of DCAT-AP 3."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef

from app.platform.files.xml_text import possible
from app.publishing.catalogue.datasets import Box, Dataset
from app.publishing.catalogue.distributions import (
    DistributionFacts,
    Service,
    distributions_of,
    services,
)
from app.publishing.catalogue.terms import (
    CONTEXT,
    DAILY,
    DCATAP,
    FILE_TYPE_CODES,
    FILE_TYPES,
    FRANCE,
    FRENCH,
    GEOJSON_LITERAL,
    HYDRA,
    MEDIA_TYPES,
    NATIONAL_SCHEMA,
    NATIONAL_SCHEMA_NAME,
    PUBLIC,
    STABLE,
    THEME_CODES,
    THEMES,
    VCARD,
)

Value = URIRef | BNode | Literal
STEPS = 100
"""Parts of a degree to which boxes are widened, so that no box is without an area."""
KEYWORDS = {
    "third-places": ("tiers-lieux", "équipements partagés", "fablab", "médiation numérique", "formation"),
    "organisations": ("organismes de formation", "CFA", "apprentissage", "formation"),
    "projects": ("appel à projets", "financement", "formation", "consortium"),
    "support-offers": ("accompagnement", "organismes de formation", "CFA", "formation"),
    "grants": ("subventions", "financement", "tiers-lieux", "formation"),
}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Publisher of the catalogue."""

    name: str
    contact: str | None
    """Address: `mailto:` or a page."""
    home: str
    """The site's own address."""


@dataclass(frozen=True, slots=True)
class PageOf:
    """A page of the catalogue: its datasets, and the addresses of the others (None where there is none)."""

    datasets: Sequence[Dataset]
    total: int
    address: str
    first: str
    last: str
    previous: str | None
    next: str | None


class CatalogueGraph:
    """Builds the graph of one page."""

    def __init__(self, catalogue: str, publisher: Publisher, *, is_fictional: bool) -> None:
        """`catalogue` is the address that names the catalogue, whatever the format and the page."""
        self.graph = Graph()
        for prefix, namespace in CONTEXT.items():
            self.graph.bind(prefix, namespace)
        self._catalogue = URIRef(catalogue)
        self._publisher = publisher
        self._agent = URIRef(f"{catalogue}#publisher")
        self._is_fictional = is_fictional

    def describe(self, page: PageOf) -> Graph:
        """Return the catalogue with the datasets of a page."""
        self._describe_agent()
        add = self._adder(self._catalogue)
        add(RDF.type, DCAT.Catalog)
        add(DCTERMS.title, self._text("Proxilieux : tiers-lieux et équipements partagés"))
        add(
            DCTERMS.description,
            _french(
                "Les tiers-lieux financés en France, les équipements qu’ils partagent et les organismes de"
                " formation qui en ont besoin. Un jeu de données par licence ; ce dont la licence n’est pas"
                " confirmée n’est pas au catalogue."
            ),
        )
        add(DCTERMS.publisher, self._agent)
        add(DCTERMS.language, self._typed(FRENCH, DCTERMS.LinguisticSystem))
        add(DCTERMS.spatial, self._typed(FRANCE, DCTERMS.Location))
        add(FOAF.homepage, self._typed(URIRef(self._publisher.home), FOAF.Document))
        add(DCAT.themeTaxonomy, self._typed(URIRef(str(THEMES)), SKOS.ConceptScheme))
        self.graph.add((URIRef(str(THEMES)), DCTERMS.title, Literal("Data theme", lang="en")))
        if page.datasets:
            newest = max(dataset.modified_at for dataset in page.datasets)
            add(DCTERMS.modified, Literal(newest.isoformat(), datatype=XSD.dateTime))
        known = {service.name: self._describe_service(service) for service in services()}
        for dataset in page.datasets:
            add(DCAT.dataset, self._describe_dataset(dataset, known))
        for node in known.values():
            add(DCAT.service, node)
        self._describe_page(page)
        return self.graph

    def _describe_agent(self) -> None:
        add = self._adder(self._agent)
        add(RDF.type, FOAF.Agent)
        add(RDF.type, FOAF.Organization)
        add(FOAF.name, Literal(possible(self._publisher.name)))

    def _contact(self) -> BNode | None:
        contact = self._publisher.contact
        if contact is None:
            return None
        node = BNode()
        add = self._adder(node)
        add(RDF.type, VCARD.Kind)
        add(RDF.type, VCARD.Organization)
        add(VCARD.fn, Literal(possible(self._publisher.name)))
        is_mail = contact.startswith("mailto:")
        add(VCARD.hasEmail if is_mail else VCARD.hasURL, URIRef(contact))
        return node

    def _describe_service(self, service: Service) -> URIRef:
        node = URIRef(f"{self._catalogue}#{service.name}")
        add = self._adder(node)
        add(RDF.type, DCAT.DataService)
        add(DCTERMS.title, self._text(service.title))
        add(DCTERMS.description, _french(service.description))
        add(DCTERMS.identifier, Literal(service.name))
        add(DCTERMS.publisher, self._agent)
        add(DCTERMS.accessRights, self._typed(PUBLIC, DCTERMS.RightsStatement))
        add(DCAT.endpointURL, self._typed(URIRef(service.endpoint), RDFS.Resource))
        add(DCAT.endpointDescription, self._typed(URIRef(service.described), RDFS.Resource))
        add(DCTERMS.conformsTo, self._standard(service.standard, service.standard_name))
        contact = self._contact()
        if contact is not None:
            add(DCAT.contactPoint, contact)
        return node

    def _describe_dataset(self, dataset: Dataset, known: dict[str, URIRef]) -> URIRef:
        node = URIRef(f"{self._catalogue}#{dataset.identifier}")
        add = self._adder(node)
        add(RDF.type, DCAT.Dataset)
        add(DCTERMS.title, self._text(f"{dataset.exported.title} ({dataset.licence.name})"))
        add(
            DCTERMS.description,
            self._text(
                f"{dataset.exported.title} : ce que les sources publient sous {dataset.licence.name}, et rien"
                f" d’une autre licence. Nombre de fiches : {dataset.records} ; chacune nomme sa source."
            ),
        )
        add(DCTERMS.identifier, Literal(dataset.identifier))
        add(DCTERMS.modified, Literal(dataset.modified_at.isoformat(), datatype=XSD.dateTime))
        add(DCTERMS.publisher, self._agent)
        add(DCTERMS.language, self._typed(FRENCH, DCTERMS.LinguisticSystem))
        add(DCTERMS.accrualPeriodicity, self._typed(DAILY, DCTERMS.Frequency))
        add(DCTERMS.accessRights, self._typed(PUBLIC, DCTERMS.RightsStatement))
        add(DCTERMS.license, self._licence(dataset))
        add(DCAT.landingPage, self._typed(URIRef(self._publisher.home), FOAF.Document))
        for keyword in KEYWORDS[dataset.exported.name]:
            add(DCAT.keyword, _french(keyword))
        for code in THEME_CODES:
            theme = self._typed(URIRef(f"{THEMES}/{code}"), SKOS.Concept)
            self.graph.add((theme, SKOS.prefLabel, Literal(code.lower(), lang="en")))
            add(DCAT.theme, theme)
        if dataset.boxes:
            add(DCTERMS.spatial, self._location(dataset.boxes))
        contact = self._contact()
        if contact is not None:
            add(DCAT.contactPoint, contact)
        for facts in distributions_of(dataset):
            add(DCAT.distribution, self._describe_distribution(dataset, facts, known))
        for service in known.values():
            self.graph.add((service, DCAT.servesDataset, node))
        return node

    def _describe_distribution(
        self, dataset: Dataset, facts: DistributionFacts, known: dict[str, URIRef]
    ) -> URIRef:
        node = URIRef(f"{self._catalogue}#{dataset.identifier}.{facts.name}")
        add = self._adder(node)
        add(RDF.type, DCAT.Distribution)
        add(DCTERMS.title, _french(facts.title))
        add(DCTERMS.modified, Literal(dataset.modified_at.isoformat(), datatype=XSD.dateTime))
        add(DCTERMS.license, self._licence(dataset))
        add(DCAT.accessURL, self._typed(URIRef(facts.access), RDFS.Resource))
        add(DCAT.mediaType, self._typed(MEDIA_TYPES[facts.media_type], DCTERMS.MediaType))
        add(DCATAP.availability, self._typed(STABLE, SKOS.Concept))
        self.graph.add((STABLE, SKOS.prefLabel, Literal("stable", lang="en")))
        if facts.download is not None:
            add(DCAT.downloadURL, self._typed(URIRef(facts.download), RDFS.Resource))
        code = FILE_TYPE_CODES.get(facts.suffix)
        if code is not None:
            add(DCTERMS["format"], self._typed(FILE_TYPES[code], DCTERMS.MediaTypeOrExtent))
        if facts.is_standard:
            add(DCTERMS.conformsTo, self._standard(NATIONAL_SCHEMA, NATIONAL_SCHEMA_NAME))
        if facts.service is not None:
            add(DCAT.accessService, known[facts.service])
        return node

    def _describe_page(self, page: PageOf) -> None:
        add = self._adder(self._catalogue)
        add(RDF.type, HYDRA.Collection)
        add(HYDRA.totalItems, Literal(page.total))
        view = URIRef(page.address)
        add(HYDRA.view, view)
        tell = self._adder(view)
        # The second is what CKAN's harvester knows.
        tell(RDF.type, HYDRA.PartialCollectionView)
        tell(RDF.type, HYDRA.PagedCollection)
        tell(HYDRA.totalItems, Literal(page.total))
        for name in ("first", "last", "previous", "next"):
            address = getattr(page, name)
            if address is not None:
                tell(HYDRA[name], URIRef(address))

    def _licence(self, dataset: Dataset) -> URIRef:
        return self._typed(URIRef(dataset.licence.url), DCTERMS.LicenseDocument)

    def _standard(self, address: str, name: str) -> URIRef:
        node = self._typed(URIRef(address), DCTERMS.Standard)
        self.graph.add((node, DCTERMS.title, Literal(name)))
        return node

    def _location(self, boxes: Sequence[Box]) -> BNode:
        polygons = [[_ring(box)] for box in boxes]
        node = BNode()
        add = self._adder(node)
        add(RDF.type, DCTERMS.Location)
        shape = {"type": "MultiPolygon", "coordinates": polygons}
        # A literal, and in GeoJSON: so harvesters read it, and DCAT-AP wants a node of `locn:geometry`.
        add(DCAT.bbox, Literal(json.dumps(shape), datatype=GEOJSON_LITERAL))
        return node

    def _typed(self, node: URIRef, class_: URIRef) -> URIRef:
        self.graph.add((node, RDF.type, class_))
        return node

    def _adder(self, node: URIRef | BNode) -> Callable[[URIRef, Value], object]:
        return lambda predicate, value: self.graph.add((node, predicate, value))

    def _text(self, text: str) -> Literal:
        return _french(f"Démonstration, données fictives – {text}" if self._is_fictional else text)


def _french(text: str) -> Literal:
    return Literal(text, lang="fr")


def _ring(box: Box) -> list[list[float]]:
    """Return the corners of a box, widened to hundredths of a degree, counter-clockwise, the first again."""
    west, south = (floor(side * STEPS - 1) / STEPS for side in box[:2])
    east, north = (ceil(side * STEPS + 1) / STEPS for side in box[2:])
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]
