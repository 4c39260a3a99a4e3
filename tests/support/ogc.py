"""A client of `/ogc` that shows the wire: the HTTP version, the headers as they came, the body."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
Json = Any


@dataclass(frozen=True)
class Answer:
    """One answer."""

    version: int
    """11 for HTTP/1.1."""
    status: int
    headers: dict[str, str]
    """Names in small letters."""
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").split(";")[0]

    @property
    def json(self) -> Json:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Service:
    """The service at an address."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.root = f"{base}/ogc"
        self._connection = HTTPConnection(str(urlsplit(base).hostname), urlsplit(base).port, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._connection.close()

    def request(self, method: str, address: str, **headers: str) -> Answer:
        """Send a request to an address, absolute or below `/ogc`."""
        parts = urlsplit(address)
        path = parts.path if parts.scheme else f"/ogc{parts.path}"
        target = f"{path}?{parts.query}" if parts.query else path
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self._connection.request(method, target, headers=named)
            answer = self._connection.getresponse()
        except (ConnectionError, OSError):  # a server may close a connection that was idle
            self._connection.close()
            self._connection.request(method, target, headers=named)
            answer = self._connection.getresponse()
        return _read(answer)

    def get(self, address: str = "", query: dict[str, str] | None = None, **headers: str) -> Answer:
        """Get an address with query parameters."""
        return self.request("GET", f"{address}?{urlencode(query)}" if query else address, **headers)

    def json(self, address: str = "", query: dict[str, str] | None = None, **headers: str) -> Json:
        """Get a document that must be there."""
        answer = self.get(address, query, **headers)
        assert answer.status == 200, answer.text[:500]
        return answer.json

    def items(self, collection_id: str, **query: str) -> Json:
        """Get a page of features; an underscore in a name stands for a dash where the standard has one."""
        return self.json(f"/collections/{collection_id}/items", _dashed(query))

    def refused(self, collection_id: str, **query: str) -> Answer:
        """Ask for a page that must be refused."""
        answer = self.get(f"/collections/{collection_id}/items", _dashed(query))
        assert answer.status == 400, answer.text[:500]
        return answer

    def collections(self) -> list[Json]:
        """Return every collection."""
        found: list[Json] = self.json("/collections")["collections"]
        return found

    def every_feature(self, collection_id: str, **query: str) -> Iterator[Json]:
        """Follow `next` from the first page to the last."""
        page = self.items(collection_id, **query)
        while True:
            yield from page["features"]
            address = href(page["links"], "next")
            if address is None:
                return
            page = self.json(address)


DASHED = {"bbox_crs", "filter_lang", "filter_crs"}


def _dashed(query: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-") if name in DASHED else name: value for name, value in query.items()}


def _read(answer: HTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.version, answer.status, headers, answer.read())


def link(links: list[Json], relation: str, media_type: str | None = None) -> Json:
    """Return the first link of a relation (and media type), or None."""
    for one in links:
        if one["rel"] == relation and media_type in (None, one.get("type")):
            return one
    return None


def href(links: list[Json], relation: str, media_type: str | None = None) -> str | None:
    """Return where the first link of a relation leads, or None."""
    found = link(links, relation, media_type)
    return None if found is None else str(found["href"])


def positions(geometry: Json) -> Iterator[list[float]]:
    """Return every position of a GeoJSON geometry."""

    def walk(coordinates: Json) -> Iterator[list[float]]:
        if isinstance(coordinates[0], list):
            for part in coordinates:
                yield from walk(part)
        else:
            yield coordinates

    if geometry is not None:
        yield from walk(geometry["coordinates"])
