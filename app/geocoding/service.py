"""From what people type to communes, in the shape of the Base Adresse Nationale's answers."""

import re
from typing import Any

from app.db.database import Database, Row
from app.geocoding.queries import SEARCH

POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
DIGITS = re.compile(r"\d{1,5}")
ABBREVIATIONS = {"st": "saint", "ste": "sainte"}
MOST_ENDINGS = 8
"""Words of an address that are tried as the end of a commune's name; the longest names have fewer."""

Feature = dict[str, Any]


def geocode(database: Database, q: str, limit: int) -> list[Feature]:
    """Return the communes that `q` may mean, the likeliest first, as BAN-shaped GeoJSON Features.

    `q` is a name or its beginning, a postcode or its beginning, or an address that ends with one.
    Accents, case and punctuation do not matter. An address finds its commune, never a street: the
    type is always `municipality`, and the coordinates are the commune's centroid.
    """
    parameters = _parameters(q)
    if parameters is None:
        return []
    return [_feature(row) for row in database.fetch_all(SEARCH, {**parameters, "limit": limit})]


def _parameters(q: str) -> dict[str, Any] | None:
    q = q.strip()
    if DIGITS.fullmatch(q):
        return {"text": "", "postcode": q, "endings": []}
    found = POSTCODE.findall(q)
    words = [ABBREVIATIONS.get(word.lower(), word) for word in re.findall(r"[^\W_]+", POSTCODE.sub(" ", q))]
    if not words:
        return {"text": "", "postcode": found[-1], "endings": []} if found else None
    endings = [" ".join(words[-count:]) for count in range(1, min(len(words), MOST_ENDINGS) + 1)]
    return {"text": " ".join(words), "postcode": found[-1] if found else None, "endings": endings}


def _feature(row: Row) -> Feature:
    code, name, kind, population, postcode, parent, department_code, department, region = row[:9]
    longitude, latitude, is_exact = row[9:]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {
            "id": code,
            "type": "municipality",
            "label": name,
            "name": name,
            "city": parent or name,
            "citycode": code,
            "postcode": postcode,
            "population": population,
            "context": ", ".join(part for part in (department_code, department, region) if part),
            "district": name if kind == "arrondissement" else None,
            # The whole text is the name, or it is only a part of one; no finer figure is known.
            "score": 1.0 if is_exact else 0.5,
        },
    }
