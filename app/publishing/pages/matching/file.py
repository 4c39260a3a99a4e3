"""The matches of one organisation or address as a file: what its page shows, and what one needs to call."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.platform import clock
from app.platform.files.formulas import escape_formula
from app.platform.files.workbook import write_rows
from app.platform.files.workbook_cells import XLSX
from app.platform.listings.feature_collection import GEOJSON
from app.platform.site.i18n import labelled, language
from app.publishing.pages.hours import short_hours
from app.publishing.pages.labels import WHEELCHAIR, kind_label

CSV = "text/csv; charset=utf-8"
LABELS = {fact.code: fact for fact in EQUIPMENT_TYPES}
Match = Mapping[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MatchList:
    """Matches of one organisation or address."""

    label: str
    """Name of the organisation, or the address."""
    is_rough: bool
    """Whether it is placed at the centre of its commune only."""
    matches: Sequence[Match]
    fitting: frozenset[str] = frozenset()
    """Public ids of the places of which nothing is left to be confirmed."""


def columns() -> dict[str, str]:
    """Return the names of the columns in this request's language, by what they hold."""
    return {
        "rank": _("rang"),
        "third_place": _("lieu"),
        "kind": _("type de lieu"),
        "group": _("groupe"),
        "distance_km": _("distance (km)"),
        "approximate": _("distance approximative"),
        "score": _("score"),
        "equipment": _("équipement qui convient"),
        "needs_met": _("besoins couverts"),
        "needs_unmet": _("besoins non couverts"),
        "conditions": _("conditions"),
        "price": _("tarif"),
        "opening_hours": _("horaires"),
        "wheelchair": _("fauteuil roulant"),
        "address": _("adresse"),
        "postcode": _("code postal"),
        "city": _("commune"),
        "telephone": _("téléphone"),
        "website": _("site"),
        "reasons": _("pourquoi, et ce qui reste à vérifier"),
        "lat": _("latitude"),
        "lon": _("longitude"),
        "page": _("fiche"),
        "source": _("source"),
        "licence": _("licence"),
        "third_place_id": _("identifiant"),
    }


def rows(match_list: MatchList) -> Iterator[Row]:
    """Yield a row a match, by the keys of `columns`; None where nothing is known."""
    for match in match_list.matches:
        place = match["third_place"]
        group = _("convient") if place["id"] in match_list.fitting else _("à confirmer")
        yield {**_match_cells(match, is_rough=match_list.is_rough), "group": group, **place_cells(place)}


def _match_cells(match: Match, *, is_rough: bool) -> Row:
    offered, needs = match["equipment"], match["needs"]
    codes = {reason["code"] for reason in match["reasons"]}
    return {
        "rank": match["rank"],
        "distance_km": round(match["distance_m"] / 1000, 2),
        "approximate": _("oui") if is_rough or "distance_approximate" in codes else _("non"),
        "score": match["score"],
        "equipment": _joined(labelled(LABELS[item["type"]]) for item in offered),
        "needs_met": _joined(labelled(LABELS[need["type"]]) for need in needs if need["met"]),
        "needs_unmet": _joined(labelled(LABELS[need["type"]]) for need in needs if not need["met"]),
        "conditions": _joined(item["conditions"] for item in offered if item["conditions"]),
        "price": _joined(item["price"] for item in offered if item["price"]),
        "reasons": " ".join(reason[language()] for reason in match["reasons"]),
    }


def place_cells(place: Match) -> Row:
    """Return what one needs to know of a place, by the keys of `columns`."""
    properties = place["properties"]
    longitude, latitude = place["geometry"]["coordinates"]
    hours, wheelchair = properties["opening_hours"], properties["wheelchair"]
    return {
        "third_place": properties["name"],
        "kind": kind_label(properties["kind"]),
        "opening_hours": short_hours(hours) if hours else None,
        "wheelchair": str(WHEELCHAIR[wheelchair]) if wheelchair else None,
        "address": properties["address"],
        "postcode": properties["postcode"],
        "city": properties["city"] or properties["commune"],
        "telephone": properties["telephone"],
        "website": properties["website"],
        "lat": latitude,
        "lon": longitude,
        "page": url_for("web.place", public_id=place["id"], _external=True),
        "source": properties["source"],
        "licence": properties["licence"],
        "third_place_id": place["id"],
    }


def _joined(texts: Iterator[str]) -> str:
    return "; ".join(dict.fromkeys(texts))


def _csv(match_list: MatchList) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    names = columns()
    writer.writerow(names.values())
    for row in rows(match_list):
        cells = (row[key] for key in names)
        writer.writerow([escape_formula(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue().encode()


def _geojson(match_list: MatchList) -> bytes:
    """Return the places; `properties` have the keys of `columns`, whatever the language."""
    features = [
        {
            "type": "Feature",
            "id": row["third_place_id"],
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {key: row[key] for key in columns() if key not in {"lat", "lon"}},
        }
        for row in rows(match_list)
    ]
    collection = {
        "type": "FeatureCollection",
        "name": match_list.label,
        "generated_at": clock.now().isoformat(timespec="seconds"),
        "features": features,
        "numberReturned": len(features),
    }
    return json.dumps(collection, ensure_ascii=False).encode()


def _xlsx(match_list: MatchList) -> bytes:
    names = columns()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "matches.xlsx"
        write_rows(
            path, _("Lieux"), list(names.values()), ([row[key] for key in names] for row in rows(match_list))
        )
        return path.read_bytes()


FORMATS: Mapping[str, tuple[str, Callable[[MatchList], bytes]]] = {
    "csv": (CSV, _csv),
    "geojson": (GEOJSON, _geojson),
    "xlsx": (XLSX, _xlsx),
}
"""Media type and writer, by suffix."""


def file_response(match_list: MatchList, suffix: str) -> Response:
    """Return the file, under a name with its date."""
    media_type, write = FORMATS[suffix]
    response = Response(write(match_list), content_type=media_type)
    name = f"proxilieux-matches-{clock.now_in_paris():%Y-%m-%d}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
