-- Trigger: note which Features of a resource a statement changed. The first argument is the resource, the second
-- a query over `changed` (and, of an update, `before`) that gives public ids.
--
-- The query runs once the row of `directory_state` is locked: a grant that another transaction has committed
-- meanwhile is among them.
CREATE OR REPLACE FUNCTION keep_features() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  ids text[];
BEGIN
  IF NOT EXISTS (SELECT FROM changed) THEN
    RETURN NULL;
  END IF;
  PERFORM FROM directory_state FOR UPDATE;
  EXECUTE format('SELECT array_agg(DISTINCT id) FROM (%s) AS touched(id)', TG_ARGV[1]) INTO ids;
  IF ids IS NOT NULL THEN
    PERFORM tell_features(TG_ARGV[0], ids);
  END IF;
  RETURN NULL;
END
$$;
