-- Trigger: write the collections of the rows that a statement touched. The first argument is the function, the
-- second a query over `changed` (these rows) that gives ids.
CREATE OR REPLACE FUNCTION keep_collection() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
BEGIN
  EXECUTE format('SELECT array_agg(DISTINCT id) FROM (%s) AS touched(id)', TG_ARGV[1]) INTO ids;
  IF ids IS NOT NULL THEN
    EXECUTE format('SELECT %I($1)', TG_ARGV[0]) USING ids;
  END IF;
  RETURN NULL;
END
$$;
