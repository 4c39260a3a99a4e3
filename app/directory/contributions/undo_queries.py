"""Statements that take revisions back, over the temporary table `undoing`. Nothing is executed here."""

from app.directory.contributions.queries import EQUIPMENT_OF, KEPT_COLUMNS, LOCATION_OF

_CHOOSE = """
CREATE TEMPORARY TABLE undoing ON COMMIT DROP AS
SELECT revision.id, revision.third_place_id, revision.old, revision.new,
  row_number() OVER (PARTITION BY revision.third_place_id ORDER BY revision.id DESC) AS turn
FROM revision JOIN changeset ON changeset.id = revision.changeset_id
WHERE revision.undone_by IS NULL AND
"""
ONE = _CHOOSE + "revision.id = %(id)s"
ALL_OF = (
    _CHOOSE
    + """changeset.person_id = %(id)s AND NOT changeset.is_undo
AND (%(moderator_id)s::int IS NULL OR EXISTS (
  SELECT FROM moderator JOIN third_place AS place ON place.id = revision.third_place_id
  WHERE moderator.person_id = %(moderator_id)s
    AND code = CASE level WHEN 'region' THEN place.region_code ELSE place.department_code END
))
"""
)
OF_IMPORT = _CHOOSE + "changeset.import_run_id = %(id)s"
LIMITS = "SET LOCAL statement_timeout = 0"
LOCK = """
SELECT FROM revision WHERE id IN (SELECT id FROM undoing) ORDER BY id FOR UPDATE
"""
LOCK_PLACES = """
SELECT FROM third_place WHERE id IN (SELECT third_place_id FROM undoing) ORDER BY id FOR UPDATE
"""
FORGET_DONE = """
DELETE FROM undoing USING revision WHERE revision.id = undoing.id AND revision.undone_by IS NOT NULL
"""
FORGET_TAKEN = """
DELETE FROM undoing USING third_place AS present
WHERE undoing.new IS NULL AND present.id <> undoing.third_place_id AND (
  present.public_id = undoing.old->>'public_id'
  OR (present.source, present.source_record_id)
    = (undoing.old->>'source', undoing.old->>'source_record_id')
)
"""
"""A place that is gone does not come again where another has its record, as after an import since."""
TURNS = "SELECT max(turn) FROM undoing"
TOUCHED = """
SELECT third_place_id FROM undoing
UNION SELECT place.merged_into FROM third_place AS place JOIN undoing ON undoing.third_place_id = place.id
WHERE place.merged_into IS NOT NULL
UNION SELECT place.shown_with FROM third_place AS place JOIN undoing ON undoing.third_place_id = place.id
WHERE place.shown_with IS NOT NULL
UNION SELECT place.id FROM third_place AS place
JOIN undoing ON undoing.third_place_id IN (place.merged_into, place.shown_with)
UNION SELECT (undoing.old->>'merged_into')::int FROM undoing WHERE undoing.old->>'merged_into' IS NOT NULL
UNION SELECT (undoing.old->>'shown_with')::int FROM undoing WHERE undoing.old->>'shown_with' IS NOT NULL
"""
"""Places whose listings may change: those that change, those that show them, and those that they show."""
FIELDS = """
CREATE TEMPORARY TABLE undone_field ON COMMIT DROP AS
SELECT undoing.third_place_id, field.key AS field, coalesce(undoing.old->field.key, 'null') AS value,
  coalesce(present.fields->field.key, 'null') = field.value AS is_free
FROM undoing CROSS JOIN LATERAL (
  SELECT place_state(undoing.third_place_id) AS fields OFFSET 0
) AS present
CROSS JOIN LATERAL jsonb_each(undoing.new) AS field
WHERE turn = %(turn)s AND old IS NOT NULL AND new IS NOT NULL AND present.fields IS NOT NULL
"""
# A place that an act made is deleted with it, unless somebody else has changed it since.
_CHANGED_SINCE = """EXISTS (
  SELECT FROM revision AS later JOIN changeset ON changeset.id = later.changeset_id
  WHERE later.third_place_id = undoing.third_place_id AND later.id > undoing.id
    AND later.undone_by IS NULL AND NOT changeset.is_undo
    AND later.id NOT IN (SELECT id FROM undoing)
)"""
KEPT = f"""
SELECT (SELECT count(*) FROM undone_field WHERE NOT is_free) + (
  SELECT count(*) FROM undoing WHERE turn = %(turn)s AND old IS NULL AND {_CHANGED_SINCE}
)
"""  # noqa: S608 - our own text
_ALL = ", ".join(KEPT_COLUMNS)
MAKE_AGAIN = f"""
WITH made AS (
  SELECT undoing.third_place_id, undoing.old FROM undoing
  WHERE turn = %(turn)s AND new IS NULL
    AND NOT EXISTS (SELECT FROM third_place WHERE id = undoing.third_place_id)
), places AS (
  INSERT INTO third_place (id, {_ALL})
  SELECT made.third_place_id, {", ".join(f"place.{column}" for column in KEPT_COLUMNS)}
  FROM made CROSS JOIN LATERAL jsonb_populate_record(NULL::third_place, made.old) AS place
  RETURNING id
)
INSERT INTO undone_field (third_place_id, field, value, is_free)
SELECT made.third_place_id, field.key, field.value, true
FROM made JOIN places ON places.id = made.third_place_id CROSS JOIN LATERAL jsonb_each(made.old) AS field
WHERE field.key LIKE '%%.%%'
"""  # noqa: S608 - our own text
# What is not stated any more, the source says: what it said last, not what it said before.
WITHDRAW = """
WITH withdrawn AS (
  DELETE FROM stated_value AS said USING undone_field AS undone
  WHERE undone.is_free AND undone.value = 'null'
    AND said.third_place_id = undone.third_place_id AND 'stated.' || said.field = undone.field
  RETURNING said.third_place_id, said.field, said.source_value AS source
)
UPDATE undone_field AS undone SET value = coalesce(CASE
  WHEN withdrawn.field LIKE 'equipment.%%' AND withdrawn.source <> 'null'
    THEN withdrawn.source || jsonb_build_object('type_code', substr(withdrawn.field, 11))
  WHEN withdrawn.field <> 'location' THEN withdrawn.source
  WHEN undone.field = 'position' THEN to_jsonb(ST_SetSRID(ST_MakePoint(
    (withdrawn.source->>'longitude')::float8, (withdrawn.source->>'latitude')::float8
  ), 4326)::geography)
  ELSE withdrawn.source->undone.field
END, 'null')
FROM withdrawn
WHERE withdrawn.third_place_id = undone.third_place_id AND (
  undone.field = withdrawn.field
  OR withdrawn.field = 'location' AND (undone.field = 'position' OR withdrawn.source ? undone.field)
)
"""
STATE_AGAIN = f"""
INSERT INTO stated_value AS said (third_place_id, field, value, speaker, said_at, source_value)
SELECT place.id, stated.field, undone.value->'value', undone.value->>'speaker',
  (undone.value->>'said_at')::timestamptz, coalesce(CASE
    WHEN stated.field = 'location' THEN {LOCATION_OF}
    WHEN stated.field LIKE 'standard.%%' THEN place.standard->substr(stated.field, 10)
    WHEN stated.field LIKE 'equipment.%%' THEN (
      SELECT {EQUIPMENT_OF} FROM equipment AS item
      WHERE item.third_place_id = place.id AND item.type_code = substr(stated.field, 11)
    )
    ELSE to_jsonb(place)->stated.field
  END, 'null')
FROM undone_field AS undone JOIN third_place AS place ON place.id = undone.third_place_id
CROSS JOIN LATERAL (SELECT undone.value->>'field' AS field) AS stated
WHERE undone.is_free AND undone.field LIKE 'stated.%%' AND undone.value <> 'null'
ON CONFLICT (third_place_id, field) DO UPDATE SET
  value = excluded.value, speaker = excluded.speaker, said_at = excluded.said_at, person_id = NULL
"""  # noqa: S608 - our own text
DROP_EQUIPMENT = """
DELETE FROM equipment AS item USING undone_field AS undone
WHERE undone.is_free AND undone.value = 'null' AND item.third_place_id = undone.third_place_id
  AND 'equipment.' || item.type_code = undone.field
"""
DROP_AWARDS = """
DELETE FROM award USING undone_field AS undone
WHERE undone.is_free AND award.third_place_id = undone.third_place_id
  AND 'award.' || concat_ws(', ', programme_code, coalesce(call, ''), year) = undone.field
"""
PUT_EQUIPMENT = """
INSERT INTO equipment (
  third_place_id, type_code, quantity, seats, shareable, conditions, price, raw_text, confidence, terms
)
SELECT undone.third_place_id, item.type_code, item.quantity, item.seats, item.shareable, item.conditions,
  item.price, item.raw_text, item.confidence, coalesce(item.terms, '{}')
FROM undone_field AS undone
CROSS JOIN LATERAL jsonb_populate_record(NULL::equipment, undone.value) AS item
WHERE undone.is_free AND undone.field LIKE 'equipment.%%' AND undone.value <> 'null'
ON CONFLICT (third_place_id, type_code) DO UPDATE SET
  quantity = excluded.quantity, seats = excluded.seats, shareable = excluded.shareable,
  conditions = excluded.conditions, price = excluded.price, raw_text = excluded.raw_text,
  confidence = excluded.confidence, terms = excluded.terms
"""
PUT_AWARDS = """
INSERT INTO award (third_place_id, programme_code, call, year, amount, period_start, period_end)
SELECT undone.third_place_id, award.programme_code, award.call, award.year, award.amount, award.period_start,
  award.period_end
FROM undone_field AS undone CROSS JOIN LATERAL jsonb_populate_record(NULL::award, undone.value) AS award
WHERE undone.is_free AND undone.field LIKE 'award.%%' AND undone.value <> 'null'
"""
WRITE = f"""
UPDATE third_place AS place SET updated_at = now(), ({_ALL}) = (
  SELECT {", ".join(f"said.{column}" for column in KEPT_COLUMNS)}
  FROM jsonb_populate_record(place, patch.fields) AS said
)
FROM (
  SELECT third_place_id, jsonb_object_agg(field, value) AS fields FROM undone_field
  WHERE is_free AND field NOT LIKE '%%.%%' GROUP BY third_place_id
) AS patch
WHERE place.id = patch.third_place_id
"""  # noqa: S608 - our own text
VANISH = f"""
UPDATE third_place AS place SET vanished_at = now(), updated_at = now() FROM undoing
WHERE turn = %(turn)s AND undoing.old IS NULL AND undoing.third_place_id = place.id
  AND place.vanished_at IS NULL AND {_CHANGED_SINCE}
"""  # noqa: S608 - our own text
UNMAKE = f"""
DELETE FROM third_place AS place USING undoing
WHERE turn = %(turn)s AND undoing.old IS NULL AND undoing.third_place_id = place.id AND NOT {_CHANGED_SINCE}
"""  # noqa: S608 - our own text
DROP_FIELDS = "DROP TABLE undone_field"
STALE_HOURS = """
SELECT DISTINCT place.id FROM third_place AS place JOIN undoing ON undoing.third_place_id = place.id
WHERE coalesce(old, '{}') || coalesce(new, '{}') ?| '{opening_hours,timezone,holiday_area}'
"""
MARK = """
UPDATE revision SET undone_by = current_changeset()
WHERE id IN (SELECT id FROM undoing)
"""
UNMARK = """
UPDATE revision AS earlier SET undone_by = NULL FROM revision AS undone
WHERE undone.id IN (SELECT id FROM undoing)
  AND earlier.undone_by = undone.changeset_id AND earlier.third_place_id = undone.third_place_id
"""
"""Whoever takes a taking back back, leaves what it took back standing."""
CHANGESET = "SELECT nullif(current_setting('proxilieux.changeset', true), '')::bigint"
DROP = "DROP TABLE undoing"
