"""Places of digital inclusion of eight territories, with the equipment that people typed.

Identifiers are numbers that start again in every territory, so the record id is `territory:number`.

Position: given by the territory without a precision; `address` when the address has a house number, else
`street`. Points computed by the file's editors from postcode and name are the commune's centroid. A point
more than 25 km from its commune (column `ecart_centroide_km`) is wrong; the place keeps the commune's
centroid instead.

The rows of New Caledonia all carry the code of Nouméa, wherever they are: their commune is found by name.

Access: only `PMR:oui` and `PMR:non` speak of wheelchairs. What else stands in that column differs by
territory: whether a mediator is there (the bare Oui and Non of the Gironde), who may come, at what price, by
appointment or not; the last three are kept as conditions of the equipment.
"""

import math
from dataclasses import replace

from app.directory.common.personal import without_contacts
from app.directory.common.websites import website
from app.directory.third_places.place_kinds import is_unknown_kind, place_kind
from seeds.reading.base import CsvReader, Fields
from seeds.reading.equipment_text import EquipmentReading, read_absences, read_equipment
from seeds.reading.normalise.dates import day
from seeds.reading.records import EquipmentRecord, LocationRecord, PlaceRecord
from seeds.sources.standard_common import standard_location

COLUMNS = (
    "source", "id", "nom", "type_lieu", "adresse", "code_postal", "commune", "code_insee", "latitude",
    "longitude", "precision_coord", "equipement_brut", "acces_brut", "services_brut", "site_web", "date_maj",
    "ecart_centroide_km",
)  # fmt: skip
NEW_CALEDONIA = "nouvelle-caledonie"
DOUBTFUL_KM = 25.0
WHEELCHAIR = {"PMR:oui": "yes", "PMR:non": "no"}
NO_CONDITION = frozenset({"Oui", "Non", "other", *WHEELCHAIR})


def _record_id(fields: Fields) -> str | None:
    territory, number = without_contacts(fields.text("source") or ""), fields.text("id")
    return f"{territory}:{number}" if territory and number else None


def _to_record(fields: Fields, record_id: str) -> PlaceRecord:
    return PlaceRecord(
        origin=fields.origin,
        source_record_id=record_id,
        list=fields.list_named_by("source"),
        name=fields.name("nom"),
        kind=_kind(fields),
        location=_location(fields),
        wheelchair=WHEELCHAIR.get(fields.text("acces_brut") or ""),
        website=fields.optional("site_web", website, "website_unreadable"),
        description=fields.lines("services_brut"),
        source_updated_on=fields.optional("date_maj", day, "date_unreadable"),
        equipment=_equipment(fields),
        equipment_absent=_absent(fields),
        remarks=fields.remarks,
    )


def _kind(fields: Fields) -> str:
    typed = fields.text("type_lieu") or ""
    if is_unknown_kind(typed):
        fields.remark("kind_unknown")
    return place_kind(typed, fields.text("nom") or "")


def _location(fields: Fields) -> LocationRecord:
    location = standard_location(fields)
    return replace(
        location,
        commune_code=None if fields.text("source") == NEW_CALEDONIA else location.commune_code,
        position_precision=_precision(fields, location.position_precision),
        position_doubtful=_is_doubtful(fields),
    )


def _precision(fields: Fields, of_address: str | None) -> str | None:
    """Return the precision of a point, which the file says where its editors computed it."""
    is_computed = (fields.text("precision_coord") or "").startswith("commune_centroid")
    return "commune_centroid" if of_address and is_computed else of_address


def _is_doubtful(fields: Fields) -> bool:
    try:
        gap_km = float((fields.text("ecart_centroide_km") or "0").replace(",", "."))
    except ValueError:
        fields.remark("precision_unreadable")
        return False
    return math.isfinite(gap_km) and gap_km > DOUBTFUL_KM


def _equipment(fields: Fields) -> tuple[EquipmentRecord, ...]:
    text, access = fields.lines("equipement_brut"), fields.text("acces_brut")
    conditions = None if access in NO_CONDITION else access
    readings = read_equipment(text or "")
    if text and not readings and not read_absences(text):
        fields.remark("equipment_not_understood")
    # Only of equipment can it be a condition; a bare Oui does not say of what.
    if access not in {None, *WHEELCHAIR} and not (conditions and readings):
        fields.remark("access_left_out")
    by_type: dict[str, EquipmentReading] = {}
    for reading in readings:
        surest = by_type.get(reading.type_code)
        if surest is None or reading.confidence > surest.confidence:
            by_type[reading.type_code] = reading
    return tuple(_equipment_record(reading, conditions) for reading in by_type.values())


def _absent(fields: Fields) -> tuple[str, ...]:
    return tuple(read_absences(fields.lines("equipement_brut") or ""))


def _equipment_record(reading: EquipmentReading, conditions: str | None) -> EquipmentRecord:
    return EquipmentRecord(
        type_code=reading.type_code,
        quantity=reading.quantity,
        seats=reading.seats,
        shareable=reading.shareable,
        conditions=reading.conditions or conditions,
        raw_text=reading.raw_text,
        confidence=reading.confidence,
    )


read_mednum_equipment = CsvReader(COLUMNS, _record_id, _to_record)
