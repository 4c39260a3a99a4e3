-- Note which of the given Features of a resource are listed otherwise than the changes told them last.
--
-- For resources whose listing is a view, so that no trigger sees what it said before. The caller's transaction
-- holds the row of `directory_state` from here on, as in keep_change: numbers are in the order of the commits,
-- and what another transaction has committed meanwhile is seen.
CREATE OR REPLACE FUNCTION tell_features(of_resource text, ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  author CONSTANT jsonb :=
    coalesce(nullif(current_setting('proxilieux.author', true), ''), '{"role": "system"}');
  listing CONSTANT text := CASE of_resource
    WHEN 'projects' THEN 'project_listing' WHEN 'support-offers' THEN 'support_offer_listing'
    WHEN 'grants' THEN 'grant_listing'
  END;
BEGIN
  PERFORM FROM directory_state FOR UPDATE;
  EXECUTE format(
    $sql$
    WITH present AS MATERIALIZED (
      SELECT public_id, source, licence, feature_head || feature_tail AS feature FROM %I
      WHERE public_id = ANY ($2)
    ), past AS MATERIALIZED (
      SELECT public_id, source, licence, feature FROM told_feature WHERE resource = $1 AND public_id = ANY ($2)
    ), differing AS MATERIALIZED (
      SELECT
        public_id,
        CASE WHEN past.feature IS NULL THEN 'create' WHEN present.feature IS NULL THEN 'delete' ELSE 'update' END
          AS kind,
        coalesce(changed_fields(past.feature, present.feature), '{}') AS fields,
        coalesce(present.source, past.source) AS source, coalesce(present.licence, past.licence) AS licence,
        present.feature
      FROM past FULL JOIN present USING (public_id)
      WHERE past.feature IS DISTINCT FROM present.feature
    ), written AS (
      INSERT INTO told_feature (resource, public_id, source, licence, feature)
      SELECT $1, public_id, source, licence, feature FROM differing WHERE kind <> 'delete'
      ON CONFLICT (resource, public_id) DO UPDATE
      SET source = excluded.source, licence = excluded.licence, feature = excluded.feature
    ), removed AS (
      DELETE FROM told_feature USING differing
      WHERE kind = 'delete' AND resource = $1 AND told_feature.public_id = differing.public_id
    )
    INSERT INTO directory_change (resource, public_id, kind, fields, source, licence, role, import_run_id)
    SELECT $1, public_id, kind, fields, source, licence, $3, $4 FROM differing ORDER BY public_id
    $sql$,
    listing
  ) USING of_resource, ids, author->>'role', (author->>'import_run_id')::int;
END
$$;
