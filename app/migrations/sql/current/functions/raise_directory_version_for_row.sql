-- A row that is served with listings, and is in none, has changed: a new version of the directory.
CREATE OR REPLACE FUNCTION raise_directory_version_for_row() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE directory_state SET version = version + 1, changed_at = now();
  RETURN NULL;
END
$$;
