"""Lays the statements of people over the records of a source before an import writes them.

A load stages a source's records in `incoming`, `incoming_equipment` and `incoming_opening_exception`; their
digests are the source's own, so that records count as unchanged when their source has not changed.
"""

from typing import Any

import psycopg

from app.directory.contributions.queries import COLUMNS, EQUIPMENT_OF

_HOLD = "LOCK TABLE stated_value IN SHARE ROW EXCLUSIVE MODE"
"""Whoever changes a place waits from here on until the import has written."""
_ANY_STATED = """
SELECT FROM stated_value JOIN third_place AS place ON place.id = third_place_id
WHERE place.source = %(source)s LIMIT 1
"""
_PLACE = """
JOIN third_place AS place ON place.id = said.third_place_id AND place.source = %(source)s
JOIN incoming ON incoming.source_record_id = place.source_record_id
"""
# Of a position that is only the commune's centre, or none, nothing is said: the geocoder's stays.
_LOCATION = """(said.source_value || jsonb_build_object(
  'address', incoming.address, 'postcode', incoming.postcode, 'city', incoming.city,
  'commune_code', incoming.commune_code, 'department_code', incoming.department_code,
  'region_code', incoming.region_code, 'epci_code', incoming.epci_code, 'timezone', incoming.timezone,
  'holiday_area', incoming.holiday_area
) || CASE WHEN incoming.position_precision IN ('address', 'street') THEN jsonb_build_object(
  'longitude', incoming.longitude, 'latitude', incoming.latitude,
  'position_precision', incoming.position_precision
) ELSE '{}' END)"""
_SAID_NOW = f"""
CREATE TEMPORARY TABLE said_now ON COMMIT DROP AS
SELECT said.third_place_id, said.field, coalesce(
  CASE
    WHEN said.field = 'location' THEN {_LOCATION}
    WHEN said.field LIKE 'standard.%%' THEN incoming.standard->substr(said.field, 10)
    WHEN said.field LIKE 'equipment.%%' THEN (
      SELECT {EQUIPMENT_OF.replace("id,third_place_id", "source_record_id")}
      FROM incoming_equipment AS item
      WHERE item.source_record_id = incoming.source_record_id AND item.type_code = substr(said.field, 11)
    )
    ELSE to_jsonb(incoming)->said.field
  END, 'null') AS value
FROM stated_value AS said {_PLACE}
"""  # noqa: S608 - our own text
# Where nobody but the manager would be contradicted, a source that says something else is believed.
_STEP_BACK = """
DELETE FROM stated_value AS said USING said_now
WHERE said_now.third_place_id = said.third_place_id AND said_now.field = said.field
  AND said.speaker = 'contributions' AND said_now.value <> said.source_value AND said_now.value <> 'null'
"""
_REMEMBER = """
UPDATE stated_value AS said SET
  source_value = said_now.value,
  source_said_at = CASE
    WHEN said_now.value IN ('null', said.value) THEN NULL
    WHEN said.field LIKE 'equipment.%%' AND CASE jsonb_typeof(said.value)
      WHEN 'object' THEN
        said_now.value - '{raw_text,confidence}'::text[] = said.value - '{raw_text,confidence}'::text[]
    END THEN NULL
    ELSE now()
  END
FROM said_now
WHERE said_now.third_place_id = said.third_place_id AND said_now.field = said.field
  AND said_now.value <> said.source_value
"""
_LAID = f"""
CREATE TEMPORARY TABLE laid ON COMMIT DROP AS
SELECT place.id, place.source_record_id,
  jsonb_object_agg(each.key, each.value) FILTER (WHERE each.key NOT LIKE '%%.%%') AS fields,
  coalesce(
    jsonb_object_agg(substr(each.key, 10), each.value) FILTER (WHERE each.key LIKE 'standard.%%'), '{{}}'
  ) AS standard,
  array_agg(substr(each.key, 11)) FILTER (WHERE each.key LIKE 'equipment.%%' AND each.value = 'null')
    AS absent,
  array_agg(substr(each.key, 11)) FILTER (WHERE each.key LIKE 'equipment.%%' AND each.value <> 'null')
    AS present
FROM stated_value AS said {_PLACE}
CROSS JOIN LATERAL jsonb_each(
  CASE said.field WHEN 'location' THEN said.value
  WHEN 'opening_hours' THEN jsonb_build_object(
    'opening_hours', said.value, 'open_minutes', place.open_minutes,
    'appointment_minutes', place.appointment_minutes, 'unknown_minutes', place.unknown_minutes,
    'by_appointment', place.by_appointment, 'expanded_from', place.expanded_from,
    'expanded_until', place.expanded_until
  )
  ELSE jsonb_build_object(said.field, said.value) END
) AS each
GROUP BY place.id
"""  # noqa: S608 - our own text
_COLUMNS = (
    *(column for column in COLUMNS if column != "position"),
    "longitude", "latitude", "open_minutes", "appointment_minutes", "unknown_minutes", "by_appointment",
    "expanded_from", "expanded_until",
)  # fmt: skip
_LAY = f"""
UPDATE incoming SET ({", ".join(_COLUMNS)}) = (
  SELECT {", ".join(f"said.{column}" for column in _COLUMNS)}
  FROM jsonb_populate_record(incoming, coalesce(laid.fields, '{{}}') || jsonb_build_object(
    'assumed', ARRAY(
      SELECT assumed.field FROM unnest(incoming.assumed) AS assumed(field)
      WHERE NOT coalesce(laid.fields ? assumed.field, false)
    ),
    'standard', (
      SELECT coalesce(jsonb_object_agg(key, value), '{{}}')
      FROM jsonb_each(incoming.standard || laid.standard) WHERE value <> 'null'
    ),
    'equipment_absent', ARRAY(
      SELECT code FROM unnest(incoming.equipment_absent || laid.absent) AS lacking(code)
      WHERE code <> ALL (coalesce(laid.present, '{{}}')) AND NOT EXISTS (
        SELECT FROM equipment_type AS type
        WHERE type.code = ANY (laid.present) AND type.parent_code = lacking.code
      )
      GROUP BY code ORDER BY code COLLATE "C"
    )
  )) AS said
)
FROM laid WHERE laid.source_record_id = incoming.source_record_id
"""  # noqa: S608 - our own text
# Hours of the source at a place that people have moved to another zone are expanded anew, soon.
_HOURS_MOVED = """
UPDATE incoming SET expanded_from = NULL FROM laid
WHERE laid.source_record_id = incoming.source_record_id AND incoming.opening_hours IS NOT NULL
  AND laid.fields ? 'timezone' AND NOT laid.fields ? 'opening_hours'
  AND (laid.fields->>'timezone', laid.fields->>'holiday_area')
    IS DISTINCT FROM (incoming.timezone, incoming.holiday_area)
"""
_EQUIPMENT = (
    """
    DELETE FROM incoming_equipment USING laid
    WHERE laid.source_record_id = incoming_equipment.source_record_id
      AND type_code = ANY (coalesce(laid.absent, '{}') || coalesce(laid.present, '{}'))
    """,
    """
    INSERT INTO incoming_equipment
    SELECT said.* FROM laid
    JOIN stated_value AS stated ON stated.third_place_id = laid.id
      AND stated.field LIKE 'equipment.%%' AND stated.value <> 'null'
    CROSS JOIN LATERAL jsonb_populate_record(NULL::incoming_equipment, stated.value || jsonb_build_object(
      'source_record_id', laid.source_record_id, 'type_code', substr(stated.field, 11)
    )) AS said
    """,
)
_DAYS = (
    """
    DELETE FROM incoming_opening_exception USING laid
    WHERE laid.source_record_id = incoming_opening_exception.source_record_id
      AND laid.fields ? 'opening_hours'
    """,
    """
    INSERT INTO incoming_opening_exception (
      source_record_id, day, open_minutes, appointment_minutes, unknown_minutes
    )
    SELECT laid.source_record_id, day, open_minutes, appointment_minutes, unknown_minutes
    FROM laid JOIN opening_exception ON third_place_id = laid.id WHERE laid.fields ? 'opening_hours'
    """,
)
_FORGET = "DROP TABLE said_now, laid"


def lay_stated_values(cursor: psycopg.Cursor[Any], source: str) -> None:
    """Put what people have stated into the staged records of a source, and remember what it said instead."""
    parameters = {"source": source}
    cursor.execute(_HOLD)
    if cursor.execute(_ANY_STATED, parameters).fetchone() is None:
        return
    for statement in (
        _SAID_NOW, _STEP_BACK, _REMEMBER, _LAID, _HOURS_MOVED, _LAY, *_EQUIPMENT, *_DAYS, _FORGET,
    ):  # fmt: skip
        cursor.execute(statement, parameters)
