"""Statements on contributions. Nothing is executed here."""

COLUMNS = (
    "name", "kind", "status", "assumed", "opening_hours", "timezone", "wheelchair", "website", "telephone",
    "description", "equipment_absent", "manager_kind", "siret", "standard", "address", "postcode", "city",
    "position", "position_precision", "commune_code", "department_code", "region_code", "epci_code",
    "holiday_area",
)  # fmt: skip
"""Columns of places that hold what people may state."""
KEPT_COLUMNS = (
    "public_id", "source", "source_record_id", "list", "licence", "content_hash", "vanished_at",
    "merged_into", "shown_with", "source_updated_on", *COLUMNS,
)  # fmt: skip
"""Columns that revisions keep: those of the function `place_fields`."""
SHOWN_ID = """
SELECT listing.third_place_id FROM third_place AS member
JOIN third_place AS head ON head.id = coalesce(member.merged_into, member.id)
JOIN third_place_listing AS listing ON listing.third_place_id = coalesce(head.shown_with, head.id)
WHERE member.id = %(id)s
"""
SHARE_WITH_IMPORTS = "LOCK TABLE stated_value IN ROW EXCLUSIVE MODE"
"""Taken first: waits while an import writes, which holds the table from when it has read what was stated."""
LOCK = "SELECT FROM third_place WHERE id = ANY (%(ids)s) ORDER BY id FOR UPDATE"
SHOWN = """
SELECT (listing.feature_head || listing.feature_tail)::jsonb, (
  SELECT coalesce(jsonb_object_agg(said.key, said.value), '{}') FROM (
    SELECT DISTINCT ON (each.key) each.key, each.value
    FROM third_place_record AS record CROSS JOIN LATERAL jsonb_each(record.standard) AS each
    WHERE record.shown_id = listing.third_place_id
    ORDER BY each.key, 'standard.' || each.key = ANY (record.stated) DESC, record.rank
  ) AS said
)
FROM third_place_listing AS listing WHERE listing.third_place_id = %(id)s
"""
LOCATION_OF = """jsonb_build_object(
  'address', place.address, 'postcode', place.postcode, 'city', place.city,
  'longitude', ST_X(place.position::geometry), 'latitude', ST_Y(place.position::geometry),
  'position_precision', place.position_precision, 'commune_code', place.commune_code,
  'department_code', place.department_code, 'region_code', place.region_code, 'epci_code', place.epci_code,
  'timezone', place.timezone, 'holiday_area', place.holiday_area
)"""
EQUIPMENT_OF = "to_jsonb(item) - '{id,third_place_id,type_code}'::text[]"
OWN = f"""
SELECT to_jsonb(place), {LOCATION_OF}, (
  SELECT coalesce(jsonb_object_agg(item.type_code, {EQUIPMENT_OF}), '{{}}')
  FROM equipment AS item WHERE item.third_place_id = place.id
)
FROM third_place AS place WHERE place.id = %(id)s
"""  # noqa: S608 - our own text
"""A record's own row, its address, and its equipment by type."""
STATE = """
INSERT INTO stated_value AS said (third_place_id, field, value, speaker, person_id, source_value)
VALUES (%(id)s, %(field)s, %(value)s::jsonb, %(speaker)s, %(person_id)s, %(source_value)s::jsonb)
ON CONFLICT (third_place_id, field) DO UPDATE SET
  value = excluded.value, speaker = excluded.speaker, person_id = excluded.person_id, said_at = now(),
  source_said_at = NULL
"""
_LIST = ", ".join(COLUMNS)
_SAID = ", ".join(f"said.{column}" for column in COLUMNS)
WRITE = f"""
UPDATE third_place AS place SET updated_at = now(), ({_LIST}) = (
  SELECT {_SAID} FROM jsonb_populate_record(place, %(patch)s::jsonb) AS said
)
WHERE place.id = %(id)s
"""  # noqa: S608 - our own text
MAKE = f"""
INSERT INTO third_place (public_id, source, source_record_id, licence, content_hash, {_LIST})
SELECT %(public_id)s, 'contributions', %(record)s, %(licence)s, %(hash)s, {_SAID}
FROM jsonb_populate_record(NULL::third_place, %(patch)s::jsonb) AS said
RETURNING id
"""  # noqa: S608 - our own text
DESCRIBE_CONTRIBUTIONS = """
INSERT INTO data_source (name, title, publisher, licence, attribution, trust)
VALUES ('contributions', 'Contributions', 'Proxilieux', 'LO-2.0', 'Contributions, Proxilieux', 50)
ON CONFLICT (name) DO NOTHING
"""
PUT_EQUIPMENT = """
INSERT INTO equipment (
  third_place_id, type_code, quantity, seats, shareable, conditions, price, raw_text, confidence, terms
)
VALUES (
  %(id)s, %(type)s, %(quantity)s, %(seats)s, %(shareable)s, %(conditions)s, %(price)s, %(raw_text)s,
  %(confidence)s, %(terms)s
)
ON CONFLICT (third_place_id, type_code) DO UPDATE SET
  quantity = excluded.quantity, seats = excluded.seats, shareable = excluded.shareable,
  conditions = excluded.conditions, price = excluded.price, raw_text = excluded.raw_text,
  confidence = excluded.confidence, terms = excluded.terms
"""
DROP_EQUIPMENT = "DELETE FROM equipment WHERE third_place_id = %(id)s AND type_code = %(type)s"
REVISION = """
SELECT id, changeset_id, third_place_id, old, new FROM revision
WHERE third_place_id = %(id)s
  AND changeset_id = nullif(current_setting('proxilieux.changeset', true), '')::bigint
"""
COMMUNE = """
SELECT code, epci_code, ST_Y(centre), ST_X(centre) FROM (
  SELECT commune.code, commune.epci_code, coalesce(part.centroid, commune.centroid)::geometry AS centre,
    CASE
      WHEN %(code)s::text IS NOT NULL THEN 1
      WHEN %(postcode)s = ANY (commune.postcodes) AND fold(commune.name) = fold(%(city)s) THEN 1
      -- A sorting office (CEDEX) has a postcode of its own.
      WHEN fold(commune.name) = fold(%(city)s) AND commune.department_code = left(%(postcode)s, 2) THEN 2
      WHEN %(city)s::text IS NULL AND %(postcode)s = ANY (commune.postcodes) THEN 3
    END AS likeness
  FROM commune
  LEFT JOIN commune AS part
    ON part.parent_code = commune.code AND part.postcodes @> ARRAY[%(postcode)s::text]
  WHERE commune.type = 'commune' AND (%(code)s::text IS NULL OR commune.code = %(code)s)
) AS found
WHERE likeness IS NOT NULL ORDER BY likeness, code
LIMIT 1 + (%(city)s::text IS NULL AND %(code)s::text IS NULL)::int
"""
"""The commune of a code, or of a postcode and a town, with its centre; two rows where several are meant."""
DISAGREEMENTS = """
SELECT field, value, source_value, source_said_at FROM stated_value
WHERE third_place_id = %(id)s AND speaker = 'manager' AND source_said_at IS NOT NULL
ORDER BY source_said_at DESC, field
"""
KEEP = """
UPDATE stated_value SET source_said_at = NULL
WHERE third_place_id = %(id)s AND field = %(field)s AND source_said_at IS NOT NULL RETURNING field
"""
YIELD = """
DELETE FROM stated_value
WHERE third_place_id = %(id)s AND field = %(field)s AND source_said_at IS NOT NULL RETURNING source_value
"""
DEFER = "SELECT set_config('proxilieux.defer_listing', 'on', true)"
LIST = """
SELECT refresh_third_place_listing(%(ids)s::bigint[]), set_config('proxilieux.defer_listing', '', true)
"""
FORGET_HOURS = """
UPDATE third_place SET
  expanded_from = NULL, expanded_until = NULL,
  open_minutes = CASE WHEN opening_hours IS NOT NULL THEN open_minutes END,
  appointment_minutes = CASE WHEN opening_hours IS NOT NULL THEN appointment_minutes END,
  unknown_minutes = CASE WHEN opening_hours IS NOT NULL THEN unknown_minutes END,
  by_appointment = CASE WHEN opening_hours IS NOT NULL THEN by_appointment END
WHERE id = ANY (%(ids)s)
"""
FORGET_DAYS = """
DELETE FROM opening_exception USING third_place AS place
WHERE place.id = third_place_id AND place.id = ANY (%(ids)s) AND place.opening_hours IS NULL
"""
