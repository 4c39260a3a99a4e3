-- Trigger: note which features of a listing a statement changed; the argument is the resource.
--
-- Numbers are drawn while the row of `directory_state` is locked, which lasts until the transaction ends: who
-- comes second waits, and then draws greater numbers. So they are in the order of the commits, and whoever has
-- read up to a number misses nothing by going on from it.
CREATE OR REPLACE FUNCTION keep_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  author CONSTANT jsonb :=
    coalesce(nullif(current_setting('proxilieux.author', true), ''), '{"role": "system"}');
BEGIN
  IF NOT EXISTS (SELECT FROM changed) THEN
    RETURN NULL;
  END IF;
  PERFORM FROM directory_state FOR UPDATE;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO directory_change (resource, public_id, kind, fields, source, licence, role, import_run_id)
    SELECT
      TG_ARGV[0], coalesce(present.public_id, past.public_id),
      CASE WHEN past.public_id IS NULL THEN 'create' WHEN present.public_id IS NULL THEN 'delete' ELSE 'update' END,
      coalesce(changed_fields(
        past.feature_head || past.feature_tail, present.feature_head || present.feature_tail
      ), '{}'),
      coalesce(present.source, past.source), coalesce(present.licence, past.licence),
      author->>'role', (author->>'import_run_id')::int
    FROM before AS past FULL JOIN changed AS present ON present.public_id = past.public_id
    -- What is listed for searching alone is nothing that others read.
    WHERE past.feature_head || past.feature_tail IS DISTINCT FROM present.feature_head || present.feature_tail;
  ELSE
    INSERT INTO directory_change (resource, public_id, kind, source, licence, role, import_run_id)
    SELECT
      TG_ARGV[0], listed.public_id, CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE 'delete' END,
      listed.source, listed.licence, author->>'role', (author->>'import_run_id')::int
    FROM changed AS listed;
  END IF;
  RETURN NULL;
END
$$;
