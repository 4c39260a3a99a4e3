"""A directory made of generated rows, with the meaning of the filters written a second time, in Python.

What PostgreSQL answers is compared with what these few lines answer over the same rows.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from support.rows import Position, Rows

from app.directory.common.france import DEPARTMENTS
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from geo.geodesic import distance_m

PLACES, ORGANISATIONS = 400, 150
SEED = 20260302
PARENT = {fact.code: fact.parent for fact in EQUIPMENT_TYPES}
TYPES = tuple(code for code, parent in PARENT.items() if parent is not None)
REGION_OF = {fact.code: fact.region_code for fact in DEPARTMENTS}
TIE = 1e-6
"""Metres. Two programs may order distances that are closer than this differently."""

# INSEE code, name, département, EPCI, longitude and latitude.
TOWNS = (
    ("75056", "Paris", "75", "200054781", 2.35, 48.86),
    ("94038", "L'Haÿ-les-Roses", "94", "200054781", 2.34, 48.78),
    ("93066", "Saint-Denis", "93", "200054781", 2.36, 48.94),
    ("42218", "Saint-Étienne", "42", None, 4.39, 45.43),
    ("69123", "Lyon", "69", "200046977", 4.84, 45.76),
    ("2A004", "Ajaccio", "2A", None, 8.74, 41.92),
    ("97302", "Cayenne", "973", "249730045", -52.33, 4.93),
    ("97411", "Saint-Denis", "974", "249740119", 55.45, -20.88),
    ("97611", "Mamoudzou", "976", "200060457", 45.23, -12.78),
)
NAMES = (
    "La Fabrique à Idées",
    "L\u2019Établi",
    "Œuvre & Cie",
    "Café-atelier “Chez Zoé”",
    "100 % numérique",
    "Le Bât_iment",
    "O'Hara; DROP TABLE third_place",
    "Coworking du Haÿ",
)
HOURS = ("Mo-Fr 09:00-18:00", "Tu-Sa 10:00-12:00,14:00-22:00", "24/7", "Fr 20:00-02:00", None, None)
ODD_POSITIONS: tuple[Position, ...] = (
    (0.0, 90.0),
    (123.4, 89.99),
    (-77.0, -90.0),
    (180.0, -16.5),
    (-180.0, -16.5),
    (179.999, -16.5),
    (-179.999, -16.5),
    (0.0, 0.0),
    (177.64796, -48.85661),  # the antipode of Paris, nearly
)


@dataclass
class Row:
    """A place or an organisation: its columns, and what hangs on it."""

    public_id: str
    at: Position | None
    columns: dict[str, Any]
    equipment: list[dict[str, Any]] = field(default_factory=list)
    """Equipment of a place, needs of an organisation."""
    programmes: list[str] = field(default_factory=list)
    town: str = ""

    @property
    def offered(self) -> set[str]:
        """Codes of both levels that the place shares."""
        shared = [item["type_code"] for item in self.equipment if item.get("shareable") != "no"]
        return {code for own in shared for code in (own, PARENT[own]) if code}

    @property
    def text(self) -> str:
        """What is searched."""
        columns = self.columns
        parts = (columns["name"], columns["address"], columns["postcode"], columns["city"], self.town)
        return folded(" ".join(filter(None, parts)))


class Sample:
    """Everything that the sampled directory holds."""

    def __init__(self, places: list[Row], organisations: list[Row]) -> None:
        self.places = places
        self.organisations = organisations

    @classmethod
    def generate(cls) -> Self:
        """Return the same rows at every call."""
        chance = random.Random(SEED)  # noqa: S311 - test data
        places = [_place(chance, number) for number in range(PLACES)]
        return cls(places, [_organisation(chance, number) for number in range(ORGANISATIONS)])

    def write(self, rows: Rows) -> None:
        """Write everything into a migrated database."""
        for code in sorted({town[3] for town in TOWNS if town[3]}):
            rows.epci(code, f"Communauté {code}")
        for code, name, _, epci, longitude, latitude in TOWNS:
            rows.commune(code, name, (longitude, latitude), epci_code=epci)
        for place in self.places:
            rows.place(
                place.at,
                equipment=place.equipment,
                awards=place.programmes,
                public_id=place.public_id,
                **place.columns,
            )
        for site in self.organisations:
            rows.organisation(site.at, needs=site.equipment, public_id=site.public_id, **site.columns)
        rows.mark("published")


def _place(chance: random.Random, number: int) -> Row:
    row = _located(chance, f"tl-{number:05}", number)
    row.columns |= {
        "kind": chance.choice(("third_place", "coworking", "fablab", "library")),
        "status": chance.choice(("open", "open", "open", "planned", "closed")),
        "wheelchair": chance.choice(("yes", "limited", "no", None)),
        "hours": chance.choice(HOURS),
    }
    row.equipment = [
        {
            "type_code": code,
            "shareable": chance.choice(("yes", "unknown", "unknown", "no")),
            "seats": chance.choice((None, 4, 12, 30)),
            "quantity": chance.choice((None, 1, 3)),
        }
        for code in chance.sample(TYPES, chance.choice((0, 1, 2, 5, 9)))
    ]
    programmes = ("deffinov", "fabrique-de-territoire", "manufacture-de-proximite")
    row.programmes = chance.sample(programmes, chance.choice((0, 0, 1, 2)))
    return row


def _organisation(chance: random.Random, number: int) -> Row:
    row = _located(chance, f"of-{number:05}", number)
    row.columns |= {
        "kind": chance.choice(("cfa", "training_organisation")),
        "status": chance.choice(("open", "open", "closed")),
        "equipment_status": chance.choice(("equipped", "unequipped", "unknown")),
        "siret": chance.choice((None, f"{number // 3:09}{number:05}")),
        "nda": chance.choice((None, f"{number % 50:011}")),
        "uai": chance.choice((None, f"{number % 40:07}A")),
    }
    row.equipment = [
        {"type_code": code, "learners": chance.choice((None, 8, 20)), "quantity": None}
        for code in chance.sample(TYPES, chance.choice((0, 1, 2, 3)))
    ]
    return row


def _located(chance: random.Random, public_id: str, number: int) -> Row:
    code, town, department, epci, longitude, latitude = chance.choice(TOWNS)
    at: Position | None = (
        round(longitude + chance.gauss(0, 0.05), 5),
        round(latitude + chance.gauss(0, 0.05), 5),
    )
    if number < len(ODD_POSITIONS):
        at = ODD_POSITIONS[number]
    elif number % 10 == 0:
        at = (longitude, latitude)  # many on top of each other
    elif number % 23 == 0:
        at = None
    columns = {
        "name": f"{chance.choice(NAMES)} {number}",
        "address": chance.choice((f"{number} rue de l'Église", None)),
        "postcode": chance.choice((f"{department[:2]:0<5}".replace("A", "0"), None)),
        "city": chance.choice((town.upper(), None)),
        "commune_code": code,
        "department_code": department,
        "epci_code": epci,
        "licence": chance.choice(("LO-2.0", "ODbL-1.0", "unconfirmed")),
    }
    return Row(public_id, at, columns, town=town)


def folded(text: str) -> str:
    """Return text without accents, case and punctuation."""
    text = unicodedata.normalize("NFKD", text.replace("Œ", "OE").replace("œ", "oe"))
    plain = "".join(character for character in text if not unicodedata.combining(character))
    return re.sub(r"[^a-z0-9]+", " ", plain.lower()).strip()


def distance(at: Position, row: Row) -> float:
    """Return the geodesic distance in metres, by pyproj."""
    assert row.at is not None
    return float(distance_m(*at, *row.at))


def selected(rows: Sequence[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Return the rows that the parameters select, whatever the page, in the order of their ids."""
    default = ["open", "planned"] if any(row.columns["status"] == "planned" for row in rows) else ["open"]
    asked = {"status": default} | dict(parameters)
    return [row for row in rows if all(MEANING[name](row, value, asked) for name, value in asked.items())]


Meaning = Callable[[Row, Any, Mapping[str, Any]], bool]


def _is_one_of(column: str) -> Meaning:
    return lambda row, values, _: row.columns[column] in values


def _is(column: str) -> Meaning:
    return lambda row, value, _: row.columns.get(column) == value


def _region(row: Row, value: str, _: Mapping[str, Any]) -> bool:
    return REGION_OF[row.columns["department_code"]] == value


def _in_radius(row: Row, value: float, asked: Mapping[str, Any]) -> bool:
    return row.at is not None and distance((asked["lon"], asked["lat"]), row) <= value * 1000


def _in_bbox(row: Row, value: str, _: Mapping[str, Any]) -> bool:
    if row.at is None:
        return False
    west, south, east, north = map(float, value.split(","))
    longitude, latitude = row.at
    inside = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
    return inside and south <= latitude <= north


def _has_words(row: Row, value: str, _: Mapping[str, Any]) -> bool:
    return all(folded(word) in row.text for word in value.split())


MEANING: dict[str, Meaning] = {
    "lat": lambda row, _value, _asked: row.at is not None,
    "lon": lambda row, _value, _asked: row.at is not None,
    "radius_km": _in_radius,
    "bbox": _in_bbox,
    "q": _has_words,
    "equipment": lambda row, codes, _: set(codes) <= row.offered,
    "programme": lambda row, codes, _: set(codes) <= set(row.programmes),
    "funded": lambda row, value, _: bool(row.programmes) == (value == "true"),
    "kind": _is_one_of("kind"),
    "status": _is_one_of("status"),
    "wheelchair": _is_one_of("wheelchair"),
    "equipment_status": _is_one_of("equipment_status"),
    "region": _region,
    "department": _is("department_code"),
    "epci": _is("epci_code"),
    "commune": _is("commune_code"),
    "licence": _is("licence"),
    "siret": _is("siret"),
    "nda": _is("nda"),
    "uai": _is("uai"),
}
