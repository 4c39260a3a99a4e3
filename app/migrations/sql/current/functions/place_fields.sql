-- The fields of a place that its revisions keep: columns that hold content, those that say nothing left out.
-- What follows from them, and when and by which run the row was written, is none.
CREATE OR REPLACE FUNCTION place_fields(place jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT jsonb_strip_nulls(
    place - '{id,open_minutes,appointment_minutes,unknown_minutes,by_appointment,expanded_from,expanded_until}'::text[]
      - '{updated_at,fetched_at,import_run_id,standard}'::text[]
  ) || jsonb_build_object('standard', place->'standard')
$$;
