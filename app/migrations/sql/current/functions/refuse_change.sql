-- Trigger: what a table holds is never changed, only added and, with what it belongs to, deleted.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE integrity_constraint_violation USING MESSAGE = 'a row of ' || TG_TABLE_NAME || ' is never changed';
END
$$;
