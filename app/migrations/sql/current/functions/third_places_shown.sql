-- The places whose rows say something of the given records: those under which they are shown, with those of
-- other licences that are the same place.
CREATE OR REPLACE FUNCTION third_places_shown(ids bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE AS $$
  WITH touched AS (
    SELECT DISTINCT coalesce(head.shown_with, head.id) AS id
    FROM third_place AS member JOIN third_place AS head ON head.id = coalesce(member.merged_into, member.id)
    WHERE member.id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT id FROM third_place))))
  )
  SELECT id FROM touched
  UNION
  SELECT head.id FROM touched JOIN third_place AS head ON head.shown_with = touched.id
$$;
