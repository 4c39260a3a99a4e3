-- Texts of a Feature's properties beyond the columns of its listing, written with the row: lists joined to
-- one text, so that an export reads columns and parses no JSON.
--
-- Of each path (`property`, or `property.key` for what the items of a list say under one key) the text; a
-- list is joined by semicolons, a semicolon within one of its texts becomes a comma. What says nothing is
-- left out, and of `property.object.key` a list of which no item says anything. `feature_tail` is the properties without their first brace, and the Feature's last one.
CREATE OR REPLACE FUNCTION flat_properties(feature_tail text, paths text[]) RETURNS jsonb
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
      CONTINUE WHEN path LIKE '%.%.%' AND said ~ '^;*$';
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
