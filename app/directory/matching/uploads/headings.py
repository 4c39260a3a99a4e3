"""Headings of lists of sites: what people call our columns, in French and in English, in any order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.directory.geocoding.names import fold


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list of sites: its name in requests, how templates head it, what goes into it."""

    key: str
    french: str
    english: str
    explanation: str
    """In French: what to write."""
    meaning: str
    """The same in English."""
    example: str
    aliases: tuple[str, ...] = ()
    """Other headings under which it is known."""


LIST_COLUMNS = (
    ListColumn(
        "id",
        "Identifiant",
        "Identifier",
        "Votre numéro du site, qui revient dans le résultat. Facultatif.",
        "Your own number of the site, which comes back in the result. Optional.",
        "1",
        ("n", "no", "numero", "num", "ref", "reference", "code site", "code du site", "site id", "number"),
    ),
    ListColumn(
        "name",
        "Nom du site",
        "Site name",
        "Le nom du site ou de l’organisme. Facultatif.",
        "Name of the site or organisation. Optional.",
        "CFA de l’Exemple",
        (
            "nom", "site", "name", "intitule", "etablissement", "organisme", "cfa", "centre", "denomination",
            "raison sociale", "nom de l organisme", "nom de l etablissement", "organisation", "school",
        ),
    ),
    ListColumn(
        "siret",
        "SIRET",
        "SIRET",
        "14 chiffres : un site de l’annuaire n’a besoin de rien d’autre.",
        "14 digits: a site of the directory needs nothing else.",
        "",
        ("n siret", "no siret", "numero siret", "siret number"),
    ),
    ListColumn(
        "address",
        "Adresse",
        "Address",
        "Numéro et voie, ou l’adresse entière.",
        "Number and street, or the whole address.",
        "3 rue Haute",
        ("rue", "voie", "adresse postale", "adresse complete", "adresse du site", "adresse 1", "street"),
    ),
    ListColumn(
        "postcode",
        "Code postal",
        "Postcode",
        "5 chiffres ; le zéro du début, perdu par un tableur, est remis.",
        "5 digits; a leading zero that a spreadsheet took off is put back.",
        "35000",
        ("cp", "codepostal", "code post", "postal code", "zip", "zip code", "post code"),
    ),
    ListColumn(
        "city",
        "Ville",
        "Town",
        "Nom de la commune.",
        "Name of the commune.",
        "Rennes",
        ("commune", "localite", "nom de la commune", "municipality", "place"),
    ),
    ListColumn(
        "equipment",
        "Équipement",
        "Equipment",
        "Les équipements, séparés par des points-virgules, avec leur nombre s’il compte.",
        "Equipment behind semicolons, with a number where it matters.",
        "Imprimante 3D ; Ordinateur × 12",
        (
            "equipements", "materiel", "materiels", "besoin", "besoins", "equipement recherche",
            "equipements recherches", "equipment needed", "needs", "need",
        ),
    ),
    ListColumn(
        "learners",
        "Apprenants",
        "Learners",
        "Combien d’apprenants en même temps : un nombre entier.",
        "Learners at the same time: a whole number.",
        "12",
        (
            "nombre d apprenants", "nb apprenants", "effectif", "effectifs", "eleves", "apprentis",
            "stagiaires", "nombre de stagiaires", "nombre d apprentis", "students", "number of learners",
        ),
    ),
    ListColumn(
        "lat",
        "Latitude",
        "Latitude",
        "En degrés, avec la longitude, si vous la connaissez : 48,1147.",
        "Degrees, with the longitude, where you know it: 48.1147.",
        "",
        ("y", "lat wgs84"),
    ),
    ListColumn(
        "lon",
        "Longitude",
        "Longitude",
        "En degrés : -1,6794.",
        "Degrees: -1.6794.",
        "",
        ("lng", "long", "x", "lon wgs84"),
    ),
)  # fmt: skip
COLUMNS = tuple(column.key for column in LIST_COLUMNS)
POSITIONS = (("lat", "lon"), ("address",), ("postcode",), ("city",), ("siret",))
"""Columns of which one set at least must be there, so that a row can be somewhere."""
HEADER_WITHIN = 10
"""Rows, or lines, among which the header is: a title may stand above it."""
_NO_WORDS = re.compile(r"[^a-z0-9]+")


def folded(heading: str) -> str:
    """Return a heading without accents, case and punctuation."""
    return _NO_WORDS.sub(" ", fold(heading)).strip()


def recognised(headings: Sequence[str]) -> tuple[str | None, ...]:
    """Return the key of each heading, None where it is not known or its column has come before.

    A column's own name counts before what else it may be called: `name` beside `site` is the name.
    """
    known = _known()
    keys = [known.get(folded(heading)) for heading in headings]
    own = {key: number for number, key in enumerate(keys) if key and folded(headings[number]) == key}
    first = {key: number for number, key in reversed(list(enumerate(keys))) if key}
    chosen = first | own
    return tuple(key if key and chosen[key] == number else None for number, key in enumerate(keys))


def repeated(headings: Sequence[str]) -> str | None:
    """Return a known heading that stands twice as it is; None where there is none."""
    names = [folded(heading) for heading in headings if folded(heading) in _known()]
    return next((name for name in sorted(set(names)) if names.count(name) > 1), None)


def names_a_position(keys: Sequence[str | None]) -> bool:
    """Return whether the columns say where a site is."""
    return any(set(names) <= set(keys) for names in POSITIONS)


@cache
def _known() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for column in LIST_COLUMNS:
        for heading in (column.key, column.french, column.english, *column.aliases):
            known.setdefault(folded(heading), column.key)
    return known
