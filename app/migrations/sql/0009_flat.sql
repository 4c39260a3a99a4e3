-- What the flat table of an export says beyond the columns of a listing, written with the row: lists joined to
-- one text, so that an export reads columns and parses no JSON.

-- Of each path (`property`, or `property.key` for what the items of a list say under one key) the text; a list is
-- joined by semicolons, a semicolon within one of its texts becomes a comma. What says nothing is left out.
-- `feature_tail` is the properties without their first brace, and the Feature's last one.
CREATE FUNCTION flat_properties(feature_tail text, paths text[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  properties CONSTANT jsonb := '{' || left(feature_tail, -1);
  flat jsonb := '{}';
  path text;
  property jsonb;
  said text;
BEGIN
  FOREACH path IN ARRAY paths LOOP
    property := properties -> split_part(path, '.', 1);
    CONTINUE WHEN property IS NULL OR property IN ('[]', 'null');
    IF jsonb_typeof(property) = 'array' THEN
      said := (
        SELECT nullif(string_agg(
          translate(coalesce(item #>> (string_to_array(path, '.'))[2:], ''), ';', ','), ';'
        ), '')
        FROM jsonb_array_elements(property) AS item
      );
    ELSE
      said := property #>> '{}';
    END IF;
    IF said IS NOT NULL THEN
      flat := flat || jsonb_build_object(path, said);
    END IF;
  END LOOP;
  RETURN flat;
END
$$;

ALTER TABLE third_place_listing ADD COLUMN flat jsonb NOT NULL GENERATED ALWAYS AS (flat_properties(
  feature_tail,
  '{opening_hours,telephone,description,funded,fictional,equipment.type,equipment.quantity,equipment.seats,equipment.shareable,programmes,awards.programme,awards.funder,awards.year,awards.amount,sources.source,sources.source_record_id,same_as}'::text[]
)) STORED;

ALTER TABLE organisation_listing ADD COLUMN flat jsonb NOT NULL GENERATED ALWAYS AS (flat_properties(
  feature_tail,
  '{fictional,networks,needs.type,needs.quantity,needs.learners,sources.source,sources.source_record_id}'::text[]
)) STORED;
