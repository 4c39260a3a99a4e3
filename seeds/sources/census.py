"""Fields that the censuses of third places of 2023 and 2026 (France Tiers-Lieux) share.

Identity: ID_UNIQUE; the numbers of one census are not those of another. The columns that a file must have
are those that make a place; the others may be missing, and further ones do no harm.

What a place says of itself, its structure, its activities and how it began stands in the description, each
under its French name, because the directory has no field for it. E-mail addresses are personal data and
are taken out.
"""

import re
from collections.abc import Iterable

from app.directory.common.personal import without_contacts
from app.directory.common.websites import website
from app.directory.third_places.place_kinds import place_kind
from seeds.reading.base import Fields
from seeds.reading.equipment_text import read_equipment
from seeds.reading.normalise.positions import Position
from seeds.reading.normalise.postal import (
    commune_code,
    has_house_number,
    postcode,
    street_address,
    without_cedex,
)
from seeds.reading.normalise.text import clean, fold
from seeds.reading.records import EquipmentRecord, LocationRecord

ID, NAME, ADDRESS, POSTCODE, CITY = "ID_UNIQUE", "NOM", "ADRESSE", "CODPOST", "VILLE"
WEBSITE = "INTERNET"
SAYS_LITTLE = frozenset({"other", "third_place", "association", "company", "public_service"})
"""Kinds that say who runs a place rather than what it is."""
SHORT_POSTCODE = 4
_SEPARATOR = re.compile(r"[;|\n]|,(?![^()]{0,200}\))")
"""A comma inside brackets parts nothing."""

_STATUS_WORDS = (
    ("open", re.compile(r"^(?:deja )?(?:ouvert|en activite|en fonctionnement|actif)e?s?\b")),
    (
        "closed",
        re.compile(r"\bferm\w+|\bcess(?:e|ee|ation)\b|\babandon\w*|\barrete\w*|\bdisparu\w*|\binactif\b"),
    ),
    (
        "planned",
        re.compile(
            r"\ben projet\b|\b(?:stade|etat) de projet\b|^projet$|prefigur|\bemerge|\ba venir\b|\bprevue?s?\b"
            r"|\bpas encore\b|\bbientot\b|\breflexion|\ben cours d (?!activite|exploitation)|\bfutur"
            r"|\ben cours de (?!fonctionnement)|\ben (?:creation|construction|travaux)\b|\bamorcage"
        ),
    ),
    ("open", re.compile(r"\bouvert\w*|\bactivite\b|\bfonctionne|\bactif\b|\bexistant|\bexploitation\b")),
)
_MANAGERS = (
    ("cooperative", re.compile(r"\bcooperati|\bscic\b|\bscop\b|\bcae\b")),
    ("association", re.compile(r"\bassociati|\bloi 1901\b|\basbl\b|\bfondation\b|\bcollectif\b")),
    (
        "public",
        re.compile(
            r"\bpubli(?:c|que)s?\b|\bcollectivite|\bcommun(?:e|es|al|ale|aute)\b|\bmairie|\bintercommunal"
            r"|\bepci\b|\bdepartement|\bregion|\buniversit|\betat\b|\bsyndicat mixte|\bscolaire"
        ),
    ),
    (
        "company",
        re.compile(
            r"\bentreprise|\bsociete|\b(?:sas|sasu|sarl|eurl|sa|sci|snc|ei|eirl)\b|\bentrepreneur|\bindependant"
        ),
    ),
)


def answers(text: str | None) -> tuple[str, ...]:
    """Return the several answers of one cell, each once: parted by `;`, `|`, a line or a comma."""
    parts = (part.strip(" -\u2022") for part in _SEPARATOR.split(text or ""))
    return tuple(dict.fromkeys(part for part in parts if part))


def families_kind(text: str | None) -> str:
    """Return the kind of the first family that says more than "third place"."""
    kinds = map(place_kind, answers(text))
    return next((kind for kind in kinds if kind not in SAYS_LITTLE), "third_place")


def project_status(text: str) -> str:
    """Return `open`, `planned` or `closed`.

    Raises
    ------
    ValueError
        When the text is none of them.

    """
    folded = fold(text)
    for status, pattern in _STATUS_WORDS:
        if pattern.search(folded):
            return status
    raise ValueError(f"{text!r} is none of open, planned and closed")


def manager_kind(text: str | None) -> str | None:
    """Return who runs a place, of the first answer that names a form; None where there is none."""
    stated = answers(text)
    for folded in map(fold, stated):
        for kind, pattern in _MANAGERS:
            if pattern.search(folded):
                return kind
    return "other" if stated else None


def location(fields: Fields, point: Position | None, commune_column: str | None = None) -> LocationRecord:
    """Return where a place is; without a point it lies at its commune's centroid.

    The precision of a point is not published: `address` where the address has a number, `street` where it
    has none, `commune_centroid` where there is no address.
    """
    code = read_postcode(fields)
    street = fields.text(ADDRESS)
    address = street_address(street, code) if street else None
    city = fields.text(CITY)
    return LocationRecord(
        address=address,
        postcode=code,
        city=without_cedex(city) if city else None,
        commune_code=_commune(fields, commune_column),
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        position_precision=_precision(address) if point else None,
    )


def read_postcode(fields: Fields) -> str | None:
    """Return the postcode; a leading zero that a spreadsheet took comes back, with a remark."""
    code = fields.optional(POSTCODE, postcode, "postcode_unreadable")
    typed = re.sub(r"\s", "", fields.text(POSTCODE) or "").removesuffix(".0")
    if code and len(typed) == SHORT_POSTCODE:
        fields.remark("postcode_zero_restored")
    return code


def read_website(fields: Fields) -> str | None:
    """Return the place's own website."""
    return fields.optional(WEBSITE, website, "website_unreadable")


def description(*parts: str | None) -> str | None:
    """Return the parts that say something, one a line, without e-mail addresses."""
    lines = (clean(without_contacts(part)) for part in parts if part)
    return "\n".join(line for line in lines if line) or None


def labelled(label: str, text: str | None) -> str | None:
    """Return what a column says under its name, as French prints it; None where it says nothing."""
    return f"{label} : {text}" if text else None


def equipment(texts: Iterable[str]) -> tuple[EquipmentRecord, ...]:
    """Return what several texts name, each text read once."""
    whole = "\n".join(dict.fromkeys(text.replace("|", ", ") for text in texts))
    return tuple(
        EquipmentRecord(
            type_code=reading.type_code,
            quantity=reading.quantity,
            seats=reading.seats,
            shareable=reading.shareable,
            conditions=reading.conditions,
            raw_text=reading.raw_text,
            confidence=reading.confidence,
        )
        for reading in read_equipment(whole)
    )


def _commune(fields: Fields, column: str | None) -> str | None:
    return fields.optional(column, commune_code, "commune_code_unreadable") if column else None


def _precision(address: str | None) -> str:
    if address is None:
        return "commune_centroid"
    return "address" if has_house_number(address) else "street"
