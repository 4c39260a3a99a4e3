-- Trigger: write the listings of the rows that a statement touched. The first argument is the function, the
-- second a query over `changed` (these rows; of an update, as they are now, and `before`) that gives ids.
-- A bulk load sets proxilieux.defer_listing and calls the functions once, in its transaction.
CREATE OR REPLACE FUNCTION keep_listing() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
BEGIN
  IF coalesce(current_setting('proxilieux.defer_listing', true), '') = 'on' THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT array_agg(DISTINCT id) FROM (%s) AS touched(id)', TG_ARGV[1]) INTO ids;
  IF ids IS NOT NULL THEN
    EXECUTE format('SELECT %I($1)', TG_ARGV[0]) USING ids;
  END IF;
  RETURN NULL;
END
$$;
