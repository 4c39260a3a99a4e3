-- Trigger: keep what a statement changed of places, as one revision a place and changeset. Without arguments
-- the table is that of places; else of what belongs to them: the first argument is the field of a row, in
-- SQL, the second the columns that are left out.
CREATE OR REPLACE FUNCTION keep_revision() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  before CONSTANT text := CASE TG_OP WHEN 'UPDATE' THEN 'before' WHEN 'DELETE' THEN 'changed' ELSE 'none' END;
  after CONSTANT text := CASE TG_OP WHEN 'DELETE' THEN 'none' ELSE 'changed' END;
  place CONSTANT text := 'SELECT id, place_fields(to_jsonb(%1$I)) FROM %1$I';
  part CONSTANT text := $part$
    SELECT third_place_id, jsonb_object_agg(%1$s, to_jsonb(%3$I) - %2$L::text[]) FROM %3$I GROUP BY 1
  $part$;
  nothing CONSTANT text := 'SELECT NULL::int, NULL::jsonb WHERE false';
  old_rows text;
  new_rows text;
BEGIN
  IF NOT EXISTS (SELECT FROM changed) THEN
    RETURN NULL;
  END IF;
  IF TG_NARGS = 0 THEN
    old_rows := CASE before WHEN 'none' THEN nothing ELSE format(place, before) END;
    new_rows := CASE after WHEN 'none' THEN nothing ELSE format(place, after) END;
  ELSE
    old_rows := CASE before WHEN 'none' THEN nothing ELSE format(part, TG_ARGV[0], TG_ARGV[1], before) END;
    new_rows := CASE after WHEN 'none' THEN nothing ELSE format(part, TG_ARGV[0], TG_ARGV[1], after) END;
  END IF;
  EXECUTE format($statement$
    INSERT INTO revision AS kept (changeset_id, third_place_id, old, new)
    SELECT
      (SELECT current_changeset()), touched.id,
      CASE WHEN touched.new IS NULL THEN touched.old ELSE differing(touched.old, touched.new) END,
      CASE WHEN touched.old IS NULL THEN touched.new ELSE differing(touched.new, touched.old) END
    FROM (
      SELECT
        id,
        CASE WHEN %1$L THEN coalesce(were.fields, '{}') ELSE were.fields END AS old,
        CASE WHEN %1$L THEN coalesce(are.fields, '{}') ELSE are.fields END AS new
      FROM (%2$s) AS were(id, fields) FULL JOIN (%3$s) AS are(id, fields) USING (id)
    ) AS touched
    WHERE touched.old IS DISTINCT FROM touched.new
    ON CONFLICT (changeset_id, third_place_id) DO UPDATE SET
      (old, new) = (
        SELECT joined.old, joined.new
        FROM joined_revision(kept.old, kept.new, excluded.old, excluded.new) AS joined
      )
  $statement$, TG_NARGS > 0, old_rows, new_rows);
  -- What a changeset took away and put back is no change.
  IF TG_NARGS > 0 OR TG_OP <> 'INSERT' THEN
    DELETE FROM revision AS kept
    WHERE kept.changeset_id = nullif(current_setting('proxilieux.changeset', true), '')::bigint
      AND kept.old = '{}' AND kept.new = '{}';
  END IF;
  RETURN NULL;
END
$$;
