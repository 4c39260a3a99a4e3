-- The changeset of this transaction: begun at the first change, with the author that the transaction names
-- (`app/directory/contributions/author.py`), else the system.
CREATE OR REPLACE FUNCTION current_changeset() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  author CONSTANT jsonb :=
    coalesce(nullif(current_setting('proxilieux.author', true), ''), '{"role": "system"}');
  number bigint := nullif(current_setting('proxilieux.changeset', true), '');
BEGIN
  IF number IS NULL THEN
    INSERT INTO changeset (role, person_id, import_run_id, reason, is_undo)
    VALUES (
      author->>'role', (author->>'person_id')::int, (author->>'import_run_id')::int, author->>'reason',
      coalesce((author->>'is_undo')::boolean, false)
    )
    RETURNING id INTO number;
    PERFORM set_config('proxilieux.changeset', number::text, true);
  END IF;
  RETURN number;
END
$$;
