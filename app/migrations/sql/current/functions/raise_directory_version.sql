-- Trigger: a change in what is served is a new version of the directory, by which caches and ETags go.
CREATE OR REPLACE FUNCTION raise_directory_version() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM changed) THEN
    UPDATE directory_state SET version = version + 1, changed_at = now();
  END IF;
  RETURN NULL;
END
$$;
