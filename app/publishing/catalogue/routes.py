"""`/catalog`: the catalogue in JSON-LD, Turtle and RDF/XML, for harvesters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request, url_for

from app.platform.cache.browser_cache import unless_unchanged
from app.platform.cache.directory_state import directory_facts
from app.platform.http.compression import compress
from app.platform.services import database, services
from app.publishing.catalogue.datasets import datasets

if TYPE_CHECKING:  # rdflib is read when the first catalogue is written, not when the server starts
    from app.publishing.catalogue.graph import PageOf

blueprint = Blueprint("catalogue", __name__)
blueprint.after_request(compress)

PAGE_SIZE, MOST = 50, 100
NOT_ACCEPTABLE, BAD_REQUEST = 406, 400


@dataclass(frozen=True, slots=True)
class Form:
    """A way of writing the graph."""

    suffix: str
    media_type: str
    writer: str
    """Name of rdflib's serializer."""


FORMS: Mapping[str, Form] = {
    form.suffix: form
    for form in (
        Form("jsonld", "application/ld+json", "json-ld"),
        Form("ttl", "text/turtle", "turtle"),
        Form("rdf", "application/rdf+xml", "pretty-xml"),
    )
}


@blueprint.get("/catalog")
def negotiated() -> Response:
    """Give the catalogue in the form that is asked for by `Accept`."""
    wanted = request.accept_mimetypes.best_match([form.media_type for form in FORMS.values()])
    if wanted is None:
        types = ", ".join(form.media_type for form in FORMS.values())
        abort(NOT_ACCEPTABLE, f"The catalogue comes as {types}.")
    form = next(form for form in FORMS.values() if form.media_type == wanted)
    response = _respond(form)
    response.vary.add("Accept")
    return response


@blueprint.get("/catalog.<any(jsonld, ttl, rdf):suffix>")
def written(suffix: str) -> Response:
    """Give the catalogue in one form."""
    return _respond(FORMS[suffix])


def _respond(form: Form) -> Response:
    number, size = _whole("page", 1, 10**6), _whole("page_size", PAGE_SIZE, MOST)
    return unless_unchanged(
        f"{request.url} {form.suffix}".encode(),
        f"{form.media_type}; charset=utf-8",
        lambda: _write(form, number, size),
    )


def _whole(name: str, default: int, most: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(most)) or not 1 <= int(text) <= most:
        abort(BAD_REQUEST, f"`{name}` must be a whole number from 1 to {most}.")
    return int(text)


def _write(form: Form, number: int, size: int) -> str:
    from app.publishing.catalogue.graph import CatalogueGraph, Publisher  # noqa: PLC0415
    from app.publishing.catalogue.terms import CONTEXT  # noqa: PLC0415

    settings = services().settings
    publisher = Publisher(
        settings.publisher or "Proxilieux", settings.contact, url_for("web.finder", _external=True)
    )
    catalogue = url_for("catalogue.negotiated", _external=True)
    builder = CatalogueGraph(catalogue, publisher, is_fictional=directory_facts().is_fictional)
    graph = builder.describe(_page(form, number, size))
    if form.suffix == "jsonld":
        return graph.serialize(format=form.writer, context=CONTEXT)
    return graph.serialize(format=form.writer)


def _page(form: Form, number: int, size: int) -> "PageOf":
    from app.publishing.catalogue.graph import PageOf  # noqa: PLC0415

    described = datasets(database())
    pages = max(1, -(-len(described) // size))

    def address(page: int) -> str:
        return url_for("catalogue.written", suffix=form.suffix, page=page, page_size=size, _external=True)

    return PageOf(
        described[(number - 1) * size : number * size],
        len(described),
        address(number),
        address(1),
        address(pages),
        address(number - 1) if 1 < number <= pages else None,
        address(number + 1) if number < pages else None,
    )
