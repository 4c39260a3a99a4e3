"""A client of the lists that asks filters over HTTP/1.1, in both languages, and returns who was selected."""

import itertools
import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import cql2

from app.directory.organisations.fields import QUERYABLES as OF_ORGANISATIONS
from app.directory.third_places.fields import QUERYABLES as OF_PLACES
from app.platform.cql2.queryables import Kind, Queryable

RESOURCES = {"third-places": OF_PLACES, "organisations": OF_ORGANISATIONS}
"""The data sources, each with its queryables."""
VALUES = {
    Kind.TEXT: "'foo'",
    Kind.BOOLEAN: "true",
    Kind.NUMBER: "3.14",
    Kind.INTEGER: "1",
    Kind.TIMESTAMP: "TIMESTAMP('2022-04-14T14:48:46Z')",
    Kind.DATE: "DATE('2022-04-14')",
}
"""Of each scalar type, the value that the abstract tests compare with."""


def queryables(*kinds: Kind) -> list[tuple[str, Queryable]]:
    """Return every queryable of these types, with its data source."""
    return [
        (source, one)
        for source, by_name in RESOURCES.items()
        for one in by_name.values()
        if one.kind in kinds
    ]


class Filters:
    """The filters of a server over a directory that nothing changes: what one selects is asked once."""

    def __init__(self, base: str, **narrowed: str) -> None:
        """Ask the server at `base`; `narrowed` are other parameters, which make every answer small."""
        address = urlsplit(base)
        self._connection = HTTPConnection(str(address.hostname), address.port, timeout=60)
        self._narrowed = narrowed
        self._selected: dict[tuple[str, str], frozenset[str]] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def answer(
        self, source: str, filter_: str, language: str = "cql2-text", limit: int = 1000
    ) -> tuple[int, Any]:
        """Return the status and the body of a page."""
        asked = {"filter": filter_, "filter-lang": language, "limit": limit, **self._narrowed}
        self._connection.request("GET", f"/api/v1/{source}?{urlencode(asked)}")
        response = self._connection.getresponse()
        body = json.loads(response.read())
        assert response.version == 11
        return response.status, body

    def __call__(self, source: str, filter_: str) -> frozenset[str]:
        """Return the ids that a filter selects; the same in CQL2 Text and in CQL2 JSON."""
        if (source, filter_) not in self._selected:
            self._selected[source, filter_] = self._ids(source, filter_)
        return self._selected[source, filter_]

    def _ids(self, source: str, filter_: str) -> frozenset[str]:
        status, body = self.answer(source, filter_)
        assert status == 200, f"{filter_}: {body}"
        in_json = json.dumps(cql2.parse_text(filter_).to_json())
        again, same = self.answer(source, in_json, "cql2-json", limit=1)
        assert again == 200, f"{in_json}: {same}"
        assert body["numberMatched"] == same["numberMatched"], filter_
        assert body["features"][:1] == same["features"], filter_
        found = frozenset(feature["id"] for feature in body["features"])
        assert len(found) == min(1000, body["numberMatched"])
        return found

    def count(self, source: str, filter_: str) -> int:
        """Return how many a filter selects, however many pages they are."""
        if (source, filter_) not in self._counts:
            status, body = self.answer(source, filter_, limit=1)
            assert status == 200, f"{filter_}: {body}"
            self._counts[source, filter_] = int(body["numberMatched"])
        return self._counts[source, filter_]

    def none(self, source: str, *filters: str) -> None:
        """Check that nothing is selected by all of these filters together, in either language."""
        assert not self(source, " AND ".join(f"({one})" for one in filters)), filters

    def refused(self, source: str, filter_: str) -> str:
        """Return why a filter is a client's error."""
        status, body = self.answer(source, filter_)
        assert status == 400, f"{filter_}: {body}"
        return str(body["errors"]["query"]["filter"])

    def logical(self, source: str, predicates: list[str]) -> None:
        """Check combinations of four predicates against the sets that each selects."""
        everything = self(source, "true")
        assert len(predicates) >= 4
        chosen = itertools.islice(itertools.permutations(predicates, 4), 0, None, 7)
        for p1, p2, p3, p4 in itertools.islice(chosen, 10):
            holds = {p: self(source, p) for p in (p1, p2, p3, p4)}
            fails = {p: self(source, f"NOT ({p})") for p in (p1, p2, p3, p4)}
            found = self(source, f"((NOT ({p1}) AND {p2}) OR ({p3} and NOT ({p4})) or not ({p1} AND {p4}))")
            expected = (fails[p1] & holds[p2]) | (holds[p3] & fails[p4]) | fails[p1] | fails[p4]
            assert found == expected & everything
