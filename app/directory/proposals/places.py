"""A proposed place on the map: where it lies, and the places that it may be already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from app.directory.common.france import DEPARTMENTS, department_of_commune
from app.directory.contributions.inputs import Value
from app.directory.geocoding.online import online_geocoder
from app.directory.geocoding.service import Feature, geocode
from app.directory.geocoding.stated import department_of
from app.directory.proposals.queries import SIMILAR
from app.platform.services import database

Connection = psycopg.Connection[Any]

REGION_OF = {fact.code: fact.region_code for fact in DEPARTMENTS}
NEAR_M, AROUND_M = 150.0, 3000.0
"""Metres within which names may differ much, and within which places are compared at all."""
ALIKE, RELATED = 0.5, 0.3
"""Likeness of names, 0 to 1, that makes one place of two in one town, and of two in one block."""
MOST_SHOWN = 5
SURE_ADDRESS = 0.6
"""Score from which a geocoder's address is taken for the one that was typed."""
MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Where:
    """Position of an address, degrees, WGS 84; of a town its centre."""

    longitude: float | None = None
    latitude: float | None = None
    is_rough: bool = True
    commune_code: str | None = None
    department_code: str | None = None

    @property
    def region_code(self) -> str | None:
        """INSEE code of the région."""
        return REGION_OF.get(self.department_code or "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place of the directory that a proposed one may be."""

    public_id: str
    name: str
    address: str
    metres: float | None
    """Distance; None where one of the positions is a town's."""


def locate_addition(values: Mapping[str, Value]) -> Where:
    """Return where the values of a new place put it: by its coordinates, its address, its town."""
    town = " ".join(str(values[name]) for name in ("postcode", "city") if values.get(name))
    result = _first(f"{values['address']} {town}") if values.get("address") else None
    commune = result or (_first(town) if town else None)
    code = commune["properties"]["citycode"] if commune else None
    department = department_of_commune(code) if code else _department_of(values.get("postcode"))
    position = values.get("position")
    if position:
        return Where(
            position["longitude"],
            position["latitude"],
            is_rough=False,
            commune_code=code,
            department_code=department,
        )
    if commune is None:
        return Where(department_code=department)
    longitude, latitude = commune["geometry"]["coordinates"]
    properties = commune["properties"]
    is_sure = properties["type"] != MUNICIPALITY and properties["score"] >= SURE_ADDRESS
    return Where(longitude, latitude, is_rough=not is_sure, commune_code=code, department_code=department)


def _first(text: str) -> Feature | None:
    return next(iter(geocode(database(), text, 1, online_geocoder())), None)


def _department_of(postcode: Value) -> str | None:
    code = department_of(postcode) if postcode else None
    return code if code in REGION_OF else None


def similar(connection: Connection, values: Mapping[str, Value], where: Where) -> list[Candidate]:
    """Return the places that a new one may be already, the likeliest first."""
    point = None if where.longitude is None else f"SRID=4326;POINT({where.longitude!r} {where.latitude!r})"
    parameters = {
        "point": point,
        "radius": AROUND_M,
        **{name: values.get(name) for name in ("name", "postcode", "siret", "telephone", "website")},
    }
    collected = []
    for row in connection.execute(SIMILAR, parameters).fetchall():
        public_id, name, address, postcode, city, _kind, metres, likeness, is_rough, is_identified = row
        is_known = not (is_rough or where.is_rough or metres is None)
        same_block = is_known and metres <= NEAR_M
        if is_identified or likeness >= ALIKE or (same_block and likeness >= RELATED):
            line = ", ".join(part for part in (address, " ".join(filter(None, (postcode, city)))) if part)
            candidate = Candidate(public_id, name, line, metres if is_known else None)
            collected.append((bool(is_identified) + likeness + same_block / 2, candidate))
    collected.sort(key=lambda pair: (-pair[0], pair[1].public_id))
    return [candidate for _score, candidate in collected[:MOST_SHOWN]]
