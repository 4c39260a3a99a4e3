"""A stand-in for the geocoder of the Base Adresse Nationale: it knows a few invented streets."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from support.stand_in import StandIn, serving
from werkzeug import Request, Response

from seeds.reading.normalise.text import fold

CSV_COLUMNS = (
    "latitude", "longitude", "result_label", "result_score", "result_score_next", "result_type", "result_id",
    "result_housenumber", "result_name", "result_street", "result_postcode", "result_city", "result_context",
    "result_citycode", "result_oldcitycode", "result_oldcity", "result_district", "result_status",
)  # fmt: skip
CONDITIONS = ("postcode", "citycode")


@dataclass(frozen=True)
class Entry:
    """One thing that the geocoder knows."""

    name: str
    type: str
    city: str
    citycode: str
    postcode: str
    longitude: float
    latitude: float
    score: float = 0.9

    @property
    def label(self) -> str:
        return f"{self.name} {self.postcode} {self.city}" if self.type != "municipality" else self.city


@dataclass
class Geocoder(StandIn):
    """What it knows, and what it was asked."""

    entries: list[Entry] = field(default_factory=list)
    batches: list[list[dict[str, str]]] = field(default_factory=list)
    """The rows of each request for CSV."""
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    searches: list[str] = field(default_factory=list)

    def find(self, text: str, postcode: str, citycode: str) -> Entry | None:
        """Return the likeliest entry: a name within the text, else the town's own entry."""
        folded = fold(text)
        here = [
            entry
            for entry in self.entries
            if (not postcode or entry.postcode == postcode) and (not citycode or entry.citycode == citycode)
        ]
        named = [entry for entry in here if fold(entry.name) in folded]
        return max(named, key=lambda entry: len(entry.name), default=None)

    def answer(self, request: Request) -> Response:
        """Return what it finds."""
        if request.path == "/geocodage/search/csv" and request.method == "POST":
            return self._csv(request)
        if request.path == "/geocodage/search" and request.method == "GET":
            return self._search(request)
        return Response("not found", 404)

    def _csv(self, request: Request) -> Response:
        form = {name: request.form.getlist(name) for name in request.form}
        self.forms.append(form)
        table = csv.DictReader(io.StringIO(request.files["data"].stream.read().decode(), newline=""))
        rows = list(table)
        self.batches.append(rows)
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, [*(table.fieldnames or ()), *CSV_COLUMNS], restval="")
        writer.writeheader()
        for row in rows:
            text = " ".join(row[name] for name in form["columns"])
            postcode, citycode = (row[form[name][0]] if name in form else "" for name in CONDITIONS)
            writer.writerow(row | self._columns(text, self.find(text, postcode, citycode)))
        return Response(out.getvalue(), content_type="text/csv; charset=utf-8")

    def _columns(self, text: str, entry: Entry | None) -> dict[str, object]:
        if not text.strip():
            return {"result_status": "skipped"}
        if entry is None:
            return {"result_status": "not-found"}
        return {
            "result_status": "ok",
            "latitude": entry.latitude,
            "longitude": entry.longitude,
            "result_score": entry.score,
            "result_label": entry.label,
            "result_type": entry.type,
            "result_citycode": entry.citycode,
            "result_city": entry.city,
            "result_postcode": entry.postcode,
        }

    def _search(self, request: Request) -> Response:
        q = request.args["q"]
        self.searches.append(q)
        entry = self.find(q, request.args.get("postcode", ""), request.args.get("citycode", ""))
        body = {
            "type": "FeatureCollection",
            "features": [] if entry is None else [feature(entry)],
            "query": q,
        }
        return Response(json.dumps(body), content_type="application/json; charset=utf-8")


def feature(entry: Entry) -> dict[str, Any]:
    """Return a GeoJSON Feature as `/search` answers it."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [entry.longitude, entry.latitude]},
        "properties": {
            "label": entry.label,
            "score": entry.score,
            "id": f"{entry.citycode}_0001",
            "type": entry.type,
            "name": entry.name,
            "postcode": entry.postcode,
            "citycode": entry.citycode,
            "city": entry.city,
            "context": "44, Loire-Atlantique, Pays de la Loire",
            "importance": 0.5,
            "x": 0.0,
            "y": 0.0,
        },
    }


@contextmanager
def geocoder(*entries: Entry) -> Iterator[Geocoder]:
    """Serve on a free port."""
    with serving(Geocoder(entries=list(entries))) as made:
        made.url += "/geocodage"
        yield made


def without_last_row(response: Response) -> Response:
    """An answer that lacks a row."""
    lines = response.get_data(as_text=True).splitlines(keepends=True)
    return Response("".join(lines[:-1]), content_type=response.content_type)


def as_addok(response: Response) -> Response:
    """The same answer as addok-csv 1.1 writes it."""
    table = list(csv.reader(io.StringIO(response.get_data(as_text=True), newline="")))
    out = io.StringIO(newline="")
    csv.writer(out).writerows(row[:-1] for row in table)
    return Response(out.getvalue().encode("utf-8-sig"), content_type="text/csv")


def collection(*features: dict[str, Any]) -> str:
    """Return Features as `/search` answers them."""
    return json.dumps({"type": "FeatureCollection", "features": features})
