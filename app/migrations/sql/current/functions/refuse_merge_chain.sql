-- Trigger: a record is merged into a place, never into a record that is merged itself. Checked at the end of a
-- statement, so that one statement may turn a family around.
CREATE OR REPLACE FUNCTION refuse_merge_chain() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM changed JOIN third_place AS place ON place.id = changed.merged_into
    WHERE place.merged_into IS NOT NULL
  ) OR EXISTS (
    SELECT FROM changed JOIN third_place AS member ON member.merged_into = changed.id
    WHERE changed.merged_into IS NOT NULL
  ) THEN
    RAISE integrity_constraint_violation
      USING MESSAGE = 'a third place cannot be merged into one that is merged itself';
  END IF;
  RETURN NULL;
END
$$;
