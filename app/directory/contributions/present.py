"""A place as it is shown today, as values of the fields that people can edit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from app.directory.contributions.editable import EQUIPMENT, FIELDS, ITEM_FIELDS, STANDARD, item_of
from app.directory.contributions.inputs import Value

Connection = psycopg.Connection[Any]

PRESENT = """
SELECT listing.feature_head || listing.feature_tail, listing.third_place_id, listing.region_code,
       listing.department_code, place.holiday_area, coalesce((
         SELECT jsonb_object_agg(said.key, said.value ORDER BY record.rank DESC)
         FROM third_place_record AS record CROSS JOIN LATERAL jsonb_each(record.standard) AS said
         WHERE record.shown_id = listing.third_place_id
       ), '{}')
FROM third_place_listing AS listing JOIN third_place AS place ON place.id = listing.third_place_id
WHERE listing.public_id = %(public_id)s
"""
"""A place as it is shown; of what several records say beside their columns, the most trusted one's word."""


LOCK = """
SELECT FROM third_place AS place JOIN third_place_listing AS listing ON listing.third_place_id = place.id
WHERE listing.public_id = %(public_id)s FOR UPDATE OF place
"""
"""Of two who change a place at once the second waits, and then sees what the first has written."""


@dataclass(frozen=True, slots=True)
class PresentPlace:
    """A place, and the values of its fields."""

    public_id: str
    row: int
    name: str
    region_code: str | None
    department_code: str | None
    holiday_area: str
    values: Mapping[str, Value]
    """By field; of equipment only what the place has."""


def find_present(connection: Connection, public_id: str, *, lock: bool = False) -> PresentPlace | None:
    """Return a place that is shown, by its public id; locked for the transaction if it shall change."""
    if lock:
        connection.execute(LOCK, {"public_id": public_id})
    row = connection.execute(PRESENT, {"public_id": public_id}).fetchone()
    if row is None:
        return None
    text, number, region, department, area, standard = row
    feature = json.loads(text)
    properties = feature["properties"]
    return PresentPlace(
        public_id, number, properties["name"], region, department, area, _values(feature, standard)
    )


def _values(feature: Mapping[str, Any], standard: Mapping[str, Value]) -> dict[str, Value]:
    properties = feature["properties"]
    values = {
        field.name: _said(standard, STANDARD[field.name])
        if field.name in STANDARD
        else properties.get(field.name)
        for field in FIELDS
    }
    geometry = feature["geometry"]
    if geometry:
        longitude, latitude = geometry["coordinates"]
        values["position"] = {"latitude": latitude, "longitude": longitude}
    return values | {
        f"{EQUIPMENT}{item['type']}": item_of(
            {field.name: item[field.name] for field in ITEM_FIELDS}, item["terms"]
        )
        for item in properties["equipment"]
    }


def _said(standard: Mapping[str, Value], name: str) -> str | None:
    """Return the first value of a field of the national standard, which separates several by a bar."""
    stated = standard.get(name)
    text = "|".join(stated) if isinstance(stated, list) else str(stated or "")
    return text.split("|")[0].strip() or None
