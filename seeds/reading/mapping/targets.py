"""Fields as publishers head them, and what their values look like: what a guess goes by."""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.directory.common.extent import in_france
from app.directory.common.telephones import telephone
from app.directory.common.websites import website
from app.directory.third_places.mediation_numerique import CHOICES, SEPARATOR, kind_of
from app.directory.third_places.place_kinds import is_unknown_kind, place_kind
from seeds.reading.equipment_text import read_equipment
from seeds.reading.mapping.rules import pair, sexagesimal
from seeds.reading.normalise.dates import day
from seeds.reading.normalise.identifiers import siret
from seeds.reading.normalise.numbers import decimal
from seeds.reading.normalise.postal import insee_code, postcode
from seeds.reading.normalise.text import fold
from seeds.reading.spreadsheet_values import yes_or_no

LONGEST_NAME = 200
"""Characters of a name or town that is none in words."""
Fits = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Target:
    """A field that may be guessed."""

    headings: tuple[str, ...]
    """As they are folded; the likeliest first."""
    fits: Fits | None = None
    """Whether a value may be one; None where any text may."""
    by_values: float = 0.0
    """Certainty by values alone, where no heading says so."""


def _reads(read: Callable[[str], object]) -> Fits:
    def fits(text: str) -> bool:
        try:
            return read(text) is not None
        except ValueError:
            return False

    return fits


def _is_postcode(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4,5}(?:\.0)?|\d\d \d{3}", text)) and _reads(postcode)(text)


def _is_chosen(field: str) -> Fits:
    known = {fold(value) for value in CHOICES[field]}
    return lambda text: any(fold(part) in known for part in re.split(r"[|;,/]", text))


def degrees(text: str) -> float:
    """Return the degrees of a cell.

    Raises
    ------
    ValueError
        When it holds none.

    """
    value = sexagesimal(text)
    return decimal(text) if value is None else value


def _between(least: float, most: float) -> Fits:
    return _reads(lambda text: degrees(text) if least <= degrees(text) <= most else None)


def is_pair_of_degrees(text: str) -> bool:
    """Return whether a cell holds a latitude and a longitude, in either order, somewhere in France."""
    numbers = pair(text)
    if numbers is None:
        return False
    try:
        first, second = decimal(numbers[0]), decimal(numbers[1])
    except ValueError:
        return False
    return in_france(first, second) or in_france(second, first)


def _is_name(text: str) -> bool:
    return (
        sum(character.isalpha() for character in text) >= max(2, len(text) / 2) and len(text) < LONGEST_NAME
    )


def _is_access(text: str) -> bool:
    return fold(text) in {"partiel", "partielle", "partiellement"} or _reads(yes_or_no)(text)


_FITS: Mapping[str, tuple[Fits | None, float]] = {
    "nom": (_is_name, 0.0),
    "pivot": (_reads(siret), 0.8),
    "code_insee": (_reads(insee_code), 0.0),
    "code_postal": (_is_postcode, 0.45),
    "commune": (_is_name, 0.0),
    "latitude": (_between(-25, 52), 0.0),
    "longitude": (_between(-180, 180), 0.0),
    "position": (is_pair_of_degrees, 0.9),
    "typologie": (lambda text: kind_of(text.replace(";", SEPARATOR)) != "other", 0.0),
    "kind": (lambda text: place_kind(text) != "other" and (not is_unknown_kind(text)), 0.6),
    "telephone": (_reads(telephone), 0.7),
    "courriels": (lambda text: bool(re.search("\\S@\\S+\\.\\w", text)), 0.7),
    "site_web": (
        lambda text: _reads(website)(text) and "@" not in text and bool(re.search("[/.]\\w", text)),
        0.6,
    ),
    "date_maj": (_reads(day), 0.0),
    "structure_parente": (_is_name, 0.0),
    "prise_rdv": (_reads(website), 0.0),
    "fiche_acces_libre": (_reads(website), 0.0),
    "equipment": (lambda text: bool(read_equipment(text)), 0.5),
    "wheelchair": (_is_access, 0.0),
    "services": (_is_chosen("services"), 0.0),
    "publics_specifiquement_adresses": (_is_chosen("publics_specifiquement_adresses"), 0.0),
    "prise_en_charge_specifique": (_is_chosen("prise_en_charge_specifique"), 0.0),
    "frais_a_charge": (_is_chosen("frais_a_charge"), 0.0),
    "modalites_acces": (_is_chosen("modalites_acces"), 0.0),
    "modalites_accompagnement": (_is_chosen("modalites_accompagnement"), 0.0),
    "dispositif_programmes_nationaux": (_is_chosen("dispositif_programmes_nationaux"), 0.0),
    "formations_labels": (_is_chosen("formations_labels"), 0.0),
    "itinerance": (_is_chosen("itinerance"), 0.0),
}
"""Whether a value may be one of a field, and how sure values alone make it; any text may be of the others."""


def _headings() -> Mapping[str, tuple[str, ...]]:
    with Path(__file__).with_name("headings.csv").open(encoding="utf-8", newline="") as text:
        return {
            row["field"]: tuple(row["headings"].split("|")) for row in csv.DictReader(text, delimiter=";")
        }


_HEADINGS = _headings()
EASTINGS, NORTHINGS = _HEADINGS["easting"], _HEADINGS["northing"]
TARGETS: Mapping[str, Target] = {
    field: Target(headings, *_FITS.get(field, ()))
    for field, headings in _HEADINGS.items()
    if field not in {"easting", "northing"}
}
"""Fields that may be guessed, by their names."""
