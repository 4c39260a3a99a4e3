-- The fields in which a state differs from another one; JSON null for those that only the other one has.
CREATE OR REPLACE FUNCTION differing(state jsonb, other jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(jsonb_object_agg(key, state->key), '{}')
  FROM jsonb_object_keys(state || other) AS key
  WHERE coalesce(state->key, 'null') <> coalesce(other->key, 'null')
$$;
