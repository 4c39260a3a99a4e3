"""`robots.txt`, and sitemaps that name every page."""

import math
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response, abort, request, url_for

from app.platform.cache.browser_cache import unless_unchanged
from app.platform.database.connection import Database
from app.platform.services import database
from app.platform.site.i18n import DEFAULT, LANGUAGES
from app.publishing.exports.source import snapshot
from app.publishing.pages.queries import SITEMAP_PLACES, SITEMAP_SIZE

blueprint = Blueprint("discovery", __name__)

MOST_ADDRESSES = 50_000
"""Most addresses of one sitemap, by sitemaps.org."""
PAGES = (
    "web.finder",
    "web.organisations",
    "web.territories",
    "web.needing.search",
    "web.plan_axes.projects",
    "web.plan_axes.support_offers",
    "web.funding.show",
    "web.evolution.evolution",
    "web.data.packages_page",
    "web.usage.figures_page",
    "web.checking.start",
    "web.accessibility",
    "web.legal.notice",
    "web.legal.privacy",
)
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
LANGUAGE_NAMESPACE = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
CHUNK = 500
ROBOTS = """\
User-agent: *
Disallow: /api/v1/exports/
Disallow: /api/v1/matches/
Disallow: /carte/
Disallow: /changements.atom
Disallow: /donnees/
Disallow: /embed/export.html
Disallow: /flux.atom
Disallow: /scenarios
Disallow: /suivre
Disallow: /territoires/ou-ensuite
Disallow: /territoires/points.json
Sitemap: {sitemap}
"""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers what is no page, and where the pages are listed."""
    text = ROBOTS.format(sitemap=url_for("web.discovery.index", lang=DEFAULT, _external=True))
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """Name the parts."""
    return _xml(_index)


@blueprint.get("/sitemap-pages.xml")
def pages() -> Response:
    """Name the pages that are always there."""
    addresses = [(url_for(name, lang=DEFAULT, _external=True), None) for name in PAGES]
    return _xml(lambda: _urlset([addresses]))


@blueprint.get("/sitemap-lieux-<int:number>.xml")
def places(number: int) -> Response:
    """Name the pages of places, 50,000 in a part."""
    count, _ = _size()
    if not 1 <= number <= _parts(count):
        abort(404)
    return _xml(lambda: _urlset(_batches(database(), number)))


def _xml(write: Callable[[], str | Iterator[str]]) -> Response:
    return unless_unchanged(request.url.encode(), "application/xml; charset=utf-8", write)


def _size() -> tuple[int, Any]:
    row = database().fetch_one(SITEMAP_SIZE)
    assert row is not None  # noqa: S101 - an aggregate answers one row
    return row[0], row[1]


def _parts(count: int) -> int:
    return math.ceil(count / MOST_ADDRESSES)


def _index() -> str:
    count, changed = _size()
    parts = [(url_for("web.discovery.pages", lang=DEFAULT, _external=True), None)]
    parts += [
        (url_for("web.discovery.places", number=number, lang=DEFAULT, _external=True), changed)
        for number in range(1, _parts(count) + 1)
    ]
    entries = "".join(
        f"<sitemap><loc>{escape(address)}</loc>{_modified(moment)}</sitemap>\n" for address, moment in parts
    )
    return f"{XML}<sitemapindex {NAMESPACE}>\n{entries}</sitemapindex>\n"


def _batches(source: Database, number: int) -> Iterator[list[tuple[str, Any]]]:
    pattern = url_for("web.place", public_id="-", lang=DEFAULT, _external=True).removesuffix("-")
    values = {"limit": MOST_ADDRESSES, "offset": MOST_ADDRESSES * (number - 1)}

    def read() -> Iterator[list[tuple[str, Any]]]:
        with source.connection() as connection, snapshot(connection), connection.cursor("sitemap") as rows:
            rows.execute(SITEMAP_PLACES, values)
            while batch := rows.fetchmany(CHUNK):
                yield [(pattern + quote(public_id, safe=""), changed) for public_id, changed in batch]

    return read()


def _urlset(batches: Any) -> Iterator[str]:  # noqa: ANN401 - a list or an iterator of lists
    yield f"{XML}<urlset {NAMESPACE} {LANGUAGE_NAMESPACE}>\n"
    for batch in batches:
        yield "".join(_url(address, moment) for address, moment in batch)
    yield "</urlset>\n"


def _url(address: str, moment: Any) -> str:  # noqa: ANN401 - a datetime, or None
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(_in_language(address, code))}"/>'
        for code in LANGUAGES
    )
    return f"<url><loc>{escape(address)}</loc>{_modified(moment)}{others}</url>\n"


def _in_language(address: str, code: str) -> str:
    return address if code == DEFAULT else f"{address}?lang={code}"


def _modified(moment: Any) -> str:  # noqa: ANN401 - as above
    return "" if moment is None else f"<lastmod>{moment:%Y-%m-%dT%H:%M:%S}Z</lastmod>"
