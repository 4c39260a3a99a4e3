-- The properties of a place that a stated field gives; none for what is not shown.
CREATE OR REPLACE FUNCTION stated_properties(field text, value jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN field = 'location' THEN '{position,commune,address,postcode,city}'
    WHEN field LIKE 'equipment.%' AND value = 'null' THEN '{equipment_absent}'
    WHEN field LIKE 'equipment.%' THEN '{equipment}'
    WHEN field LIKE 'standard.%' THEN '{}'
    ELSE ARRAY[field]
  END
$$;
