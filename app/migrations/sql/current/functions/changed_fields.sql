-- The properties in which two GeoJSON Features differ, and `geometry` where that does.
CREATE OR REPLACE FUNCTION changed_fields(past text, present text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(field.name ORDER BY field.name COLLATE "C"), '{}')
  FROM (SELECT past::jsonb, present::jsonb) AS feature(past, present)
  CROSS JOIN LATERAL (
    SELECT
      feature.past->'properties' || jsonb_build_object('geometry', feature.past->'geometry'),
      feature.present->'properties' || jsonb_build_object('geometry', feature.present->'geometry')
  ) AS fields(past, present)
  CROSS JOIN LATERAL jsonb_object_keys(differing(fields.past, fields.present)) AS field(name)
$$;
