"""Territories that people write behind a town's name: `Vienne (38)`, `Saint-Denis, La Réunion`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.directory.common.france import DEPARTMENTS, REGIONS
from app.directory.geocoding.names import fold, without_article

COLLECTIVITIES = {
    "975": ("Saint-Pierre-et-Miquelon",),
    "977": ("Saint-Barthélemy",),
    "978": ("Saint-Martin",),
    "986": ("Wallis-et-Futuna",),
    "987": ("Polynésie française", "Polynésie", "Tahiti"),
    "988": ("Nouvelle-Calédonie",),
}
SEATS = {
    "975": "97502",
    "977": "97701",
    "978": "97801",
    "986": "98613",
    "987": "98735",
    "988": "98818",
}
"""INSEE codes of the towns that collectivities are governed from."""
FORMER_REGIONS = {
    "Alsace": "67 68",
    "Aquitaine": "24 33 40 47 64",
    "Auvergne": "03 15 43 63",
    "Bourgogne": "21 58 71 89",
    "Centre": "18 28 36 37 41 45",
    "Champagne-Ardenne": "08 10 51 52",
    "Franche-Comté": "25 39 70 90",
    "Languedoc-Roussillon": "11 30 34 48 66",
    "Limousin": "19 23 87",
    "Lorraine": "54 55 57 88",
    "Midi-Pyrénées": "09 12 31 32 46 65 81 82",
    "Nord-Pas-de-Calais": "59 62",
    "Basse-Normandie": "14 50 61",
    "Haute-Normandie": "27 76",
    "PACA": "04 05 06 13 83 84",
    "Picardie": "02 60 80",
    "Poitou-Charentes": "16 17 79 86",
    "Rhône-Alpes": "01 07 26 38 42 69 73 74",
    "Pays basque": "64",
    "Guyane française": "973",
}
"""Régions of before 2016, and other names that are written, with their départements."""
OVERSEAS = frozenset(
    {fact.code for fact in DEPARTMENTS if fact.code.startswith("97")} | COLLECTIVITIES.keys()
)
MOST_WORDS = 5
"""Words of the longest territory's name: `Provence Alpes Côte d Azur`."""
_BRACKETS = re.compile(r"^(?P<rest>.*\S)\s*[(\[]\s*(?P<said>[^()\[\]]*\S)\s*[)\]]\s*$")
_BEHIND = re.compile(r"^(?P<rest>.*\S)\s*(?:,|\s[-\u2013\u2014/]\s)\s*(?P<said>[^,]*\S)\s*$")
_NUMBER_BEHIND = re.compile(r"^(?P<rest>.*[^\W\d].*?)[\s,]+(?P<said>[0-9]{2,3}|2[ABab])\s*$")
_WORD = re.compile(r"[^\W_]+")
FRANCE = re.compile(r"\s*(?:,\s*france|[(\[]\s*france\s*[)\]])\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """Territories that a text names for a town."""

    town: str
    """The text without it."""
    departments: frozenset[str]
    is_sure: bool
    """Whether it cannot be a part of the town's name: it stands in brackets, or is a number."""


def department_of(code: str) -> str:
    """Return the number of the département or collectivity that an INSEE code or a postcode begins with."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def departments_of_postcode(postcode: str) -> frozenset[str]:
    """Return the départements that a postcode may lie in, by its first digits."""
    number = department_of(postcode)
    if number == "20":  # Corsica: 200 and 201 are the South's, 202 and 206 the North's
        return frozenset({"2A"}) if postcode[2:3] in {"0", "1"} else frozenset({"2B"})
    return frozenset({number})


def departments_named(text: str) -> frozenset[str]:
    """Return the départements that a number or a name means; none when it is no territory."""
    return _territories().get(without_article(fold(text)), frozenset())


def readings(text: str) -> Iterator[Stated]:
    """Yield what a text may say of where a town lies, the surest first."""
    for pattern, is_sure in ((_BRACKETS, True), (_BEHIND, False), (_NUMBER_BEHIND, True)):
        if (match := pattern.match(text)) and (named := departments_named(match["said"])):
            yield Stated(match["rest"], named, is_sure or match["said"].isdigit())
    words = list(_WORD.finditer(text))
    for count in range(1, min(len(words), MOST_WORDS + 1)):
        start = words[-count].start()
        if named := departments_named(text[start:]):
            yield Stated(text[:start].rstrip(" ,;-"), named, is_sure=False)


def seat_of(text: str) -> str | None:
    """Return the INSEE code of the seat of the département, région or collectivity that a text names."""
    return _seats().get(without_article(fold(text)))


@cache
def _seats() -> Mapping[str, str]:
    """Return the seats by folded name; a région goes before a département of its name."""
    seats = {fold(name): SEATS[code] for code, names in COLLECTIVITIES.items() for name in names}
    for department in DEPARTMENTS:
        seats[without_article(fold(department.name))] = department.seat
    for region in REGIONS:
        seats[without_article(fold(region.name))] = region.seat
    return seats


@cache
def _territories() -> Mapping[str, frozenset[str]]:
    names: dict[str, frozenset[str]] = {}
    for fact in DEPARTMENTS:
        names[fold(fact.code)] = frozenset({fact.code})
        names[without_article(fold(fact.name))] = frozenset({fact.code})
    for code, names_of in COLLECTIVITIES.items():
        names |= dict.fromkeys((code, *(fold(name) for name in names_of)), frozenset({code}))
    names |= {
        without_article(fold(region.name)): frozenset(
            fact.code for fact in DEPARTMENTS if fact.region_code == region.code
        )
        for region in REGIONS
    }
    names |= {fold(name): frozenset(codes.split()) for name, codes in FORMER_REGIONS.items()}
    names |= {"97": OVERSEAS, "98": OVERSEAS, "outre mer": OVERSEAS, "20": frozenset({"2A", "2B"})}
    return names


@cache
def foreign_names() -> frozenset[str]:
    """Return countries and large towns abroad, folded: where they are meant no commune is."""
    lines = (
        files("app.directory.geocoding")
        .joinpath("foreign_names.txt")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    return frozenset(map(fold, lines))
