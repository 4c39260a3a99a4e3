-- Two revisions of a place in one changeset, as one: before the first, after the second.
CREATE OR REPLACE FUNCTION joined_revision(
  first_old jsonb, first_new jsonb, second_old jsonb, second_new jsonb, OUT old jsonb, OUT new jsonb
)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF first_new IS NULL AND second_old IS NULL THEN  -- deleted, and made again
    old := first_old;
    new := second_new;
  ELSIF first_old IS NULL AND second_new IS NULL THEN  -- made, and deleted again
    old := '{}';
    new := '{}';
  ELSE
    old := second_old || first_old;
    new := first_new || second_new;
    IF old IS NOT NULL AND new IS NOT NULL THEN
      SELECT differing(old, new), differing(new, old) INTO old, new;
    END IF;
  END IF;
END
$$;
