"""Access to buildings open to the public, as acceslibre publishes it each night (CSV).

Name and postal address are not kept: a place is known by the page that its own record names, or by its
SIRET, never by a name. An empty cell is unknown, and no key of `facts` stands for it.
"""

import re
from collections.abc import Mapping
from functools import partial

from app.directory.building_access.vocabulary import FACTS, Fact
from app.directory.common.websites import website
from seeds.reading.base import CsvReader, Fields
from seeds.reading.normalise.choices import choices
from seeds.reading.normalise.postal import commune_code
from seeds.reading.records import BuildingAccessRecord
from seeds.reading.spreadsheet_values import yes_or_no

COLUMNS = ("id", "siret", "entree_plain_pied", "sanitaires_presence")
OPTIONAL = ("code_insee", "web_url", *(code for code in FACTS if code not in COLUMNS))
LARGEST = 1000
"""Steps, or centimetres: more is a slip."""
UNREADABLE = "access_fact_unreadable"
_NUMBER = re.compile(r"([0-9]{1,4})(?:[.,]0+)?")
_LIST = str.maketrans({"[": "", "]": "", '"': "", "'": "", ",": "|"})
"""Lists come as those of JSON or of Python."""


def _number(text: str) -> int:
    match = _NUMBER.fullmatch(text)
    if match is None or int(match[1]) > LARGEST:
        raise ValueError(f"{text!r} is not a number up to {LARGEST}")
    return int(match[1])


def _centimetres(text: str) -> int | None:
    """Return a width; nobody has a door of 0 cm."""
    return _number(text) or None


def _yes_no(text: str) -> bool | None:
    """Return yes or no; toilets were counted once."""
    return _number(text) > 0 if _NUMBER.fullmatch(text) else yes_or_no(text)


def _chosen(fields: Fields, fact: Fact, text: str) -> list[str] | None:
    chosen = choices(text.translate(_LIST), fact.allowed)
    if chosen.unknown:
        fields.remark(UNREADABLE)
    return list(chosen.known) or None


def _fact(fields: Fields, fact: Fact) -> object:
    """Return what a column says; None where it says nothing that can be read."""
    match fact.kind:
        case "yes_no":
            return fields.optional(fact.code, _yes_no, UNREADABLE)
        case "count":
            return fields.optional(fact.code, _number, UNREADABLE)
        case "centimetres":
            return fields.optional(fact.code, _centimetres, UNREADABLE)
        case "choices":
            return fields.optional(fact.code, partial(_chosen, fields, fact), UNREADABLE)
        case "address":
            return fields.optional(fact.code, website, "website_unreadable")


def _facts(fields: Fields) -> Mapping[str, object]:
    facts = {code: _fact(fields, fact) for code, fact in FACTS.items()}
    return {code: value for code, value in facts.items() if value is not None}


def _to_record(fields: Fields, record_id: str) -> BuildingAccessRecord:
    siret = fields.optional("siret", fields.siret, "pivot_unreadable")
    return BuildingAccessRecord(
        origin=fields.origin,
        source_record_id=record_id,
        siret=siret,
        address=fields.optional("web_url", website, "website_unreadable"),
        commune_code=fields.optional("code_insee", commune_code, "commune_code_unreadable"),
        facts=_facts(fields),
        remarks=fields.remarks,
    )


def _record_id(fields: Fields) -> str | None:
    text = fields.text("id")
    return text.lower() if text else None


read_acceslibre = CsvReader(COLUMNS, _record_id, _to_record, optional=OPTIONAL)
