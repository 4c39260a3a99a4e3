"""Communes and municipal arrondissements of 2026 with their centroids; EPCI come with the communes.

Département and région follow from the code, and are None outside the 101 départements.
"""

from app.territories.reference import DEPARTMENTS, department_of_commune
from seeds.normalise.postal import ARRONDISSEMENTS, insee_code, postcode
from seeds.readers.base import CsvReader, Fields, RowRefusedError
from seeds.records import CommuneRecord

COLUMNS = (
    "code_insee", "nom", "type", "codes_postaux", "population", "code_epci", "nom_epci", "latitude",
    "longitude",
)  # fmt: skip
TYPES = {"commune-actuelle": "commune", "arrondissement-municipal": "arrondissement"}
REGIONS_OF = {fact.code: fact.region_code for fact in DEPARTMENTS}


def _to_record(fields: Fields, record_id: str) -> CommuneRecord:
    code, type_ = _code(record_id), _type(fields)
    department = department_of_commune(code)
    position = fields.position()
    epci = fields.text("code_epci")
    return CommuneRecord(
        origin=fields.origin,
        code=code,
        name=fields.name("nom"),
        type=type_,
        parent_code=_parent(code) if type_ == "arrondissement" else None,
        postcodes=_postcodes(fields),
        population=fields.optional("population", int, "population_unreadable"),
        department_code=department,
        region_code=REGIONS_OF[department] if department else None,
        epci_code=epci,
        epci_name=fields.name("nom_epci") if epci else None,
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
    )


def _code(text: str) -> str:
    try:
        return insee_code(text)
    except ValueError as error:
        raise RowRefusedError("commune_code_invalid", f"{error}.") from error


def _type(fields: Fields) -> str:
    text = fields.text("type")
    if text not in TYPES:
        raise RowRefusedError("type_unknown", f"{text!r} is none of {', '.join(TYPES)}.")
    return TYPES[text]


def _parent(code: str) -> str:
    if code not in ARRONDISSEMENTS:
        raise RowRefusedError(
            "arrondissement_unknown", f"{code} is no arrondissement of Paris, Lyon or Marseille."
        )
    return ARRONDISSEMENTS[code]


def _postcodes(fields: Fields) -> tuple[str, ...]:
    try:
        codes = {postcode(part) for part in (fields.text("codes_postaux") or "").split("|") if part.strip()}
    except ValueError as error:
        raise RowRefusedError("postcode_invalid", f"{error}.") from error
    return tuple(sorted(codes))


read_communes = CsvReader(COLUMNS, lambda fields: fields.text("code_insee"), _to_record)
