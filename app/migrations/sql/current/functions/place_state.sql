-- All fields of a place and of what belongs to it, as its revisions keep them.
CREATE OR REPLACE FUNCTION place_state(place_id bigint) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT place_fields(to_jsonb(place)) || coalesce(
    (SELECT jsonb_object_agg(part.field, part.value) FROM place_part AS part WHERE part.third_place_id = place_id),
    '{}'
  )
  FROM third_place AS place WHERE place.id = place_id
$$;
