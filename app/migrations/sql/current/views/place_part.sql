-- What belongs to places, as revisions keep it: a field and its value a row. The triggers of the three tables
-- name the same fields.
CREATE OR REPLACE VIEW place_part AS
SELECT
  third_place_id, 'equipment.' || type_code AS field, to_jsonb(equipment) - '{id,third_place_id}'::text[] AS value
FROM equipment
UNION ALL
SELECT
  third_place_id, 'award.' || concat_ws(', ', programme_code, coalesce(call, ''), year),
  to_jsonb(award) - '{id,third_place_id}'::text[]
FROM award
UNION ALL
SELECT
  third_place_id, 'stated.' || field,
  to_jsonb(stated_value) - '{third_place_id,person_id,source_value,source_said_at}'::text[]
FROM stated_value;
