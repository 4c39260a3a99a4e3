-- Grants that reach a place as flat Features, without a geometry; lists are joined by semicolons.
--
-- A grant reaches the places whose manager's SIRET is that of its beneficiary, and the one that a moderator
-- confirmed. Nothing is joined by name.
CREATE OR REPLACE VIEW collection_grant AS
SELECT
  given.id AS grant_id, given.confirmed_place, given.public_id, NULL::geography(Point, 4326) AS position,
  properties.*, reached.place_ids, reached.departments, reached.regions,
  '{"type":"Feature","id":' || to_json(given.public_id) || ',"geometry":null,"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM public_grant AS given
CROSS JOIN LATERAL (
  SELECT
    array_agg(place.public_id ORDER BY place.public_id) AS place_ids,
    coalesce(array_agg(DISTINCT department_code) FILTER (WHERE department_code IS NOT NULL), '{}') AS departments,
    coalesce(array_agg(DISTINCT region_code) FILTER (WHERE region_code IS NOT NULL), '{}') AS regions,
    bool_or(place.siret = given.siret) AS has_siret
  FROM third_place_listing AS place
  WHERE place.siret = given.siret OR place.third_place_id = (
    -- The place under which it is shown, where it was merged since.
    SELECT coalesce(head.shown_with, head.id)
    FROM third_place AS member JOIN third_place AS head ON head.id = coalesce(member.merged_into, member.id)
    WHERE member.public_id = given.confirmed_place
  )
) AS reached
CROSS JOIN LATERAL (
  SELECT
    given.funder, given.funder_siret, given.beneficiary, given.siret, given.decided_on, given.year,
    given.reference, given.purpose, given.amount::double precision AS amount,
    nullif(array_to_string(given.natures, ';'), '') AS natures, given.payment_terms, given.period_start,
    given.period_end, given.aid_register, given.notified_eu, given.share::double precision AS share,
    given.scheme, CASE WHEN reached.has_siret THEN 'siret' ELSE 'moderation' END AS reached_by,
    array_to_string(reached.place_ids, ';') AS third_places,
    nullif(array_to_string(reached.departments, ';'), '') AS department_codes,
    nullif(array_to_string(reached.regions, ';'), '') AS region_codes,
    given.source = 'demo' AS fictional, given.source, given.source_record_id, given.licence,
    given.fetched_at, given.vanished_at, given.updated_at
) AS properties
WHERE given.vanished_at IS NULL AND reached.place_ids IS NOT NULL
  -- First what can reach a place at all: most grants of a funder do not.
  AND (given.confirmed_place IS NOT NULL
    OR EXISTS (SELECT FROM third_place_listing AS place WHERE place.siret = given.siret));
