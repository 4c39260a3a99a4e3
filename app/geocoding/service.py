"""From what people type to communes and addresses, in the shape of the Base Adresse Nationale's answers."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from app.db.database import Database, Row
from app.geocoding.online import OnlineGeocoder
from app.geocoding.queries import SEARCH

POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
DIGITS = re.compile(r"\d{1,5}")
CEDEX = re.compile(r"\bcedex\b(\s*\d{1,2}\b)?", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
ORDINAL = re.compile(r"(\d+)(?:[eè]me|er|ère)", re.IGNORECASE)
DEPARTMENT = re.compile(r"\d{2,3}")
ARRONDISSEMENT = re.compile(r"(?:[1-9]|1\d|20)(?:er?)?")
OF_ARRONDISSEMENTS = frozenset({"paris", "lyon", "marseille"})
ABBREVIATIONS = {"st": "saint", "ste": "sainte"}
MOST_ENDINGS = 8
"""Words of an address that are tried as the end of a commune's name; the longest names have fewer."""

Feature = dict[str, Any]


def geocode(database: Database, q: str, limit: int, online: OnlineGeocoder | None = None) -> list[Feature]:
    """Return what `q` may mean, the likeliest first, as BAN-shaped GeoJSON Features.

    `q` is a commune's name or its beginning, a postcode or its beginning, or an address that ends with one.
    Accents, case and punctuation do not matter. Communes are found in the database: their type is
    `municipality`, their coordinates the commune's centroid. An address finds its house or street where
    `online` is given and answers in time, else its commune.
    """
    rows = _communes(database, q, limit)
    if online is not None and not (rows and rows[0][-1]) and _may_be_an_address(q):
        features = online.search(q, limit)
        if features:
            return features
    return [_feature(row) for row in rows]


def _communes(database: Database, q: str, limit: int) -> list[Row]:
    for reading in _readings(q):
        if rows := database.fetch_all(SEARCH, {**reading, "limit": limit}):
            return rows
    return []


def _may_be_an_address(q: str) -> bool:
    """Whether a text has more than one word beside a postcode: the geocoder is not asked for less."""
    return len(WORD.findall(POSTCODE.sub(" ", CEDEX.sub(" ", q)))) > 1


def _readings(q: str) -> Iterator[dict[str, Any]]:
    """Yield what `q` may mean, the strictest first; the next one is for when that finds nothing."""
    q = CEDEX.sub(" ", unicodedata.normalize("NFC", q)).strip()
    if DIGITS.fullmatch(q):
        yield _reading([], q)
        return
    postcode = next(reversed(POSTCODE.findall(q)), None)
    words = [_spelt_out(word) for word in WORD.findall(POSTCODE.sub(" ", q))]
    if words:
        yield _reading(words, postcode)
        if DEPARTMENT.fullmatch(words[-1]):  # "Saint-Denis 974", "Bourg-en-Bresse (01)"
            yield _reading(words[:-1], words[-1])
        if _may_be_an_arrondissement(words):  # which is there only where arrondissements were imported
            yield _reading(words[:-1], None)
    if postcode:
        yield _reading([], postcode)
    if postcode and words:  # the postcode of a CEDEX is no commune's
        yield _reading(words, None)


def _may_be_an_arrondissement(words: list[str]) -> bool:
    """Whether the words are "Paris 11", "Lyon 3e" and the like."""
    return " ".join(words[:-1]).lower() in OF_ARRONDISSEMENTS and bool(ARRONDISSEMENT.fullmatch(words[-1]))


def _reading(words: list[str], postcode: str | None) -> dict[str, Any]:
    endings = [" ".join(words[-count:]) for count in range(1, min(len(words), MOST_ENDINGS) + 1)]
    return {"text": " ".join(words), "postcode": postcode, "endings": endings}


def _spelt_out(word: str) -> str:
    """Return a word as the names of communes have it: `saint` for `st`, `8e` for `8ème`."""
    if ordinal := ORDINAL.fullmatch(word):
        return f"{ordinal[1]}{'er' if ordinal[1] == '1' else 'e'}"
    return ABBREVIATIONS.get(word.lower(), word)


def _feature(row: Row) -> Feature:
    code, name, kind, population, postcode, parent, department_code, department, region = row[:9]
    longitude, latitude, is_exact = row[9:12]
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
